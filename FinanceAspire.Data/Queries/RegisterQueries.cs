using FinanceAspire.Ledger.Search;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A place in a register: everything after it is older.</summary>
public sealed record RegisterCursor(DateOnly Date, Guid TransactionId, short Ordinal);

/// <summary>One posting of an account, with the account's balance after it.</summary>
public sealed record RegisterLine(
    Guid TransactionId, DateOnly Date, string Payee, string Description, decimal Amount, decimal RunningBalance, short ClearedCode,
    string[] OtherAccounts, short Ordinal, string[] Tags, Guid PostingId, string Memo, long Receipts);

public static class RegisterQueries
{
    /// <summary>
    /// A page of an account's register, newest first. The running balance of a row is the sum of the months before it and of
    /// the rows of its own month, so any page costs the same however long the book is.
    /// </summary>
    public static async Task<List<RegisterLine>> RegisterAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, DateOnly? from, DateOnly? to, SearchNode? search, RegisterCursor? after, int limit,
        CancellationToken cancellationToken)
    {
        var condition = await SearchSql.ConditionAsync(db, bookId, search, inRegister: true, $"postings q", cancellationToken);
        // A page that is not searched reads postings only.
        FormattableString searched = search is null ? $"" : (FormattableString)$"join transactions t on t.book_id = p.book_id and t.id = p.transaction_id";
        var (date, transaction, ordinal) = (after?.Date, after?.TransactionId, after?.Ordinal);
        FormattableString sql = $"""
            with page as materialized (
              select p.* from postings p {searched}
              where p.book_id = (select {bookId}::uuid) and p.account_id = {accountId}
                and ({from}::date is null or p.date >= {from}) and ({to}::date is null or p.date <= {to})
                and ({date}::date is null or (p.date, p.transaction_id, p.ordinal) < ({date}, {transaction}::uuid, {ordinal}::smallint))
                and {condition}
              order by p.date desc, p.transaction_id desc, p.ordinal desc limit {limit}
            ), months as materialized (
              select k.month, (k.month + interval '1 month')::date as next,
                     coalesce((select sum(m.quantity) from account_month m
                       where m.book_id = (select {bookId}::uuid) and m.account_id = {accountId} and m.month < k.month), 0) as opening
                from (select distinct date_trunc('month', p.date)::date as month from page p) k
            ), running as materialized (
              -- Each month of the page is read once, whatever the number of its rows that were found.
              select r.id, o.opening + r.sum as balance
                from months o
                cross join lateral (
                  select q.id, sum(q.quantity) over (order by q.date, q.transaction_id, q.ordinal rows unbounded preceding) as sum from postings q
                    where q.book_id = (select {bookId}::uuid) and q.account_id = {accountId} and q.date >= o.month and q.date < o.next) r
            ), others as materialized (
              -- All at once: a question for each row would read the accounts for each row.
              select p.id, array_agg(distinct a.name order by a.name) as names
                from page p
                join postings o on o.book_id = (select {bookId}::uuid) and o.transaction_id = p.transaction_id and o.id <> p.id
                join accounts a on a.book_id = (select {bookId}::uuid) and a.id = o.account_id
                group by p.id
            )
            select p.transaction_id, p.date, coalesce(y.name, '') as payee, t.description, p.quantity as amount, b.balance as running_balance,
                   p.cleared as cleared_code, coalesce(others.names, array[]::text[]) as other_accounts,
                   p.ordinal, t.tags, p.id as posting_id, p.memo,
                   (select count(*) from attachments x where x.book_id = p.book_id and x.transaction_id = p.transaction_id) as receipts
              from page p
              join running b on b.id = p.id
              left join others on others.id = p.id
              join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
              left join payees y on y.book_id = t.book_id and y.id = t.payee_id
              order by p.date desc, p.transaction_id desc, p.ordinal desc
            """;
        return await db.Database.SqlQuery<RegisterLine>(sql.Flatten()).ToListAsync(cancellationToken);
    }

    /// <summary>The number of the last change of the book by a moment.</summary>
    public static async Task<long> VersionAsOfAsync(this LedgerDbContext db, DateTimeOffset moment, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<long>($"select version_as_of({moment.ToUniversalTime()}) as \"Value\"").SingleAsync(cancellationToken);

    /// <summary>
    /// The same page as it stood when the book had an earlier version, from the images in the change log. Its cost grows with
    /// the account and with what was changed since. Accounts and payees have today's names.
    /// </summary>
    public static async Task<List<RegisterLine>> RegisterAsOfAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, long version, DateOnly? from, DateOnly? to, SearchNode? search, RegisterCursor? after, int limit,
        CancellationToken cancellationToken)
    {
        var condition = await SearchSql.ConditionAsync(db, bookId, search, inRegister: true, $"known q", cancellationToken);
        var (date, transaction, ordinal) = (after?.Date, after?.TransactionId, after?.Ordinal);
        FormattableString sql = $"""
            with known as materialized (select * from postings_as_of({version})),
            dated as materialized (select * from transactions_as_of({version})),
            running as (
              select p.*, sum(p.quantity) over (order by p.date, p.transaction_id, p.ordinal rows unbounded preceding) as balance from known p where p.account_id = {accountId}
            )
            select p.transaction_id, p.date, coalesce(y.name, '') as payee, t.description, p.quantity as amount, p.balance as running_balance,
                   p.cleared as cleared_code,
                   array(select distinct a.name from known o join accounts a on a.book_id = (select {bookId}::uuid) and a.id = o.account_id
                      where o.transaction_id = p.transaction_id and o.id <> p.id order by 1) as other_accounts,
                   p.ordinal, t.tags, p.id as posting_id, p.memo, 0::bigint as receipts
              from running p
              join dated t on t.id = p.transaction_id
              left join payees y on y.book_id = (select {bookId}::uuid) and y.id = t.payee_id
              where ({from}::date is null or p.date >= {from}) and ({to}::date is null or p.date <= {to})
                and ({date}::date is null or (p.date, p.transaction_id, p.ordinal) < ({date}, {transaction}::uuid, {ordinal}::smallint))
                and {condition}
              order by p.date desc, p.transaction_id desc, p.ordinal desc limit {limit}
            """;
        return await db.Database.SqlQuery<RegisterLine>(sql.Flatten()).ToListAsync(cancellationToken);
    }
}
