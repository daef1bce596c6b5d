using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>What a commit did, and how the account compares with the bank.</summary>
internal sealed record ImportResult(int Imported, int Skipped, int Matched, decimal Balance, decimal? StatementBalance, decimal? Difference);

/// <summary>Books exactly the stored plan in one operation, or refuses because the book has changed under it.</summary>
internal static class CommitImport
{
    public static Task<Outcome<ImportResult>> ExecuteAsync(Guid importId, BookDatabase books, BookAccess access, CancellationToken cancellationToken)
    {
        var operation = new Operation("import", "Import committed", importId);
        return books.WriteAsync<ImportResult>(access, operation, async db =>
        {
            if (await db.ImportAsync(access.BookId, importId, cancellationToken) is not { } import)
            {
                return new Refusal(RefusalCodes.ImportNotFound, "There is no such import.");
            }

            if (import.Status() == "committed")
            {
                return new Refusal(RefusalCodes.ImportIsCommitted, "This import has been committed already.");
            }

            if (await ChangedAsync(db, import, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            await FillOpenCategoriesAsync(db, import, cancellationToken);
            var booked = await ImportBooking.BookAsync(db, import, operation.Id, cancellationToken);
            return await CompareAsync(db, import, booked, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Plans again: a line that was new and is not any more, or a match that has gone, stops the commit.</summary>
    private static async Task<Refusal?> ChangedAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        // Begin_operation has bumped the version once for this very commit.
        var version = await db.Books.Where(b => b.Id == import.BookId).Select(b => b.Version).SingleAsync(cancellationToken);
        if (version == import.PlannedVersion + 1)
        {
            return null;
        }

        var rows = await db.ImportRows.AsNoTracking().Where(r => r.BookId == import.BookId && r.ImportId == import.Id).OrderBy(r => r.Row).ToListAsync(cancellationToken);
        var account = (await db.AccountAsync(import.BookId, import.AccountId, cancellationToken))!;
        if (rows.Count == 0)
        {
            return null;
        }

        var context = await db.ImportContextAsync(
            import.BookId, account, rows.Min(r => r.Date), rows.Max(r => r.Date),
            [.. rows.Select(r => r.Amount).Distinct()], [.. rows.Select(r => r.BankId).OfType<string>().Distinct()], cancellationToken);
        var again = ImportPlanner.Plan([.. rows.Select(Line)], context with { Entries = [], OpenSides = [] });
        var seenNow = rows.Zip(again).Where(p => p.First.Decision == "new" && p.Second.Decision == ImportDecision.Duplicate).Select(p => p.First.Row).ToList();
        if (seenNow.Count > 0)
        {
            return new Refusal(RefusalCodes.BookChanged,
                $"{seenNow.Count} line(s) have come in through another import since this preview (the first is row {seenNow[0]}). Upload the file again.", string.Join(',', seenNow.Take(20)));
        }

        if (import.OpeningTransactionId is not null && await db.Postings.AnyAsync(p => p.BookId == import.BookId && p.AccountId == import.AccountId, cancellationToken))
        {
            return new Refusal(RefusalCodes.BookChanged, "The account was empty at the preview and is not any more. Upload the file again.");
        }

        // A line imported before whose transaction was removed by hand stays removed; what is to be matched must still be there.
        var matched = rows.Where(r => r.Decision == "transfer" || (r.Decision == "duplicate" && r.ReasonCode == "matches_entry"))
            .Select(r => r.MatchedTransactionId!.Value).Distinct().ToList();
        return await db.Transactions.CountAsync(t => t.BookId == import.BookId && matched.Contains(t.Id), cancellationToken) == matched.Count
            ? null
            : new Refusal(RefusalCodes.BookChanged, "An entry that this preview matched has been removed since. Upload the file again.");
    }

    private static async Task FillOpenCategoriesAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        var open = db.ImportRows.Where(r => r.BookId == import.BookId && r.ImportId == import.Id && r.Decision == "new" && r.OtherAccountId == null);
        foreach (var moneyIn in await open.Select(r => r.Amount > 0).Distinct().ToListAsync(cancellationToken))
        {
            var account = await OpeningBalances.UncategorisedAsync(db, import.BookId, moneyIn, import.Currency, cancellationToken);
            await open.Where(r => r.Amount > 0 == moneyIn).ExecuteUpdateAsync(r => r.SetProperty(x => x.OtherAccountId, account), cancellationToken);
        }
    }

    private static async Task<ImportResult> CompareAsync(LedgerDbContext db, Import import, Booked booked, CancellationToken cancellationToken)
    {
        var until = import.ClosingDate ?? DateOnly.MaxValue;
        var balance = await db.Postings.Where(p => p.BookId == import.BookId && p.AccountId == import.AccountId && p.Date <= until)
            .SumAsync(p => p.Quantity, cancellationToken);
        return new(booked.Imported, booked.Skipped, booked.Matched, balance, import.ClosingBalance, import.ClosingBalance is { } closing ? balance - closing : null);
    }

    private static StatementLine Line(ImportRow row) => new()
    {
        Row = row.Line,
        Date = row.Date,
        Amount = row.Amount,
        Payee = row.Payee,
        Description = row.Description,
        BankId = row.BankId,
        Reference = row.Reference,
        IsPending = row.ReasonCode == "pending",
    };
}
