using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>What the user says about a row of the preview; null leaves a field as planned.</summary>
/// <param name="Decision"><c>new</c>, <c>duplicate</c> or <c>transfer</c>.</param>
/// <param name="AccountId">The other side.</param>
/// <param name="Payee">As it is to be booked.</param>
/// <param name="Uncategorised">True: the other side is taken off; what was suggested is wrong and nothing else is known.</param>
internal sealed record ImportRowRequest(string? Decision = null, Guid? AccountId = null, string? Payee = null, bool Uncategorised = false);

/// <summary>Changes rows of a plan that is not committed.</summary>
internal static class AmendImportRow
{
    public static Task<Outcome<ImportRow>> ExecuteAsync(
        Guid importId, int row, ImportRowRequest request, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.PlanAsync<ImportRow>(access, async db =>
        {
            if (await OpenAsync(db, access.BookId, importId, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            return await AmendAsync(db, access.BookId, importId, row, request, cancellationToken);
        }, cancellationToken);

    /// <summary>Null where the import is there and may still be changed.</summary>
    public static async Task<Refusal?> OpenAsync(LedgerDbContext db, Guid bookId, Guid importId, CancellationToken cancellationToken)
    {
        var import = await db.ImportAsync(bookId, importId, cancellationToken);
        return import is null ? new Refusal(RefusalCodes.ImportNotFound, "There is no such import.")
            : import.Status() == "committed" ? new Refusal(RefusalCodes.ImportIsCommitted, "This import has been committed already.")
            : null;
    }

    public static async Task<Outcome<ImportRow>> AmendAsync(
        LedgerDbContext db, Guid bookId, Guid importId, int number, ImportRowRequest request, CancellationToken cancellationToken)
    {
        var row = await db.ImportRows.SingleOrDefaultAsync(r => r.BookId == bookId && r.ImportId == importId && r.Row == number, cancellationToken);
        if (row is null)
        {
            return new Refusal(RefusalCodes.ImportRowNotFound, $"The import has no row {number}.");
        }

        if (request.Decision is { } decision && decision != row.Decision)
        {
            if (decision is not ("new" or "duplicate" or "transfer") || (decision == "transfer" && (row.MatchedTransactionId is null || row.ReasonCode != "transfer_with")))
            {
                return new Refusal(RefusalCodes.ImportDecisionIsUnknown, $"Row {number} cannot become '{decision}'.");
            }

            if (row.Decision == "error")
            {
                return new Refusal(RefusalCodes.ImportDecisionIsUnknown, $"Row {number} cannot be booked: {row.ReasonText}");
            }

            if (row.AccountId is null && decision == "new" && row.MatchedTransactionId == row.TransactionId)
            {
                return new Refusal(RefusalCodes.ImportDecisionIsUnknown, $"Row {number} is in the book by its own id; it cannot be booked twice.");
            }

            row.Decision = decision;
        }

        if (request.AccountId is { } accountId)
        {
            var account = await db.AccountAsync(bookId, accountId, cancellationToken);
            if (account is null || accountId == row.AccountId || row.AccountId is not { } ownId)
            {
                return new Refusal(RefusalCodes.PostingAccountNotFound, "There is no such account to book the other side to.", accountId.ToString());
            }

            var own = (await db.AccountAsync(bookId, ownId, cancellationToken))!;
            if (account.Currency != own.Currency)
            {
                return new Refusal(RefusalCodes.ImportCurrencyDiffers, $"{account.Name} is kept in {account.Currency}, the statement in {own.Currency}.");
            }

            (row.OtherAccountId, row.Splits) = (accountId, null);
        }
        else if (request.Uncategorised)
        {
            (row.OtherAccountId, row.Splits) = (null, null);
        }

        if (request.Payee is { } payee)
        {
            row.BookedPayee = PlainText.Clean(payee);
        }

        return row;
    }
}
