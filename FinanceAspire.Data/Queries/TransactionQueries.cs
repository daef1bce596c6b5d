using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Search;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

public sealed record PostingView(Guid Id, Guid AccountId, string Account, string Currency, decimal Quantity, decimal Value, string Memo, ClearedStatus Cleared);

public sealed record TransactionView(
    Guid Id, DateOnly Date, string Payee, string Description, string Currency, IReadOnlyList<string> Tags, int Version, IReadOnlyList<PostingView> Postings)
{
    public IReadOnlyList<Guid> Receipts { get; init; } = [];
}

public static class TransactionQueries
{
    public static async Task<TransactionView?> TransactionAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        (await WithReceiptsAsync(db, bookId, await Views(db.Transactions.Where(t => t.BookId == bookId && t.Id == id)).ToListAsync(cancellationToken), cancellationToken)).SingleOrDefault();

    /// <summary>A page of transactions, newest first; the cursor is the last one of the page before.</summary>
    public static async Task<List<TransactionView>> TransactionsAsync(
        this LedgerDbContext db, Guid bookId, Guid? accountId, DateOnly? from, DateOnly? to, SearchNode? search, (DateOnly Date, Guid Id)? after, int limit,
        CancellationToken cancellationToken)
    {
        var condition = await SearchSql.ConditionAsync(db, bookId, search, inRegister: false, $"postings q", cancellationToken);
        var (date, id) = (after?.Date, after?.Id);
        // The keyset comparison is a row comparison, which LINQ cannot say: SQL finds the ids, LINQ shapes the rows.
        FormattableString sql = $"""
            select t.id as "Value" from transactions t
              where t.book_id = (select {bookId}::uuid)
                and ({from}::date is null or t.date >= {from}) and ({to}::date is null or t.date <= {to})
                and ({date}::date is null or (t.date, t.id) < ({date}, {id}::uuid))
                and ({accountId}::uuid is null or exists (select from postings p
                  where p.book_id = t.book_id and p.transaction_id = t.id and p.account_id = {accountId}))
                and {condition}
              order by t.date desc, t.id desc limit {limit}
            """;
        var ids = await db.Database.SqlQuery<Guid>(sql.Flatten()).ToListAsync(cancellationToken);
        var views = await Views(db.Transactions.Where(t => t.BookId == bookId && ids.Contains(t.Id))).ToListAsync(cancellationToken);
        return await WithReceiptsAsync(db, bookId, [.. ids.Join(views, i => i, v => v.Id, (_, v) => v)], cancellationToken);
    }

    private static async Task<List<TransactionView>> WithReceiptsAsync(LedgerDbContext db, Guid bookId, List<TransactionView> views, CancellationToken cancellationToken)
    {
        var ids = views.ConvertAll(v => v.Id);
        var receipts = (await db.Attachments.Where(a => a.BookId == bookId && ids.Contains(a.TransactionId)).OrderBy(a => a.Id)
            .Select(a => new { a.TransactionId, a.ReceiptId }).ToListAsync(cancellationToken)).ToLookup(a => a.TransactionId, a => a.ReceiptId);
        return views.ConvertAll(v => receipts.Contains(v.Id) ? v with { Receipts = [.. receipts[v.Id]] } : v);
    }

    private static IQueryable<TransactionView> Views(IQueryable<Transaction> transactions) =>
        transactions.AsNoTracking().Select(t => new TransactionView(
            t.Id, t.Date, t.Payee == null ? "" : t.Payee.Name, t.Description, t.Currency, t.Tags, t.Version,
            t.Postings.OrderBy(p => p.Ordinal).ThenBy(p => p.Id)
                .Select(p => new PostingView(p.Id, p.AccountId, p.Account!.Name, p.Commodity, p.Quantity, p.Value, p.Memo, p.Cleared)).ToList()));
}
