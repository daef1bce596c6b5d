using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// Takes a transfer apart: each of its two accounts keeps its entry, in a transaction of its own whose other side is open
/// again. For two lines that an import joined and that have nothing to do with one another.
/// </summary>
public static class TransferSeparation
{
    private sealed record JoinedLine(Guid TransactionId, DateOnly Date, string Payee, string Description);

    /// <summary>The id of the new transaction. Runs inside of <see cref="BookDatabase.WriteAsync"/>.</summary>
    public static async Task<Outcome<Guid>> ExecuteAsync(LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken)
    {
        if (await db.TransactionAsync(bookId, id, cancellationToken) is not { } transfer)
        {
            return new Refusal(RefusalCodes.TransactionNotFound, "There is no such transaction.");
        }

        var own = (await db.Accounts.AsNoTracking().Where(a => a.BookId == bookId).Select(a => new { a.Id, a.Type }).ToListAsync(cancellationToken))
            .Where(a => a.Type.IsOwn()).Select(a => a.Id).ToHashSet();
        if (transfer.Postings is not [var first, var second] || !own.Contains(first.AccountId) || !own.Contains(second.AccountId))
        {
            return new Refusal(RefusalCodes.TransactionIsNoTransfer, "Only a transfer between two of your own accounts can be taken apart.");
        }

        // The side that came in later goes: its line kept its own day and words, and the id that its entry would have had.
        var (stays, goes, line) = await LineAsync(second) is { } ofSecond ? (first, second, ofSecond)
            : await LineAsync(first) is { } ofFirst ? (second, first, ofFirst)
            : (first, second, null);
        var open = await OpeningBalances.UncategorisedAsync(db, bookId, stays.Value > 0, transfer.Currency, cancellationToken);
        var kept = new TransactionDraft(transfer.Date, transfer.Currency,
            [new(stays.AccountId, stays.Quantity, stays.Value, stays.Memo, stays.Cleared != ClearedStatus.Uncleared), new(open, -stays.Value)])
        {
            Payee = transfer.Payee,
            Description = transfer.Description,
            Tags = transfer.Tags,
        };
        var other = await OpeningBalances.UncategorisedAsync(db, bookId, goes.Quantity > 0, goes.Currency, cancellationToken);
        var taken = new TransactionDraft(line?.Date ?? transfer.Date, goes.Currency,
            [new(goes.AccountId, goes.Quantity, null, goes.Memo, goes.Cleared != ClearedStatus.Uncleared), new(other, -goes.Quantity)])
        {
            Payee = line?.Payee ?? transfer.Payee,
            Description = line?.Description ?? transfer.Description,
        };
        if ((await TransactionWriter.RecordAsync(db, bookId, id, kept, transfer.Version, cancellationToken)).Refusal is { } refusal)
        {
            return refusal;
        }

        var recorded = await TransactionWriter.RecordAsync(db, bookId, line?.TransactionId ?? Guid.CreateVersion7(), taken, null, cancellationToken);
        return recorded.Refusal is { } refused ? refused : recorded.Required.Id;

        async Task<JoinedLine?> LineAsync(PostingView posting) => await db.ImportRows.AsNoTracking()
            .Where(r => r.BookId == bookId && r.AccountId == posting.AccountId && r.MatchedTransactionId == id && r.Decision == "transfer"
                && !db.Transactions.Any(t => t.BookId == bookId && t.Id == r.TransactionId))
            .OrderBy(r => r.ImportId).Select(r => new JoinedLine(r.TransactionId, r.Date, r.BookedPayee, r.BookedDescription ?? r.Description)).FirstOrDefaultAsync(cancellationToken);
    }
}
