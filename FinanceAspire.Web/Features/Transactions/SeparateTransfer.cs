using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Ledger.Refusals;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>Takes a transfer apart, as one change.</summary>
internal static class SeparateTransfer
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        Guid id, Guid operationId, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync(
            access, new Operation(source, "Transfer taken apart", sourceId) { Id = operationId },
            db => TransferSeparation.ExecuteAsync(db, access.BookId, id, cancellationToken), cancellationToken);
}
