using FinanceAspire.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>An account with its place in the tree and its balance: the sum of its own postings.</summary>
public sealed record AccountLine(
    Guid Id, string Name, string Path, string TypeCode, string Currency, Guid? ParentId, bool Closed, string? Role, int Version, short Decimals,
    decimal Balance, decimal ClearedBalance, DateOnly? LastReconciledOn, string? BankAccountId, DateOnly? AssertedOn, decimal? AssertedDifference, bool OnBudget)
{
    public AccountType Type => AccountTypes.Parse(TypeCode);
}

/// <summary>An open account of the user's own with its balance, for the frame around every page.</summary>
public sealed record OwnBalance(Guid Id, string Name, string TypeCode, string Currency, decimal Balance);

public static class AccountQueries
{
    /// <summary>What is owned and owed, by name: the cheapest question that shows balances.</summary>
    public static Task<List<OwnBalance>> OwnBalancesAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<OwnBalance>($"""
            select a.id, a.name, a.type as type_code, a.commodity as currency,
                   coalesce((select sum(m.quantity) from account_month m where m.book_id = a.book_id and m.account_id = a.id), 0) as balance
              from accounts a where a.book_id = (select {bookId}::uuid) and a.type in ('asset', 'liability') and not a.closed
              order by a.type, a.name
            """).ToListAsync(cancellationToken);

    /// <summary>The book's accounts by type and path. Balances come from the monthly sums: their cost does not grow with the postings.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="type">Only those of a type.</param>
    /// <param name="includeClosed">False: only those in use.</param>
    /// <param name="id">Only this one.</param>
    /// <param name="balanceOf">Only this one's months are added up, where the others are needed by name; their balances are 0 then.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<List<AccountLine>> AccountsAsync(
        this LedgerDbContext db, Guid bookId, AccountType? type = null, bool includeClosed = true, Guid? id = null, Guid? balanceOf = null, CancellationToken cancellationToken = default)
    {
        var code = type is { } t ? AccountTypes.Code(t) : null;
        var added = balanceOf ?? id;
        return await db.Database.SqlQuery<AccountLine>($"""
            with recursive tree as (
              select a.id, a.name as path from accounts a where a.book_id = (select {bookId}::uuid) and a.parent_id is null
              union all
              select a.id, t.path || ':' || a.name from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.parent_id = t.id
            ), sums as (
              select m.account_id, sum(m.quantity) as balance, sum(m.cleared_quantity) as cleared
                from account_month m where m.book_id = (select {bookId}::uuid) and ({added}::uuid is null or m.account_id = {added}) group by m.account_id
            )
            select a.id, a.name, t.path, a.type as type_code, a.commodity as currency, a.parent_id, a.closed, a.role, a.version, c.decimals,
                   coalesce(s.balance, 0) as balance, coalesce(s.cleared, 0) as cleared_balance,
                   (select max(r.statement_date) from reconciliations r where r.book_id = a.book_id and r.account_id = a.id) as last_reconciled_on,
                   a.bank_account_id, claim.date as asserted_on,
                   case when claim.date is null then null else
                     coalesce((select sum(m.quantity) from account_month m
                       where m.book_id = a.book_id and m.account_id = a.id and m.month < date_trunc('month', claim.date)::date), 0)
                     + coalesce((select sum(p.quantity) from postings p
                       where p.book_id = a.book_id and p.account_id = a.id and p.date between date_trunc('month', claim.date)::date and claim.date), 0)
                     - claim.outstanding - claim.quantity end as asserted_difference,
                   a.type in ('asset', 'liability') and a.on_budget is not false as on_budget
              from accounts a
              join tree t on t.id = a.id
              join commodities c on c.book_id = a.book_id and c.code = a.commodity
              left join sums s on s.account_id = a.id
              left join lateral (
                select b.date, b.quantity, b.outstanding from balance_assertions b where b.book_id = a.book_id and b.account_id = a.id
                  order by b.date desc, b.id desc limit 1) claim on true
              where a.book_id = (select {bookId}::uuid) and ({code}::text is null or a.type = {code}) and ({includeClosed} or not a.closed)
                and ({id}::uuid is null or a.id = {id})
              order by array_position(array['asset', 'liability', 'equity', 'income', 'expense'], a.type), t.path
            """).ToListAsync(cancellationToken);
    }

    /// <summary>One account, or null where the book has none of that id.</summary>
    public static async Task<AccountLine?> AccountAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        (await db.AccountsAsync(bookId, id: id, cancellationToken: cancellationToken)).SingleOrDefault();
}
