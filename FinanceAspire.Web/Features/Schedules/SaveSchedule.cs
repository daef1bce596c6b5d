using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Schedules;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Schedules;

/// <summary>A schedule as somebody wants it: what is booked, and when. The draft's date is not used.</summary>
internal sealed record ScheduleDraft(string Name, TransactionDraft Transaction, Recurrence Recurrence, int RemindDays, bool Automatic)
{
    /// <summary>Of a new one: days through this one are recorded already.</summary>
    public DateOnly? SettledThrough { get; init; }
}

/// <summary>What came of saving.</summary>
internal sealed record SavedSchedule(bool IsNew, Guid OperationId);

/// <summary>Makes a schedule, or changes the one of the same id. Days that were settled stay settled.</summary>
internal static class SaveSchedule
{
    public static async Task<Outcome<SavedSchedule>> ExecuteAsync(
        Guid id, ScheduleDraft draft, int? expectedVersion, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var (name, recurrence) = (PlainText.Clean(draft.Name, 201), draft.Recurrence);
        if (Refuse(recurrence) is { } senseless)
        {
            return senseless;
        }

        var operation = new Operation(source, $"Schedule '{name}' saved", sourceId);
        return await books.WriteAsync<SavedSchedule>(access, operation, async db =>
        {
            var stored = await db.Schedules.SingleOrDefaultAsync(s => s.BookId == access.BookId && s.Id == id, cancellationToken);
            if (expectedVersion is { } expected && stored?.Version != expected)
            {
                return stored is null
                    ? new Refusal(RefusalCodes.ScheduleNotFound, "There is no such schedule.")
                    : new Refusal(RefusalCodes.ScheduleVersionDiffers, $"The schedule is at version {stored.Version}; you edited version {expected}. Look at what changed and try again.");
            }

            var balanced = await TransactionWriter.BalanceAsync(db, access.BookId, draft.Transaction, cancellationToken);
            if (balanced.Refusal is { } refusal)
            {
                return refusal;
            }

            var isNew = stored is null;
            var next = stored is null ? recurrence.After(draft.SettledThrough) : Next(stored, recurrence);
            stored ??= db.Schedules.Add(new ScheduledTransaction { BookId = access.BookId, Id = id, Version = 0 }).Entity;
            (stored.Name, stored.Payee, stored.Description) = (name, PlainText.Clean(draft.Transaction.Payee, 500), PlainText.Clean(draft.Transaction.Description, 4000));
            (stored.Currency, stored.Tags) = (draft.Transaction.Currency, [.. draft.Transaction.Tags.Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct()]);
            (stored.StartsOn, stored.Every, stored.Period, stored.EndsOn, stored.Weekends) = (recurrence.StartsOn, recurrence.Every, recurrence.Period, recurrence.EndsOn, recurrence.Weekends);
            (stored.NextOn, stored.RemindDays, stored.Automatic, stored.Version) = (next, draft.RemindDays, draft.Automatic, stored.Version + 1);
            await db.SaveChangesAsync(cancellationToken);
            await db.SchedulePostings.Where(p => p.BookId == access.BookId && p.ScheduleId == id).ExecuteDeleteAsync(cancellationToken);
            db.SchedulePostings.AddRange(balanced.Required.Select((p, i) => new ScheduledPosting
            {
                BookId = access.BookId,
                Id = Guid.CreateVersion7(),
                ScheduleId = id,
                Ordinal = (short)i,
                AccountId = p.AccountId,
                Quantity = p.Quantity,
                Value = p.Value,
                Memo = PlainText.Clean(p.Memo, 4000),
            }));
            await db.SaveChangesAsync(cancellationToken);
            return new SavedSchedule(isNew, operation.Id);
        }, cancellationToken);
    }

    private static Refusal? Refuse(Recurrence recurrence) =>
        recurrence.Every is < 1 or > 999 ? new(RefusalCodes.RecurrenceIntervalOutOfRange, "A schedule comes again after 1 to 999 days, weeks, months or years.")
        : recurrence.EndsOn < recurrence.StartsOn ? new(RefusalCodes.RecurrenceEndsBeforeItStarts, "A schedule ends after it starts.")
        : null;

    /// <summary>The first day that was not settled before, as the new days are counted.</summary>
    private static DateOnly? Next(ScheduledTransaction stored, Recurrence now)
    {
        var before = stored.Recurrence;
        return before == now ? stored.NextOn
            : stored.NextOn == before.StartsOn ? now.After(null)
            : now.After(stored.NextOn?.AddDays(-1) ?? before.Days().Last());
    }
}

/// <summary>Removes a schedule; what it has entered stays, and undo brings it back.</summary>
internal static class RemoveSchedule
{
    public static async Task<Outcome<Guid>> ExecuteAsync(Guid id, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var notFound = new Refusal(RefusalCodes.ScheduleNotFound, "There is no such schedule.");
        if (await books.ReadAsync(access, db => db.ScheduleAsync(access.BookId, id, cancellationToken), cancellationToken) is not { } stored)
        {
            return notFound;
        }

        var operation = new Operation(source, $"Schedule '{stored.Name}' removed", sourceId);
        return await books.WriteAsync<Guid>(access, operation, async db =>
        {
            await db.SchedulePostings.Where(p => p.BookId == access.BookId && p.ScheduleId == id).ExecuteDeleteAsync(cancellationToken);
            return await db.Schedules.Where(s => s.BookId == access.BookId && s.Id == id).ExecuteDeleteAsync(cancellationToken) > 0 ? operation.Id : notFound;
        }, cancellationToken);
    }
}
