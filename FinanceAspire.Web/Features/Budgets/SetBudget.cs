using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Budgets;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Budgets;

/// <summary>What changes of a category's budget; null stays as it is. A category without an envelope gets one.</summary>
internal sealed record EnvelopeChange(Guid AccountId, decimal? Budgeted, Rollover? Rollover);

/// <summary>Sets what categories get in a month and what of it goes on: all of it in one operation, or none.</summary>
internal static class SetBudget
{
    /// <returns>What can be taken back; null where there was nothing to change.</returns>
    public static async Task<Outcome<Guid?>> ExecuteAsync(
        DateOnly month, IReadOnlyList<EnvelopeChange> changes, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return (Guid?)null;
        }

        var operation = new Operation(source, $"Budget of {Named(month)} changed", sourceId);
        return await books.WriteAsync<Guid?>(access, operation, async db =>
            await WriteAsync(db, access.BookId, month, changes, cancellationToken) is { } refusal ? refusal : (Guid?)operation.Id, cancellationToken);
    }

    /// <summary>A month as the change log names it.</summary>
    internal static string Named(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Writes changes within an operation that has begun; why not, if not.</summary>
    internal static async Task<Refusal?> WriteAsync(LedgerDbContext db, Guid bookId, DateOnly month, IReadOnlyList<EnvelopeChange> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Select(c => c.AccountId).Distinct().ToList();
        var accounts = await (
            from a in db.Accounts
            join c in db.Commodities on new { a.BookId, Code = a.Commodity } equals new { c.BookId, c.Code }
            where a.BookId == bookId && ids.Contains(a.Id)
            select new { a.Id, a.Type, a.Commodity, c.Decimals }).ToDictionaryAsync(a => a.Id, cancellationToken);
        var envelopes = await db.Envelopes.Where(e => e.BookId == bookId && ids.Contains(e.AccountId)).ToDictionaryAsync(e => e.AccountId, cancellationToken);
        var months = await db.EnvelopeMonths.Where(m => m.BookId == bookId && m.Month == month && ids.Contains(m.AccountId)).ToDictionaryAsync(m => m.AccountId, cancellationToken);
        foreach (var change in changes)
        {
            if (!accounts.TryGetValue(change.AccountId, out var account))
            {
                return new(RefusalCodes.AccountNotFound, "There is no such account.");
            }

            if (account.Type != AccountType.Expense)
            {
                return new(RefusalCodes.EnvelopeAccountIsNoExpense, "What is budgeted is a category of spending.");
            }

            if (change.Budgeted is { } typed && typed.DecimalPlaces() > account.Decimals)
            {
                return new(RefusalCodes.AmountHasTooManyDecimals, $"{typed.ToString(CultureInfo.InvariantCulture)} has more decimals than {account.Commodity} allows ({account.Decimals}).");
            }

            if (!envelopes.TryGetValue(change.AccountId, out var envelope))
            {
                envelopes[change.AccountId] = envelope = db.Envelopes.Add(new StoredEnvelope { BookId = bookId, Id = Guid.CreateVersion7(), AccountId = change.AccountId }).Entity;
            }

            envelope.Rollover = change.Rollover ?? envelope.Rollover;
            if (change.Budgeted is not { } budgeted)
            {
                continue;
            }

            if (months.TryGetValue(change.AccountId, out var stored))
            {
                stored.Budgeted = budgeted;
            }
            else
            {
                months[change.AccountId] = db.EnvelopeMonths.Add(new EnvelopeMonth { BookId = bookId, Id = Guid.CreateVersion7(), AccountId = change.AccountId, Month = month, Budgeted = budgeted }).Entity;
            }
        }

        return null;
    }
}

/// <summary>Where figures for a month come from.</summary>
internal enum BudgetSource
{
    /// <summary>What each envelope got the month before.</summary>
    LastMonth,

    /// <summary>What each category cost in a month on average, over the last three.</summary>
    Average,
}

/// <summary>Fills in a month: only categories that have no figure in it yet.</summary>
internal static class FillBudget
{
    private const int Months = 3;

    public static async Task<Outcome<Guid?>> ExecuteAsync(
        DateOnly month, BudgetSource from, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var changes = await books.ReadAsync(access, async db =>
        {
            var now = (await db.BudgetAsync(access.BookId, month, cancellationToken)).Budget.Envelopes.Where(e => e.Budgeted != 0).Select(e => e.AccountId).ToHashSet();
            var figures = from == BudgetSource.LastMonth
                ? (await db.BudgetAsync(access.BookId, month.AddMonths(-1), cancellationToken)).Budget.Envelopes.Select(e => (e.AccountId, Amount: e.Budgeted))
                : await AverageAsync(db, access.BookId, month, cancellationToken);
            return figures.Where(f => f.Amount != 0 && !now.Contains(f.AccountId)).Select(f => new EnvelopeChange(f.AccountId, f.Amount, null)).ToList();
        }, cancellationToken);
        return await SetBudget.ExecuteAsync(month, changes, books, access, source, sourceId, cancellationToken);
    }

    /// <summary>Categories by which something was spent, rounded up to whole units: a budget is no account of cents.</summary>
    private static async Task<IEnumerable<(Guid AccountId, decimal Amount)>> AverageAsync(LedgerDbContext db, Guid bookId, DateOnly month, CancellationToken cancellationToken)
    {
        var spent = new Dictionary<Guid, decimal>();
        var closed = new HashSet<Guid>();
        for (var before = 1; before <= Months; before++)
        {
            var (budget, categories, _) = await db.BudgetAsync(bookId, month.AddMonths(-before), cancellationToken);
            closed.UnionWith(categories.Where(c => c.Closed).Select(c => c.Id));
            foreach (var line in budget.Envelopes.Concat(budget.Unbudgeted))
            {
                spent[line.AccountId] = spent.GetValueOrDefault(line.AccountId) + line.Activity;
            }
        }

        return spent.Where(s => s.Value > 0 && !closed.Contains(s.Key)).Select(s => (s.Key, Math.Ceiling(s.Value / Months)));
    }
}

/// <summary>A category has no budget any more, in any month; what was spent stays, and undo brings it back.</summary>
internal static class RemoveEnvelope
{
    public static async Task<Outcome<Guid>> ExecuteAsync(Guid accountId, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var notFound = new Refusal(RefusalCodes.EnvelopeNotFound, "This category has no budget.");
        var name = await books.ReadAsync(access, db => (
            from e in db.Envelopes
            join a in db.Accounts on new { e.BookId, Id = e.AccountId } equals new { a.BookId, a.Id }
            where e.BookId == access.BookId && e.AccountId == accountId
            select a.Name).SingleOrDefaultAsync(cancellationToken), cancellationToken);
        if (name is null)
        {
            return notFound;
        }

        var operation = new Operation(source, $"Budget of category {name} removed", sourceId);
        return await books.WriteAsync<Guid>(access, operation, async db =>
        {
            await db.EnvelopeMonths.Where(m => m.BookId == access.BookId && m.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);
            return await db.Envelopes.Where(e => e.BookId == access.BookId && e.AccountId == accountId).ExecuteDeleteAsync(cancellationToken) > 0 ? operation.Id : notFound;
        }, cancellationToken);
    }
}
