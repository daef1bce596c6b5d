using FinanceAspire.Data.Queries;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data;

/// <summary>A book and what its check found.</summary>
public sealed record VerifiedBook(Guid BookId, string Name, CheckRun Run);

/// <summary>Checks every book of the installation, one after another, as the schema's owner.</summary>
public static class LedgerVerifier
{
    private sealed record Found(Guid Id, string Name);

    public static async IAsyncEnumerable<VerifiedBook> VerifyAsync(
        LedgerDbContext db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Found> books;
        await using (var listing = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.Database.ExecuteSqlAsync($"set local role finance_owner", cancellationToken);
            books = await db.Database.SqlQuery<Found>($"select id, name from books order by created_at, id").ToListAsync(cancellationToken);
        }

        foreach (var book in books)
        {
            // One snapshot a book: what is booked meanwhile makes no difference.
            await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            await db.Database.ExecuteSqlAsync($"set local role finance_owner", cancellationToken);
            await db.Database.ExecuteSqlAsync($"select set_config('app.book', {book.Id.ToString()}, true)", cancellationToken);
            var run = await db.VerifyAsync(book.Id, cancellationToken);
            await db.Database.ExecuteSqlAsync($"delete from check_runs where book_id = {book.Id} and verified_at < now() - interval '90 days'", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            yield return new(book.Id, book.Name, run);
        }
    }
}
