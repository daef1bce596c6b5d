using FinanceAspire.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A category of spending, as a budget shows it.</summary>
/// <param name="Rollover">Of its envelope; null: it has none.</param>
public sealed record BudgetCategory(Guid Id, Guid? ParentId, string Name, string Path, string Currency, short Decimals, bool Closed, string? Rollover);

/// <summary>A month's budget with its categories, children after their parents.</summary>
/// <param name="OnAccounts">By currency, what lies on the accounts on budget at the month's end.</param>
public sealed record MonthBudget(Budget Budget, IReadOnlyList<BudgetCategory> Categories, IReadOnlyDictionary<string, decimal> OnAccounts);

/// <summary>An envelope in which more was spent than there was.</summary>
public sealed record OverspentLine(Guid AccountId, string Name, string Currency, decimal Available);

public static class BudgetQueries
{
    /// <summary>A month's budget. All of it comes from the monthly sums: its cost does not grow with the postings.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="month">Any day of the month.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<MonthBudget> BudgetAsync(this LedgerDbContext db, Guid bookId, DateOnly month, CancellationToken cancellationToken)
    {
        var categories = await db.Database.SqlQuery<BudgetCategory>($"""
            with recursive tree as (
              select a.id, a.name as path from accounts a where a.book_id = (select {bookId}::uuid) and a.parent_id is null and a.type = 'expense'
              union all
              select a.id, t.path || ':' || a.name from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.parent_id = t.id
            )
            select a.id, a.parent_id, a.name, t.path, a.commodity as currency, c.decimals, a.closed, e.rollover
              from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.id = t.id
              join commodities c on c.book_id = a.book_id and c.code = a.commodity
              left join envelopes e on e.book_id = a.book_id and e.account_id = a.id
              order by t.path
            """).ToListAsync(cancellationToken);
        var facts = await FactsAsync(db, bookId, month, categories, cancellationToken);
        return new(Budget.Of(month, facts), categories, facts.Balances);
    }

    /// <summary>Envelopes that are overspent in the month, by name; two questions where nothing is budgeted, as in most books.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="month">Any day of the month.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<List<OverspentLine>> OverspentAsync(this LedgerDbContext db, Guid bookId, DateOnly month, CancellationToken cancellationToken)
    {
        if (!await db.Database.SqlQuery<bool>($"""select exists (select from envelopes e where e.book_id = (select {bookId}::uuid)) as "Value" """).SingleAsync(cancellationToken))
        {
            return [];
        }

        var (budget, categories, _) = await db.BudgetAsync(bookId, month, cancellationToken);
        return [.. from e in budget.Envelopes where e.Available < 0 join c in categories on e.AccountId equals c.Id orderby c.Name select new OverspentLine(c.Id, c.Name, c.Currency, e.Available)];
    }

    private static async Task<BudgetFacts> FactsAsync(LedgerDbContext db, Guid bookId, DateOnly month, List<BudgetCategory> categories, CancellationToken cancellationToken)
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
            [.. categories.Select(c => new BudgetAccount(c.Id, c.ParentId, c.Currency, c.Closed))],
            categories.Where(c => c.Rollover is not null).ToDictionary(c => c.Id, c => Enum.Parse<Rollover>(c.Rollover!, ignoreCase: true)),
            budgeted, activity, balances.ToDictionary(b => b.Commodity, b => b.Balance));
    }

    private sealed record BalanceRow(string Commodity, decimal Balance);
}
