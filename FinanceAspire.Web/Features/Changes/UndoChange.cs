using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Changes;

/// <summary>Takes one operation back as a unit; itself an operation, which can be taken back.</summary>
internal static class UndoChange
{
    public static async Task<Outcome<Guid>> ExecuteAsync(
        Guid operationId, BookDatabase books, BookAccess access, CancellationToken cancellationToken)
    {
        var summary = await books.ReadAsync(
            access,
            db => db.ChangeOperations.Where(o => o.BookId == access.BookId && o.Id == operationId).Select(o => o.Summary).SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        var undo = new Operation("undo", $"Undone: {summary}");
        return await books.WriteAsync<Guid>(access, undo, async db =>
        {
            await db.Database.ExecuteSqlAsync($"select undo_operation({operationId})", cancellationToken);
            return undo.Id;
        }, cancellationToken);
    }
}
