using FinanceAspire.Data;
using FinanceAspire.Data.Receipts;

namespace FinanceAspire.Worker.Jobs;

/// <summary>Once a day takes away the files that no receipt needs any more.</summary>
internal sealed partial class SweepReceipts(IServiceScopeFactory scopes, ReceiptSweep sweep, TimeProvider clock, ILogger<SweepReceipts> logger) : BackgroundService
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstAfter; ; wait = Every)
        {
            await Task.Delay(wait, clock, stoppingToken);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await foreach (var book in sweep.ExecuteAsync(scope.ServiceProvider.GetRequiredService<LedgerDbContext>(), stoppingToken))
                {
                    if (book.Missing > 0)
                    {
                        Log.Missing(logger, book.BookId, book.Missing);
                    }

                    if (book.Removed > 0 || book.Forgotten > 0)
                    {
                        Log.Swept(logger, book.BookId, book.Removed, book.Forgotten);
                    }
                }
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException)
            {
                // Database or directory may be away for a while; tomorrow is another day.
                Log.Failed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Book {BookId}: {Files} file(s) that no receipt needs were removed, {Contents} deleted receipt(s) can no longer be brought back")]
        public static partial void Swept(ILogger logger, Guid bookId, int files, int contents);

        [LoggerMessage(Level = LogLevel.Error, Message = "Book {BookId}: {Count} receipt(s) have lost their file; restore the directory of receipts from a backup, or add them anew")]
        public static partial void Missing(ILogger logger, Guid bookId, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The receipts could not be swept")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
