using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>What came of it: the mark, and the cleared balance of the posting's account.</summary>
internal sealed record Marked(Guid PostingId, Guid AccountId, bool IsCleared, decimal ClearedBalance);

/// <summary>Says of one posting whether the bank has it. Without a wish, the mark is turned over.</summary>
internal static class MarkCleared
{
    public static Task<Outcome<Marked>> ExecuteAsync(
        Guid postingId, bool? cleared, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync<Marked>(access, new Operation(source, cleared switch { true => "Marked as cleared", false => "Marked as uncleared", _ => "Cleared mark turned" }, sourceId), async db =>
        {
            var posting = await db.Postings.AsNoTracking().SingleOrDefaultAsync(p => p.BookId == access.BookId && p.Id == postingId, cancellationToken);
            if (posting is null)
            {
                return new Refusal(RefusalCodes.TransactionNotFound, "There is no such posting.");
            }

            if (posting.Cleared == ClearedStatus.Reconciled)
            {
                return new Refusal(RefusalCodes.PostingIsReconciled, "It is reconciled with a bank statement; reopen the reconciliation first.", posting.TransactionId.ToString());
            }

            var wanted = cleared ?? posting.Cleared == ClearedStatus.Uncleared;
            await db.Postings.Where(p => p.BookId == access.BookId && p.Id == postingId)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.Cleared, wanted ? ClearedStatus.Cleared : ClearedStatus.Uncleared), cancellationToken);
            await db.Transactions.Where(t => t.BookId == access.BookId && t.Id == posting.TransactionId)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.Version, x => x.Version + 1), cancellationToken);
            var balance = await db.AccountMonths.Where(m => m.BookId == access.BookId && m.AccountId == posting.AccountId).SumAsync(m => m.ClearedQuantity, cancellationToken);
            return new Marked(postingId, posting.AccountId, wanted, balance);
        }, cancellationToken);
}
