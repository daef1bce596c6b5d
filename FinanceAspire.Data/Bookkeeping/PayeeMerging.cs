using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// Payees renamed and merged. The old names stay as names for the new one: what the bank goes on writing is still recognised,
/// and undo has only to put the entries back.
/// </summary>
public static class PayeeMerging
{
    /// <summary>All entries of some payees move to the payee of a name, made where it is new. Returns how many moved.</summary>
    public static async Task<int> MoveAsync(LedgerDbContext db, Guid bookId, IReadOnlyCollection<Guid> payees, string name, CancellationToken cancellationToken)
    {
        // A name that stood for another payee is a payee again, since that is what it was asked to be.
        await db.Payees.Where(p => p.BookId == bookId && p.Name == name && p.MergedInto != null)
            .ExecuteUpdateAsync(p => p.SetProperty(x => x.MergedInto, (Guid?)null), cancellationToken);
        var target = (await TransactionWriter.PayeeAsync(db, bookId, name, cancellationToken))!.Value;
        var ids = payees.Where(p => p != target).ToArray();
        var moved = await db.Transactions.Where(t => t.BookId == bookId && t.PayeeId != null && ids.Contains(t.PayeeId.Value))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.PayeeId, target).SetProperty(x => x.Version, x => x.Version + 1), cancellationToken);
        await db.Payees.Where(p => p.BookId == bookId && p.Id != target && (ids.Contains(p.Id) || (p.MergedInto != null && ids.Contains(p.MergedInto.Value))))
            .ExecuteUpdateAsync(p => p.SetProperty(x => x.MergedInto, target), cancellationToken);
        return moved;
    }
}
