using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// Takes a committed import back, as one change, at any later time. Edits made to its own transactions since go with it;
/// whatever else depends on it is named and refuses.
/// </summary>
public static class RevertImport
{
    public static Task<Outcome<int>> ExecuteAsync(Guid importId, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.WriteAsync<int>(access, new Operation("undo", "Import taken back", importId), async db =>
        {
            if (await db.ImportAsync(access.BookId, importId, cancellationToken) is not { } import)
            {
                return new Refusal(RefusalCodes.ImportNotFound, "There is no such import.");
            }

            if (import.Status() != "committed" || import.CommitOperationId is not { } operation)
            {
                return new Refusal(RefusalCodes.ImportIsNotCommitted, "This import is not in effect: there is nothing to take back.");
            }

            var booked = await db.Transactions.CountAsync(
                t => t.BookId == access.BookId && t.CreatedOperationId == operation && t.Id != import.OpeningTransactionId, cancellationToken);
            await db.Database.ExecuteSqlAsync($"select undo_operation({operation}, true)", cancellationToken);
            return booked;
        }, cancellationToken);
}
