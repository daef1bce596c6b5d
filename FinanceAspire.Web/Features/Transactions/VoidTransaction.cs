using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>Removes a transaction; undoing the change brings it back.</summary>
internal static class VoidTransaction
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        Guid id, int? expectedVersion, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var operation = new Operation(source, "Transaction removed", sourceId);
        return books.WriteAsync<Guid>(access, operation, async db =>
        {
            if (await db.TransactionAsync(access.BookId, id, cancellationToken) is not { } transaction)
            {
                return new Refusal(RefusalCodes.TransactionNotFound, "There is no such transaction.");
            }

            if (expectedVersion is { } expected && expected != transaction.Version)
            {
                return new Refusal(RefusalCodes.TransactionVersionDiffers, $"The transaction is at version {transaction.Version}; you saw version {expected}.", $"{transaction.Version}");
            }

            await db.Transactions.Where(t => t.BookId == access.BookId && t.Id == id).ExecuteDeleteAsync(cancellationToken);
            return operation.Id;
        }, cancellationToken);
    }
}
