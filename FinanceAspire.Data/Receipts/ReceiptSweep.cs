using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Receipts;

/// <summary>What a sweep of one book took away, and which receipts have lost their file.</summary>
public sealed record SweptBook(Guid BookId, int Forgotten, int Removed, int Missing);

/// <summary>
/// Takes away what no receipt needs: contents whose receipts were deleted too long ago to be brought back, files that no
/// content names, and what broken-off uploads left. All under the lock of the book's row, which an upload holds while it makes
/// sure of its file: neither can take what the other counts on.
/// </summary>
public sealed class ReceiptSweep(ReceiptFolder folder, ReceiptSettings settings, TimeProvider clock)
{
    /// <summary>An upload is done in seconds; a day leaves no doubt.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async IAsyncEnumerable<SweptBook> ExecuteAsync(
        LedgerDbContext db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Guid> books;
        await using (var listing = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.Database.ExecuteSqlAsync($"set local role finance_owner", cancellationToken);
            books = await db.Database.SqlQuery<Guid>($"select id as \"Value\" from books order by id").ToListAsync(cancellationToken);
        }

        foreach (var book in books)
        {
            var forgotten = await LockedAsync(db, book, () => db.Database.ExecuteSqlAsync(
                $"""
                delete from receipt_files f where f.book_id = {book} and f.unused_since < {clock.GetUtcNow() - settings.KeepDeleted}
                  and not exists (select from receipts r where r.book_id = f.book_id and r.sha256 = f.sha256)
                """, cancellationToken), cancellationToken);
            // Committed by now: a file that goes away with a crash in between goes away the next time.
            var (removed, missing) = await LockedAsync(db, book, () => RemoveAsync(db, book, cancellationToken), cancellationToken);
            yield return new(book, forgotten, removed, missing);
        }
    }

    private async Task<(int Removed, int Missing)> RemoveAsync(LedgerDbContext db, Guid book, CancellationToken cancellationToken)
    {
        var known = await db.Database.SqlQuery<byte[]>($"select sha256 as \"Value\" from receipt_files where book_id = {book}").ToListAsync(cancellationToken);
        var names = known.Select(ReceiptFolder.NameOf).ToHashSet(StringComparer.Ordinal);
        var removed = 0;
        foreach (var file in folder.FilesBefore(book, clock.GetUtcNow() - Grace).Where(f => ReceiptFolder.ContentOf(f) is not { } name || !names.Contains(name)).ToList())
        {
            File.Delete(file);
            removed++;
        }

        return (removed, known.Count(sha256 => !folder.Has(book, sha256)));
    }

    private static async Task<T> LockedAsync<T>(LedgerDbContext db, Guid book, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"set local role finance_owner", cancellationToken);
        await db.Database.ExecuteSqlAsync($"select set_config('app.book', {book.ToString()}, true)", cancellationToken);
        await db.Database.ExecuteSqlAsync($"select from books where id = {book} for update", cancellationToken);
        var result = await work();
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
