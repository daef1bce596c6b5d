using System.Globalization;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Schedules;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>What became of a schedule's day.</summary>
/// <param name="OperationId">What can be taken back.</param>
/// <param name="TransactionId">What was recorded; null where the day was skipped.</param>
/// <param name="NextOn">The next day; null where there is none any more.</param>
public sealed record SettledDay(Guid OperationId, Guid? TransactionId, DateOnly? NextOn);

/// <summary>Enters or skips a schedule's next day: the transaction and the day after it are one operation. Web and worker share it.</summary>
public static class ScheduleEntry
{
    /// <param name="books">The books.</param>
    /// <param name="access">Whose.</param>
    /// <param name="id">The schedule.</param>
    /// <param name="expectedOn">The day, as counted, that is meant: a second click, or another worker, finds it settled.</param>
    /// <param name="date">When to book it; null: as its weekend rule says.</param>
    /// <param name="transactionId">The caller's; null: a new one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<Outcome<SettledDay>> EnterAsync(
        BookDatabase books, BookAccess access, Guid id, DateOnly expectedOn, DateOnly? date, Guid? transactionId, CancellationToken cancellationToken)
    {
        var transaction = transactionId ?? Guid.CreateVersion7();
        return SettleAsync(books, access, id, expectedOn, "entered", async (db, schedule) =>
        {
            var recorded = await TransactionWriter.RecordAsync(
                db, access.BookId, transaction, DraftOf(schedule, date ?? schedule.Recurrence.Booked(expectedOn)), expectedVersion: null, cancellationToken);
            return recorded.Refusal is { } refusal ? refusal : (Guid?)transaction;
        }, cancellationToken);
    }

    /// <summary>The day is done with, without a transaction of ours.</summary>
    public static Task<Outcome<SettledDay>> SkipAsync(BookDatabase books, BookAccess access, Guid id, DateOnly expectedOn, CancellationToken cancellationToken) =>
        SettleAsync(books, access, id, expectedOn, "skipped", (_, _) => Task.FromResult<Outcome<Guid?>>((Guid?)null), cancellationToken);

    /// <summary>What it records.</summary>
    public static TransactionDraft DraftOf(ScheduledTransaction schedule, DateOnly date) =>
        new(date, schedule.Currency, [.. schedule.Postings.OrderBy(p => p.Ordinal).Select(p => new PostingDraft(p.AccountId, p.Quantity, p.Value, p.Memo))])
        {
            Payee = schedule.Payee,
            Description = schedule.Description,
            Tags = schedule.Tags,
        };

    private static async Task<Outcome<SettledDay>> SettleAsync(
        BookDatabase books, BookAccess access, Guid id, DateOnly expectedOn, string how,
        Func<LedgerDbContext, ScheduledTransaction, Task<Outcome<Guid?>>> settle, CancellationToken cancellationToken)
    {
        var name = await books.ReadAsync(access, db => db.Schedules.Where(s => s.BookId == access.BookId && s.Id == id).Select(s => s.Name).SingleOrDefaultAsync(cancellationToken), cancellationToken);
        if (name is null)
        {
            return NotFound;
        }

        var day = expectedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var operation = new Operation("schedule", how == "entered" ? $"Schedule '{name}' entered for {day}" : $"Schedule '{name}' skipped for {day}", id);
        return await books.WriteAsync<SettledDay>(access, operation, async db =>
        {
            // The book's row is locked by now: nobody else settles a day of it.
            var schedule = await db.ScheduleAsync(access.BookId, id, cancellationToken);
            if (schedule is null)
            {
                return NotFound;
            }

            if (schedule.NextOn is not { } due)
            {
                return new Refusal(RefusalCodes.ScheduleIsOver, "This schedule is over: no day of it is left.");
            }

            if (due != expectedOn)
            {
                var next = due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                return new Refusal(RefusalCodes.ScheduleDayIsSettled, $"The day {day} of this schedule is not its next one, which is {next}.", next);
            }

            var settled = await settle(db, schedule);
            if (settled.Refusal is { } refusal)
            {
                return refusal;
            }

            var following = schedule.Recurrence.After(due);
            await db.Schedules.Where(s => s.BookId == access.BookId && s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextOn, following), cancellationToken);
            return new SettledDay(operation.Id, settled.Value, following);
        }, cancellationToken);
    }

    private static Refusal NotFound => new(RefusalCodes.ScheduleNotFound, "There is no such schedule.");
}
