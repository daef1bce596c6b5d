using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Worker.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Worker.Jobs;

/// <summary>Once an hour enters what is automatic and due, the days that were missed included. Two workers enter a day once.</summary>
internal sealed partial class EnterSchedules(BookDatabase books, IServiceScopeFactory scopes, TimeProvider clock, ILogger<EnterSchedules> logger) : BackgroundService
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>More than a year of days; the rest an hour later.</summary>
    private const int MostDays = 400;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstAfter; ; wait = Every)
        {
            await Task.Delay(wait, clock, stoppingToken);
            try
            {
                await EnterAsync(stoppingToken);
            }
            catch (Exception e) when (FileImporter.IsAway(e))
            {
                // The database may be away for a while; the days are caught up in an hour.
                Log.Failed(logger, e);
            }
        }
    }

    /// <summary>How many transactions it has entered.</summary>
    internal async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        var (today, entered) = (DateOnly.FromDateTime(clock.GetLocalNow().DateTime), 0);
        foreach (var access in await OwnersAsync(cancellationToken))
        {
            // A day on a weekend may be booked up to two days before.
            var latest = today.AddDays(2);
            var due = await books.ReadAsync(
                access, db => db.Schedules.Where(s => s.BookId == access.BookId && s.Automatic && s.NextOn <= latest).OrderBy(s => s.NextOn).ToListAsync(cancellationToken), cancellationToken);
            foreach (var schedule in due)
            {
                var days = 0;
                for (var next = schedule.NextOn; next is { } day && schedule.Recurrence.Booked(day) <= today && days < MostDays; days++)
                {
                    var outcome = await ScheduleEntry.EnterAsync(books, access, schedule.Id, day, null, null, cancellationToken);
                    if (outcome.Refusal is { } refusal)
                    {
                        // Another worker, or its owner, was faster.
                        if (refusal.Code is not (RefusalCodes.ScheduleDayIsSettled or RefusalCodes.ScheduleIsOver or RefusalCodes.ScheduleNotFound))
                        {
                            Log.Refused(logger, access.BookId, schedule.Id, refusal.Code);
                        }

                        break;
                    }

                    next = outcome.Value!.NextOn;
                }

                entered += days;
            }
        }

        return entered;
    }

    /// <summary>Each book with one of its owners.</summary>
    private async Task<List<BookAccess>> OwnersAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var members = await scope.ServiceProvider.GetRequiredService<LedgerDbContext>().Members.AsNoTracking().Where(m => m.Role == "owner")
            .OrderBy(m => m.BookId).ThenBy(m => m.UserId).Select(m => new { m.BookId, m.UserId }).ToListAsync(cancellationToken);
        return [.. members.DistinctBy(m => m.BookId).Select(m => new BookAccess(m.BookId, m.UserId))];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Book {BookId}: the schedule {ScheduleId} was not entered: {Code}")]
        public static partial void Refused(ILogger logger, Guid bookId, Guid scheduleId, string code);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The schedules could not be entered")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
