using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>One operation as the list of changes shows it.</summary>
public sealed record ChangeLine(
    Guid Id, long Version, DateTimeOffset At, string? User, string Source, string Summary, bool IsUndone, Guid? UndoesId, long Made, long Touched);

public static class ChangeQueries
{
    /// <summary>The book's operations, newest first, with how many transactions each made and how many rows it touched.</summary>
    public static Task<List<ChangeLine>> ChangesAsync(this LedgerDbContext db, Guid bookId, long? before, int limit, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ChangeLine>($"""
            select o.id, o.version, o.at, u.email as "user", o.source, o.summary, o.undone_by_id is not null as is_undone, o.undoes_id,
                   (select count(*) from transactions t where t.book_id = o.book_id and t.created_operation_id = o.id) as made,
                   (select count(*) from changes c where c.book_id = o.book_id and c.operation_id = o.id) as touched
              from change_operations o left join users u on u.id = o.user_id
              where o.book_id = (select {bookId}::uuid) and ({before}::bigint is null or o.version < {before})
              order by o.version desc limit {limit}
            """).ToListAsync(cancellationToken);
}
