using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>
/// One step in the life of a transaction: who, when, from where, and the images of each row that it touched. The step that
/// made the transaction has no images: the first later one, or the rows as they are, say what it made.
/// </summary>
public sealed record HistoryStep(
    Guid OperationId, long Version, DateTimeOffset At, string? User, string Source, Guid? SourceId, string Summary, bool IsUndone, string? TableName, Guid? RowId,
    string? Before, string? After);

public static class HistoryQueries
{
    /// <summary>Every change of one transaction, oldest first; empty where the book never had it.</summary>
    public static Task<List<HistoryStep>> HistoryAsync(this LedgerDbContext db, Guid bookId, Guid transactionId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<HistoryStep>($"""
            with made as (
              select coalesce(
                (select t.created_operation_id from transactions t where t.book_id = (select {bookId}::uuid) and t.id = {transactionId}),
                (select (c.before ->> 'created_operation_id')::uuid from changes c
                   where c.book_id = (select {bookId}::uuid) and c.table_name = 'transactions' and c.row_id = {transactionId} and c.before is not null
                   order by c.ordinal limit 1)) as id
            )
            select o.id as operation_id, o.version, o.at, u.email as "user", o.source, o.source_id, o.summary, o.undone_by_id is not null as is_undone,
                   c.table_name, c.row_id, c.before::text as before, c.after::text as after
              from change_operations o
              left join changes c on c.book_id = o.book_id and c.operation_id = o.id and c.transaction_id = {transactionId}
              left join users u on u.id = o.user_id
              where o.book_id = (select {bookId}::uuid) and (c.operation_id is not null or o.id = (select id from made))
              order by o.version, c.ordinal
            """).ToListAsync(cancellationToken);

    /// <summary>Every change of one account itself, oldest first, its opening included.</summary>
    public static Task<List<HistoryStep>> AccountHistoryAsync(this LedgerDbContext db, Guid bookId, Guid accountId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<HistoryStep>($"""
            select o.id as operation_id, o.version, o.at, u.email as "user", o.source, o.source_id, o.summary, o.undone_by_id is not null as is_undone,
                   c.table_name, c.row_id, c.before::text as before, c.after::text as after
              from change_operations o
              left join changes c on c.book_id = o.book_id and c.operation_id = o.id and c.table_name = 'accounts' and c.row_id = {accountId}
              left join users u on u.id = o.user_id
              where o.book_id = (select {bookId}::uuid)
                and (c.operation_id is not null
                  or o.id = (select a.created_operation_id from accounts a where a.book_id = (select {bookId}::uuid) and a.id = {accountId}))
              order by o.version, c.ordinal
            """).ToListAsync(cancellationToken);
}
