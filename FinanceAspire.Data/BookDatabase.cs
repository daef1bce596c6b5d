using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FinanceAspire.Data;

/// <summary>
/// The only way into a book. Each call is one database transaction on one connection, and what opens the book is local to
/// that transaction: a pooled connection carries nothing over. Writes lock the book's row first (one writer a book), are
/// tried again after a deadlock or serialization failure, and turn the database's named refusals into values.
/// </summary>
public sealed partial class BookDatabase(IServiceScopeFactory scopes, ILogger<BookDatabase> logger)
{
    private const int Attempts = 5;

    /// <summary>For what may be a million lines at once: an import, and taking one back. Everything else is done in seconds or is ill.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Reads one consistent state of the book. Throws <see cref="BookNotFoundException"/> for who is no member.</summary>
    public async Task<T> ReadAsync<T>(BookAccess access, Func<LedgerDbContext, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"select enter_book({access.BookId}, {access.UserId})", cancellationToken);
        }
        catch (PostgresException e) when (e.ConstraintName == RefusalCodes.BookNotFound)
        {
            throw new BookNotFoundException();
        }

        var result = await read(db);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>
    /// Changes the book in one operation of its change log, or not at all. <paramref name="write"/> may run more than once
    /// and must do nothing outside the database.
    /// </summary>
    public async Task<Outcome<T>> WriteAsync<T>(
        BookAccess access, Operation operation, Func<LedgerDbContext, Task<Outcome<T>>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(access, operation, write, cancellationToken);
            }
            catch (Exception e) when (Transient(e) is { } reason && attempt < Attempts)
            {
                Log.TriedAgain(logger, reason, attempt);
                await Task.Delay(Random.Shared.Next(5, 20 << attempt), cancellationToken);
            }
            catch (Exception e) when (RefusalOf(e) is { } refusal)
            {
                return refusal;
            }
        }
    }

    /// <summary>
    /// Stores what is not part of the ledger (the plan of an import): no operation, no new version. Viewers are refused.
    /// </summary>
    public async Task<Outcome<T>> PlanAsync<T>(BookAccess access, Func<LedgerDbContext, Task<Outcome<T>>> write, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var role = await db.Database.SqlQuery<string>($"select enter_book({access.BookId}, {access.UserId}) as \"Value\"").SingleAsync(cancellationToken);
            if (role == "viewer")
            {
                return new Refusal(RefusalCodes.MemberMayNotChange, "You may look at this book but not change it.");
            }

            db.Database.SetCommandTimeout(Patience);
            var outcome = await write(db);
            if (outcome.Refusal is null)
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return outcome;
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>Makes a book that the user owns and fills it, in one operation.</summary>
    public async Task<Outcome<Guid>> CreateAsync(
        Guid bookId, Guid userId, string name, string currency, short decimals, bool demo, Func<LedgerDbContext, Task> fill, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync(
                $"select create_book({bookId}, {userId}, {Guid.CreateVersion7()}, {name}, {currency}, {decimals}, {demo})", cancellationToken);
            await fill(db);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return bookId;
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            return refusal;
        }
    }

    private async Task<Outcome<T>> WriteOnceAsync<T>(
        BookAccess access, Operation operation, Func<LedgerDbContext, Task<Outcome<T>>> write, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"select begin_operation({access.BookId}, {access.UserId}, {operation.Id}, {operation.Source}, {operation.SourceId}, {operation.Summary})",
            cancellationToken);
        if (operation.Source is "import" or "undo")
        {
            db.Database.SetCommandTimeout(Patience);
        }

        var outcome = await write(db);
        if (outcome.Refusal is not null)
        {
            await transaction.RollbackAsync(cancellationToken);
            return outcome;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }

    private static string? Transient(Exception e) => Postgres(e)?.SqlState switch
    {
        PostgresErrorCodes.SerializationFailure => "serialization failure",
        PostgresErrorCodes.DeadlockDetected => "deadlock",
        _ => null,
    };

    /// <summary>A named constraint that the database refused by, as a refusal; null for anything else, which is a fault.</summary>
    private static Refusal? RefusalOf(Exception e) =>
        Postgres(e) is { ConstraintName: { Length: > 0 } name } refused && DatabaseRefusals.Find(name, refused) is { } refusal ? refusal : null;

    private static PostgresException? Postgres(Exception? e) => e as PostgresException ?? e?.InnerException as PostgresException;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Change of a book tried again after a {Reason} (attempt {Attempt})")]
        public static partial void TriedAgain(ILogger logger, string reason, int attempt);
    }
}

/// <summary>The book does not exist, or is somebody else's: the two look alike.</summary>
public sealed class BookNotFoundException() : Exception("There is no such book.");
