using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>What came of recording a transaction.</summary>
public sealed record Recorded(Guid Id, int Version, bool IsNew);

/// <summary>Stores drafts that the ledger has balanced. Runs inside <see cref="BookDatabase.WriteAsync"/>.</summary>
public static class TransactionWriter
{
    /// <summary>Creates the transaction, or replaces the one of the same id as a whole.</summary>
    /// <param name="expectedVersion">The version that the editor saw; null: whatever is there.</param>
    public static async Task<Outcome<Recorded>> RecordAsync(
        LedgerDbContext db, Guid bookId, Guid id, TransactionDraft draft, int? expectedVersion, CancellationToken cancellationToken)
    {
        var existing = await db.Transactions.AsNoTracking().Include(t => t.Postings)
            .SingleOrDefaultAsync(t => t.BookId == bookId && t.Id == id, cancellationToken);
        if (expectedVersion is { } expected && existing?.Version != expected)
        {
            return new Refusal(RefusalCodes.TransactionVersionDiffers,
                $"The transaction is at version {existing?.Version ?? 0}; you edited version {expected}. Look at what changed and try again.",
                (existing?.Version ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var balanced = await BalanceAsync(db, bookId, draft, existing, cancellationToken);
        if (balanced.Refusal is { } refusal)
        {
            return refusal;
        }

        var payeeId = await PayeeAsync(db, bookId, draft.Payee, cancellationToken);
        return existing is null
            ? await InsertAsync(db, bookId, id, draft, payeeId, balanced.Required, cancellationToken)
            : await ReplaceAsync(db, existing, draft, payeeId, balanced.Required, cancellationToken);
    }

    /// <summary>The id of the payee that the name is or stands for, made where the name is new; null for an empty name.</summary>
    public static async Task<Guid?> PayeeAsync(LedgerDbContext db, Guid bookId, string payee, CancellationToken cancellationToken)
    {
        var name = PlainText.Clean(payee);
        if (name.Length == 0)
        {
            return null;
        }

        await db.Database.ExecuteSqlAsync(
            $"insert into payees (book_id, id, name) values ({bookId}, {Guid.CreateVersion7()}, {name}) on conflict do nothing", cancellationToken);
        return await db.Payees.Where(p => p.BookId == bookId && p.Name == name).Select(p => (Guid?)(p.MergedInto ?? p.Id)).SingleAsync(cancellationToken);
    }

    /// <summary>What a new transaction would post, or why it cannot; nothing is stored.</summary>
    public static Task<Outcome<IReadOnlyList<BalancedPosting>>> BalanceAsync(LedgerDbContext db, Guid bookId, TransactionDraft draft, CancellationToken cancellationToken) =>
        BalanceAsync(db, bookId, draft, existing: null, cancellationToken);

    private static async Task<Outcome<IReadOnlyList<BalancedPosting>>> BalanceAsync(
        LedgerDbContext db, Guid bookId, TransactionDraft draft, Transaction? existing, CancellationToken cancellationToken)
    {
        var currency = await db.Commodities.AsNoTracking()
            .SingleOrDefaultAsync(c => c.BookId == bookId && c.Code == draft.Currency, cancellationToken);
        if (currency is null)
        {
            return new Refusal(RefusalCodes.CurrencyIsUnknown, $"The book has no account in {draft.Currency}.");
        }

        var ids = draft.Postings.Select(p => p.AccountId).Distinct().ToList();
        // An entry that already lies on a closed account may still be corrected.
        var before = existing?.Postings.Select(p => p.AccountId).ToHashSet() ?? [];
        var accounts = await (
            from a in db.Accounts.AsNoTracking()
            join c in db.Commodities on new { a.BookId, Code = a.Commodity } equals new { c.BookId, c.Code }
            where a.BookId == bookId && ids.Contains(a.Id)
            select new AccountFacts(a.Id, a.Name, a.Commodity, c.Decimals, a.Closed)).ToListAsync(cancellationToken);
        return Balancing.Balance(
            draft, accounts.ToDictionary(a => a.Id, a => before.Contains(a.Id) ? a with { Closed = false } : a), currency.Decimals);
    }

    private static async Task<Outcome<Recorded>> InsertAsync(
        LedgerDbContext db, Guid bookId, Guid id, TransactionDraft draft, Guid? payeeId, IReadOnlyList<BalancedPosting> balanced, CancellationToken cancellationToken)
    {
        db.Transactions.Add(new Transaction
        {
            BookId = bookId,
            Id = id,
            Date = draft.Date,
            PayeeId = payeeId,
            Description = PlainText.Clean(draft.Description, 4000),
            Currency = draft.Currency,
            Tags = Tags(draft),
        });
        db.Postings.AddRange(balanced.Select((p, i) => Row(bookId, id, draft, p, i)));
        await db.SaveChangesAsync(cancellationToken);
        return new Recorded(id, 1, IsNew: true);
    }

    /// <summary>
    /// Postings that stay as they are keep their row, and with it a reconciliation that locks them; the others are removed
    /// and made anew. The database checks the sum once, at the end.
    /// </summary>
    private static async Task<Outcome<Recorded>> ReplaceAsync(
        LedgerDbContext db, Transaction existing, TransactionDraft draft, Guid? payeeId, IReadOnlyList<BalancedPosting> balanced, CancellationToken cancellationToken)
    {
        var (bookId, id) = (existing.BookId, existing.Id);
        var left = existing.Currency == draft.Currency ? existing.Postings.OrderBy(p => p.Ordinal).ToList() : [];
        var kept = new List<(Posting Row, BalancedPosting Posting, int Ordinal)>();
        var added = new List<Posting>();
        foreach (var (posting, ordinal) in balanced.Select((p, i) => (p, i)))
        {
            var match = left.FindIndex(p => p.AccountId == posting.AccountId && p.Quantity == posting.Quantity && p.Value == posting.Value);
            if (match < 0)
            {
                added.Add(Row(bookId, id, draft, posting, ordinal));
                continue;
            }

            kept.Add((left[match], posting, ordinal));
            left.RemoveAt(match);
        }

        var keptIds = kept.Select(k => k.Row.Id).ToList();
        await db.Postings.Where(p => p.BookId == bookId && p.TransactionId == id && !keptIds.Contains(p.Id)).ExecuteDeleteAsync(cancellationToken);
        var (description, tags) = (PlainText.Clean(draft.Description, 4000), Tags(draft));
        await db.Transactions.Where(t => t.BookId == bookId && t.Id == id).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.Date, draft.Date).SetProperty(x => x.PayeeId, payeeId).SetProperty(x => x.Description, description)
                .SetProperty(x => x.Currency, draft.Currency).SetProperty(x => x.Tags, tags).SetProperty(x => x.Version, x => x.Version + 1),
            cancellationToken);
        foreach (var (row, posting, ordinal) in kept)
        {
            var cleared = row.Cleared == ClearedStatus.Reconciled ? row.Cleared : posting.Cleared ? ClearedStatus.Cleared : ClearedStatus.Uncleared;
            if (row.Memo != posting.Memo || row.Cleared != cleared || row.Ordinal != ordinal)
            {
                await db.Postings.Where(p => p.BookId == bookId && p.Id == row.Id).ExecuteUpdateAsync(
                    p => p.SetProperty(x => x.Memo, posting.Memo).SetProperty(x => x.Cleared, cleared).SetProperty(x => x.Ordinal, (short)ordinal),
                    cancellationToken);
            }
        }

        db.Postings.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);
        return new Recorded(id, existing.Version + 1, IsNew: false);
    }

    private static Posting Row(Guid bookId, Guid transactionId, TransactionDraft draft, BalancedPosting posting, int ordinal) => new()
    {
        BookId = bookId,
        Id = Guid.CreateVersion7(),
        TransactionId = transactionId,
        Ordinal = (short)ordinal,
        AccountId = posting.AccountId,
        Date = draft.Date,
        Currency = draft.Currency,
        Commodity = posting.Commodity,
        Quantity = posting.Quantity,
        Value = posting.Value,
        Memo = PlainText.Clean(posting.Memo, 4000),
        Cleared = posting.Cleared ? ClearedStatus.Cleared : ClearedStatus.Uncleared,
    };

    private static List<string> Tags(TransactionDraft draft) =>
        [.. draft.Tags.Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct()];
}
