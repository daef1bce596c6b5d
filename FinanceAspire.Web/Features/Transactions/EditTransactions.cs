using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>What an edit of many does, or did: nothing is stored while it is only shown.</summary>
internal sealed record EditedTransactions(Guid? OperationId, IReadOnlyList<BulkLine> Lines)
{
    public int Changed => Lines.Count(l => l.Changes.Count > 0);
}

/// <summary>Edits many transactions in one operation, which is taken back as one. Only shown first, by the same plan.</summary>
internal static class EditTransactions
{
    /// <summary>More at once are no selection any more but a rule.</summary>
    public const int Most = 1000;

    public static Task<EditedTransactions> PreviewAsync(
        IReadOnlyList<Guid> ids, BulkEdit edit, Guid? accountId, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.ReadAsync(access, async db => new EditedTransactions(null, await PlanAsync(db, access.BookId, ids, edit, accountId, cancellationToken)), cancellationToken);

    public static Task<Outcome<EditedTransactions>> ExecuteAsync(
        IReadOnlyList<Guid> ids, BulkEdit edit, Guid? accountId, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var operation = new Operation(source, Summary(ids.Count, edit.Remove), sourceId);
        return books.WriteAsync<EditedTransactions>(access, operation, async db =>
        {
            var lines = await PlanAsync(db, access.BookId, ids, edit, accountId, cancellationToken);
            var changed = lines.Where(l => l.Changes.Count > 0).ToList();
            if (changed.Count == 0)
            {
                return new Refusal(RefusalCodes.NothingToChange, "None of these transactions would be changed.");
            }

            var transactions = changed.Select(l => l.Transaction.Id).ToList();
            if (edit.Remove)
            {
                await db.Transactions.Where(t => t.BookId == access.BookId && transactions.Contains(t.Id)).ExecuteDeleteAsync(cancellationToken);
                return new EditedTransactions(operation.Id, lines);
            }

            await WriteAsync(db, access.BookId, changed, edit, cancellationToken);
            return new EditedTransactions(operation.Id, lines);
        }, cancellationToken);
    }

    private static string Summary(int count, bool remove) => (count, remove) switch
    {
        (1, true) => "1 transaction removed",
        (1, false) => "1 transaction edited",
        (_, true) => $"{count} transactions removed together",
        _ => $"{count} transactions edited together",
    };

    private static async Task WriteAsync(LedgerDbContext db, Guid bookId, List<BulkLine> changed, BulkEdit edit, CancellationToken cancellationToken)
    {
        var (payeeLines, tagLines) = (Of(changed, "payee"), Of(changed, "tags"));
        if (payeeLines.Length > 0)
        {
            var payee = await TransactionWriter.PayeeAsync(db, bookId, edit.Payee!, cancellationToken);
            await db.Transactions.Where(t => t.BookId == bookId && payeeLines.Contains(t.Id)).ExecuteUpdateAsync(t => t.SetProperty(x => x.PayeeId, payee), cancellationToken);
        }

        if (tagLines.Length > 0)
        {
            var (add, remove) = (edit.AddTags.ToArray(), edit.RemoveTags.ToArray());
            await db.Database.ExecuteSqlAsync($"""
                update transactions t set tags = (select coalesce(array_agg(x.tag order by x.place), array[]::text[]) from (
                    select u.tag, min(u.place) as place from unnest(t.tags || {add}) with ordinality u(tag, place)
                      where u.tag = any({add}) or u.tag <> all({remove}) group by u.tag) x)
                  where t.book_id = (select {bookId}::uuid) and t.id = any({tagLines})
                """, cancellationToken);
        }

        var categories = changed.Select(l => l.CategoryPosting).OfType<Guid>().ToList();
        if (categories.Count > 0)
        {
            var account = edit.Category!.Id;
            await db.Postings.Where(p => p.BookId == bookId && categories.Contains(p.Id)).ExecuteUpdateAsync(p => p.SetProperty(x => x.AccountId, account), cancellationToken);
        }

        var marked = changed.SelectMany(l => l.MarkedPostings).ToList();
        if (marked.Count > 0)
        {
            var status = edit.Cleared == true ? ClearedStatus.Cleared : ClearedStatus.Uncleared;
            await db.Postings.Where(p => p.BookId == bookId && marked.Contains(p.Id)).ExecuteUpdateAsync(p => p.SetProperty(x => x.Cleared, status), cancellationToken);
        }

        var ids = changed.Select(l => l.Transaction.Id).ToList();
        await db.Transactions.Where(t => t.BookId == bookId && ids.Contains(t.Id)).ExecuteUpdateAsync(t => t.SetProperty(x => x.Version, x => x.Version + 1), cancellationToken);
    }

    private static Guid[] Of(List<BulkLine> lines, string what) => [.. lines.Where(l => l.Changes.Any(c => c.What == what)).Select(l => l.Transaction.Id)];

    private static async Task<IReadOnlyList<BulkLine>> PlanAsync(
        LedgerDbContext db, Guid bookId, IReadOnlyList<Guid> ids, BulkEdit edit, Guid? accountId, CancellationToken cancellationToken)
    {
        var wanted = ids.Take(Most).ToList();
        var closed = await db.Books.Where(b => b.Id == bookId).Select(b => b.ClosedThrough).SingleAsync(cancellationToken);
        var transactions = await db.Transactions.AsNoTracking().Where(t => t.BookId == bookId && wanted.Contains(t.Id))
            .OrderByDescending(t => t.Date).ThenByDescending(t => t.Id)
            .Select(t => new BulkTransaction(
                t.Id, t.Date, t.Payee == null ? "" : t.Payee.Name, t.Tags,
                t.Postings.OrderBy(p => p.Ordinal).Select(p => new BulkPosting(p.Id, p.AccountId, p.Account!.Name, p.Account.Type, p.Commodity, p.Cleared)).ToList()))
            .ToListAsync(cancellationToken);
        return BulkPlanner.Plan(edit, transactions, accountId, closed);
    }
}
