using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A payee as the entry row offers it: with the account or category that its last transaction went to.</summary>
public sealed record PayeeSuggestion(Guid Id, string Name, DateOnly? LastOn, Guid? LastAccountId, string? LastAccount);

/// <summary>A payee with how often and until when it occurs, and the names of the bank's that stand for it since it was renamed or merged.</summary>
public sealed record PayeeLine(Guid Id, string Name, long Transactions, DateOnly? FirstOn, DateOnly? LastOn, string[] AlsoNamed);

public static class PayeeQueries
{
    /// <summary>
    /// Payees whose name holds the text, those that begin with it first, then the ones used last. The last account is the
    /// category of the payee's newest transaction, the one with the largest share; of a transfer, the account that is not
    /// the one being entered into.
    /// </summary>
    public static Task<List<PayeeSuggestion>> PayeeSuggestionsAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, string? text, int limit, CancellationToken cancellationToken)
    {
        var pattern = SearchSql.Pattern(text ?? "");
        var start = pattern[1..];
        // Before anything is typed: who was paid lately.
        var isOpen = string.IsNullOrWhiteSpace(text);
        FormattableString found = isOpen
            ? (FormattableString)$"""
                select y.id, y.name, false as begins, r.date as last_on, r.id as newest
                  from (select distinct on (n.payee_id) n.payee_id, n.id, n.date
                          from (select t.payee_id, t.id, t.date from transactions t where t.book_id = (select {bookId}::uuid) order by t.date desc, t.id desc limit 200) n
                          order by n.payee_id, n.date desc, n.id desc) r
                  join payees y on y.book_id = (select {bookId}::uuid) and y.id = r.payee_id and y.merged_into is null
                """
            : (FormattableString)$"""
                select y.id, y.name, y.name ilike {start} as begins,
                       (select t.date from transactions t where t.book_id = y.book_id and t.payee_id = y.id order by t.date desc limit 1) as last_on, null::uuid as newest
                  from payees y where y.book_id = (select {bookId}::uuid) and y.merged_into is null and y.name ilike {pattern}
                """;
        // The newest is a column by the time that postings are asked for it: an expression there would read the whole book.
        FormattableString sql = $"""
            with found as materialized ({found} order by begins desc, last_on desc nulls last, name limit {limit}
            ), known as materialized (
              select f.id, f.name, f.begins, f.last_on,
                     coalesce(f.newest, (select t.id from transactions t where t.book_id = (select {bookId}::uuid) and t.payee_id = f.id order by t.date desc, t.id desc limit 1)) as newest
                from found f
            )
            select f.id, f.name, f.last_on, o.account_id as last_account_id, o.path as last_account
              from known f
              left join lateral (
                select q.account_id, coalesce(parent.name || ':', '') || a.name as path
                  from postings q
                  join accounts a on a.book_id = q.book_id and a.id = q.account_id and not a.closed
                  left join accounts parent on parent.book_id = a.book_id and parent.id = a.parent_id
                  where q.book_id = (select {bookId}::uuid) and q.transaction_id = f.newest and q.account_id <> {accountId}
                  order by (a.type in ('income', 'expense')) desc, abs(q.value) desc limit 1) o on true
              order by f.begins desc, f.last_on desc nulls last, f.name
            """;
        return db.Database.SqlQuery<PayeeSuggestion>(sql.Flatten()).ToListAsync(cancellationToken);
    }

    /// <summary>Payees in use whose name holds the text, in the order of their names, after the last one of the page before.</summary>
    public static Task<List<PayeeLine>> PayeesAsync(
        this LedgerDbContext db, Guid bookId, string? text, string? after, int limit, CancellationToken cancellationToken)
    {
        var pattern = SearchSql.Pattern(text ?? "");
        return db.Database.SqlQuery<PayeeLine>($"""
            select y.id, y.name, u.transactions, u.first_on, u.last_on,
                   array(select a.name from payees a where a.book_id = (select {bookId}::uuid) and a.merged_into = y.id order by a.name) as also_named
              from payees y
              cross join lateral (select count(*) as transactions, min(t.date) as first_on, max(t.date) as last_on
                from transactions t where t.book_id = y.book_id and t.payee_id = y.id) u
              where y.book_id = (select {bookId}::uuid) and y.name ilike {pattern} and ({after}::text is null or y.name > {after}) and u.transactions > 0
              order by y.name limit {limit}
            """).ToListAsync(cancellationToken);
    }
}
