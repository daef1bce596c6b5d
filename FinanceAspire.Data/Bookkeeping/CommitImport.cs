using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>What a commit did, and how the account compares with the bank.</summary>
public sealed record ImportResult(int Imported, int Skipped, int Matched, decimal Balance, decimal? StatementBalance, decimal? Difference, IReadOnlyList<Culprit> Culprits);

/// <summary>Books exactly the stored plan in one operation, or refuses because the book has changed under it.</summary>
public static class CommitImport
{
    /// <param name="importId">The plan.</param>
    /// <param name="onlyIfClean">True: nothing is booked where a line is left out as an error, or book and bank would differ.</param>
    /// <param name="books">The books.</param>
    /// <param name="access">Whose.</param>
    /// <param name="cancellationToken">Stops it; nothing is booked then.</param>
    public static Task<Outcome<ImportResult>> ExecuteAsync(Guid importId, bool onlyIfClean, BookDatabase books, BookAccess access, CancellationToken cancellationToken)
    {
        var operation = new Operation("import", "Import committed", importId);
        var progress = new ImportProgress(books, access, importId);
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

            if (import.Journal is not null)
            {
                return await BookImport.CommitAsync(db, import, operation.Id, progress, cancellationToken);
            }

            if (await ChangedAsync(db, import, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var open = await OpenCategoriesAsync(db, import, cancellationToken);
            var booked = await ImportBooking.BookAsync(db, import, operation.Id, open, progress, cancellationToken);
            var comparison = await StatementComparison.OfAsync(db, import, cancellationToken);
            if (onlyIfClean && await UncleanAsync(db, import, comparison, cancellationToken) is { } unclean)
            {
                return unclean;
            }

            return new ImportResult(booked.Imported, booked.Skipped, booked.Matched, comparison.Balance, comparison.StatementBalance, comparison.Difference, comparison.Culprits);
        }, cancellationToken);
    }

    private static async Task<Refusal?> UncleanAsync(LedgerDbContext db, Import import, StatementComparison comparison, CancellationToken cancellationToken)
    {
        var errors = await db.ImportRows.CountAsync(r => r.BookId == import.BookId && r.ImportId == import.Id && r.Decision == "error" && r.ReasonCode != "pending", cancellationToken);
        return errors > 0 ? new Refusal(RefusalCodes.ImportIsNotClean, errors == 1 ? "1 line cannot be booked as it is. Nothing was booked; look at the preview." : $"{errors} lines cannot be booked as they are. Nothing was booked; look at the preview.")
            : comparison.Difference is { } difference && difference != 0 ? new Refusal(RefusalCodes.ImportIsNotClean, FormattableString.Invariant($"Book and bank would differ by {difference}. Nothing was booked; look at the preview."))
            : null;
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
        var account = (await db.AccountAsync(import.BookId, import.AccountId!.Value, cancellationToken))!;
        if (rows.Count == 0)
        {
            return null;
        }

        var lines = rows.ConvertAll(Line);
        var (seen, _) = await db.SeenLinesAsync(import.BookId, account, import.Source, lines, cancellationToken);
        var again = ImportPlanner.Plan(lines, seen);
        // What the user decided to book although it is a repeat stays decided.
        var seenNow = rows.Zip(again).Where(p => p.First is { Decision: "new", MatchedTransactionId: null } && p.First.ReasonCode != "same_bank_id_in_file" && p.Second.Decision == ImportDecision.Duplicate).Select(p => p.First.Row).ToList();
        if (seenNow.Count > 0)
        {
            return new Refusal(RefusalCodes.BookChanged,
                $"Lines have come in through another import since this preview: {seenNow.Count}, the first is row {seenNow[0]}. Upload the file again.", string.Join(',', seenNow.Take(20)));
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

    /// <summary>The accounts for lines and parts whose other side is not known, made where they are needed.</summary>
    private static async Task<(Guid? In, Guid? Out)> OpenCategoriesAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        var needed = await db.Database.SqlQuery<bool>($"""
            select distinct x.amount > 0 as "Value" from (
              select r.amount from import_rows r
                where r.book_id = (select {import.BookId}::uuid) and r.import_id = {import.Id} and r.decision = 'new' and r.other_account_id is null and r.splits is null
              union all
              select (part ->> 'amount')::numeric from import_rows r cross join jsonb_array_elements(r.splits) part
                where r.book_id = (select {import.BookId}::uuid) and r.import_id = {import.Id} and r.decision = 'new' and part ->> 'accountId' is null) x
            """).ToListAsync(cancellationToken);
        return (
            needed.Contains(true) ? await OpeningBalances.UncategorisedAsync(db, import.BookId, true, import.Currency, cancellationToken) : null,
            needed.Contains(false) ? await OpeningBalances.UncategorisedAsync(db, import.BookId, false, import.Currency, cancellationToken) : null);
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
