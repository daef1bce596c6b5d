using FinanceAspire.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>An envelope in which more was spent than there was.</summary>
public sealed record OverspentLine(Guid AccountId, string Name, string Currency, decimal Available);

public static class BudgetQueries
{
    /// <summary>What a month's budget is computed from. All of it comes from the monthly sums: its cost does not grow with the postings.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="month">Any day of the month.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<BudgetFacts> BudgetFactsAsync(this LedgerDbContext db, Guid bookId, DateOnly month, CancellationToken cancellationToken)
    {
        var accounts = await db.Database.SqlQuery<AccountRow>($"""
            with recursive tree as (
              select a.id, a.name as path from accounts a where a.book_id = (select {bookId}::uuid) and a.parent_id is null and a.type = 'expense'
              union all
              select a.id, t.path || ':' || a.name from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.parent_id = t.id
            )
            select a.id, a.parent_id, a.name, a.commodity, a.closed, e.rollover
              from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.id = t.id
              left join envelopes e on e.book_id = a.book_id and e.account_id = a.id
              order by t.path
            """).ToListAsync(cancellationToken);
        return await FactsAsync(db, bookId, month, accounts, cancellationToken);
    }

    /// <summary>Envelopes that are overspent in the month, by name.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="month">Any day of the month.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<List<OverspentLine>> OverspentAsync(this LedgerDbContext db, Guid bookId, DateOnly month, CancellationToken cancellationToken)
    {
        var accounts = await db.Database.SqlQuery<AccountRow>($"""
            select a.id, a.parent_id, a.name, a.commodity, a.closed, e.rollover
              from accounts a left join envelopes e on e.book_id = a.book_id and e.account_id = a.id
              where a.book_id = (select {bookId}::uuid) and a.type = 'expense'
                and exists (select from envelopes any_envelope where any_envelope.book_id = (select {bookId}::uuid))
              order by a.name
            """).ToListAsync(cancellationToken);
        if (accounts.Count == 0)
        {
            return [];
        }

        var budget = Budget.Of(month, await FactsAsync(db, bookId, month, accounts, cancellationToken));
        return [.. from e in budget.Envelopes where e.Available < 0 join a in accounts on e.AccountId equals a.Id select new OverspentLine(a.Id, a.Name, a.Commodity, e.Available)];
    }

    private static async Task<BudgetFacts> FactsAsync(LedgerDbContext db, Guid bookId, DateOnly month, List<AccountRow> accounts, CancellationToken cancellationToken)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var budgeted = await db.Database.SqlQuery<BudgetedMonth>($"""
            select m.account_id, m.month, m.budgeted from envelope_months m where m.book_id = (select {bookId}::uuid) and m.month <= {first}
            """).ToListAsync(cancellationToken);
        var begun = budgeted.Count == 0 ? first : budgeted.Min(b => b.Month);
        var activity = await db.Database.SqlQuery<ActivityMonth>($"""
            select m.account_id, m.month, sum(m.quantity) as quantity
              from account_month m join accounts a on a.book_id = m.book_id and a.id = m.account_id
              where m.book_id = (select {bookId}::uuid) and a.type = 'expense' and m.month between {begun} and {first}
              group by m.account_id, m.month
            """).ToListAsync(cancellationToken);
        var balances = await db.Database.SqlQuery<BalanceRow>($"""
            select a.commodity, sum(m.quantity) as balance
              from account_month m join accounts a on a.book_id = m.book_id and a.id = m.account_id
              where m.book_id = (select {bookId}::uuid) and a.type in ('asset', 'liability') and a.on_budget is not false and m.month <= {first}
              group by a.commodity
            """).ToListAsync(cancellationToken);
        return new(
            [.. accounts.Select(a => new BudgetAccount(a.Id, a.ParentId, a.Commodity, a.Closed))],
            accounts.Where(a => a.Rollover is not null).ToDictionary(a => a.Id, a => Enum.Parse<Rollover>(a.Rollover!, ignoreCase: true)),
            budgeted, activity, balances.ToDictionary(b => b.Commodity, b => b.Balance));
    }

    private sealed record AccountRow(Guid Id, Guid? ParentId, string Name, string Commodity, bool Closed, string? Rollover);

    private sealed record BalanceRow(string Commodity, decimal Balance);
}
