using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>How far a commit has come.</summary>
/// <param name="Stage"><c>booking</c> or <c>matching</c>.</param>
/// <param name="Done">Rows so far.</param>
/// <param name="Total">Rows in all.</param>
/// <param name="UpdatedAt">When this was said.</param>
public sealed record ImportStage(string Stage, int Done, int Total, DateTimeOffset UpdatedAt);

/// <summary>
/// Tells how far a commit has come, in transactions of its own: the commit's cannot be seen before it ends. Any replica can
/// answer, and a browser that was closed finds the answer when it comes back. Small imports say nothing: they are done.
/// </summary>
public sealed class ImportProgress(BookDatabase books, BookAccess access, Guid importId)
{
    private const int WorthTelling = 5_000;

    /// <summary>After this much silence nobody is booking any more.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(2);

    public Task TellAsync(string stage, int done, int total, CancellationToken cancellationToken) =>
        total < WorthTelling
            ? Task.CompletedTask
            : books.PlanAsync<int>(access, async db => await db.Database.ExecuteSqlAsync($"""
                insert into import_progress (book_id, import_id, stage, done, total) values ({access.BookId}, {importId}, {stage}, {done}, {total})
                  on conflict (book_id, import_id) do update set stage = excluded.stage, done = excluded.done, total = excluded.total, updated_at = clock_timestamp()
                """, cancellationToken), cancellationToken);

    /// <summary>What was said last, while it is fresh; null: nobody is booking this import.</summary>
    public static async Task<ImportStage?> LastAsync(LedgerDbContext db, Guid bookId, Guid importId, CancellationToken cancellationToken)
    {
        var last = await db.Database.SqlQuery<ImportStage>($"""
            select p.stage, p.done, p.total, p.updated_at from import_progress p
              where p.book_id = (select {bookId}::uuid) and p.import_id = {importId} and p.updated_at > clock_timestamp() - {Stale}
            """).ToListAsync(cancellationToken);
        return last.SingleOrDefault();
    }
}
