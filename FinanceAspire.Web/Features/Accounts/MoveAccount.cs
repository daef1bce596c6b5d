using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Accounts;

/// <summary>Puts an account, and all below it, below another one or at the top.</summary>
internal static class MoveAccount
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        Guid id, Guid? parentId, string name, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var operation = new Operation(source, $"{name} moved", sourceId);
        return books.WriteAsync<Guid>(access, operation, async db =>
        {
            if (await db.Accounts.SingleOrDefaultAsync(a => a.BookId == access.BookId && a.Id == id, cancellationToken) is not { } account)
            {
                return new Refusal(RefusalCodes.AccountNotFound, "There is no such account.");
            }

            if (account.ParentId == parentId)
            {
                return new Refusal(RefusalCodes.NothingToChange, $"{account.Name} is there already.");
            }

            account.ParentId = parentId;
            account.Version++;
            return operation.Id;
        }, cancellationToken);
    }
}
