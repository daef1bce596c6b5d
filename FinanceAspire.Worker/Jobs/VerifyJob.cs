using FinanceAspire.Data;

namespace FinanceAspire.Worker.Jobs;

/// <summary>Verifies every book once a day, and says in the log where one does not hold: counts and names of rules, no figures.</summary>
internal sealed partial class VerifyJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<VerifyJob> logger) : BackgroundService
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstAfter; ; wait = Every)
        {
            await Task.Delay(wait, clock, stoppingToken);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await foreach (var book in LedgerVerifier.VerifyAsync(scope.ServiceProvider.GetRequiredService<LedgerDbContext>(), stoppingToken))
                {
                    foreach (var check in book.Run.Results.Where(c => !c.Ok))
                    {
                        Log.Differs(logger, book.BookId, check.Name, check.Differences.Count);
                    }

                    Log.Verified(logger, book.BookId, book.Run.BookVersion);
                }
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
            {
                // The database may be away for a while; tomorrow is another day.
                Log.Failed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Book {BookId}: the check {Check} found {Count} difference(s); see the status page or `verify`")]
        public static partial void Differs(ILogger logger, Guid bookId, string check, int count);

        [LoggerMessage(Level = LogLevel.Information, Message = "Book {BookId} verified at version {Version}")]
        public static partial void Verified(ILogger logger, Guid bookId, long version);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The books could not be verified")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
