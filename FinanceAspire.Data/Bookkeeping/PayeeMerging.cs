using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// Payees renamed and merged. The old name stays as a name for the new one: what the bank goes on writing is still recognised.
/// </summary>
public static class PayeeMerging
{
    /// <summary>
    /// Gives a payee another name: its entries move to a payee of that name, for which the old one stands from now on. So the
    /// change can be taken back like any other, and nothing ever has two names at once.
    /// </summary>
    public static async Task<Outcome<Payee>> RenameAsync(LedgerDbContext db, Guid bookId, Guid id, string name, CancellationToken cancellationToken)
    {
        var (payee, clean) = (await FindAsync(db, bookId, id, cancellationToken), PlainText.Clean(name));
        if (payee is null)
        {
            return Missing;
        }

        if (clean.Length == 0 || clean == payee.Name)
        {
            return payee;
        }

        var target = await db.Payees.AsNoTracking().SingleOrDefaultAsync(p => p.BookId == bookId && p.Name == clean, cancellationToken);
        if (target is not null && target.MergedInto != id)
        {
            return new Refusal(RefusalCodes.PayeeNameIsTaken, $"There is a payee '{clean}' already. Merge the two.", target.Id.ToString());
        }

        if (target is null)
        {
            target = new Payee { BookId = bookId, Id = Guid.CreateVersion7(), Name = clean };
            db.Payees.Add(target);
            await db.SaveChangesAsync(cancellationToken);
        }
        else
        {
            // Back to a name that it had before.
            await db.Payees.Where(p => p.BookId == bookId && p.Id == target.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.MergedInto, (Guid?)null), cancellationToken);
        }

        var merged = await MergeAsync(db, bookId, [id], target.Id, cancellationToken);
        return merged.Refusal is { } refusal ? refusal : target;
    }

    /// <summary>All entries of some payees become another's; their names stand for it. Returns how many entries moved.</summary>
    public static async Task<Outcome<int>> MergeAsync(LedgerDbContext db, Guid bookId, IReadOnlyCollection<Guid> from, Guid into, CancellationToken cancellationToken)
    {
        var ids = from.Where(f => f != into).Distinct().ToArray();
        if (await FindAsync(db, bookId, into, cancellationToken) is null || await db.Payees.CountAsync(p => p.BookId == bookId && ids.Contains(p.Id) && p.MergedInto == null, cancellationToken) != ids.Length)
        {
            return Missing;
        }

        var moved = await db.Transactions.Where(t => t.BookId == bookId && t.PayeeId != null && ids.Contains(t.PayeeId.Value))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.PayeeId, into).SetProperty(x => x.Version, x => x.Version + 1), cancellationToken);
        await db.Payees.Where(p => p.BookId == bookId && (ids.Contains(p.Id) || (p.MergedInto != null && ids.Contains(p.MergedInto.Value))))
            .ExecuteUpdateAsync(p => p.SetProperty(x => x.MergedInto, into), cancellationToken);
        return moved;
    }

    private static Task<Payee?> FindAsync(LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        db.Payees.AsNoTracking().SingleOrDefaultAsync(p => p.BookId == bookId && p.Id == id && p.MergedInto == null, cancellationToken);

    private static Refusal Missing => new(RefusalCodes.PayeeNotFound, "There is no such payee.");
}
