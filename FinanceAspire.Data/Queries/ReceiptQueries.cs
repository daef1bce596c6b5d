using FinanceAspire.Ledger.Receipts;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A receipt as lists show it. The hash is what its ETag is made of.</summary>
public sealed record ReceiptLine(
    Guid Id, string FileName, string ContentType, long Size, int ThumbnailSize, int? Width, int? Height, int? Pages, DateOnly? Date, decimal? Amount, int Version,
    DateTimeOffset CreatedAt, string? CreatedBy, byte[] Sha256, Guid[] TransactionIds)
{
    public bool HasThumbnail => ThumbnailSize > 0;

    public bool IsImage => ContentType.StartsWith("image/", StringComparison.Ordinal);
}

/// <summary>A transaction that a receipt may belong to, the likeliest first.</summary>
public sealed record ReceiptMatch(
    Guid ReceiptId, Guid TransactionId, DateOnly Date, string Payee, string Description, decimal Amount, string Currency, bool SameAmount, bool NamesPayee, int DaysApart, bool HasReceipt);

/// <summary>How much of its quota a book has used, and how much of that are deleted receipts whose deletion can be taken back.</summary>
public sealed record ReceiptUsage(long Used, long Deleted, long Waiting);

public static class ReceiptQueries
{
    /// <summary>Receipts, newest first.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="inbox">Only those that are attached to nothing yet.</param>
    /// <param name="transactionId">Only those of one transaction.</param>
    /// <param name="words">Only those whose text or name holds this; null or empty: all.</param>
    /// <param name="after">The last one of the page before.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static Task<List<ReceiptLine>> ReceiptsAsync(
        this LedgerDbContext db, Guid bookId, bool inbox, Guid? transactionId, string? words, Guid? after, int limit, CancellationToken cancellationToken)
    {
        var pattern = string.IsNullOrWhiteSpace(words) ? null : SearchSql.Pattern(ReceiptText.Words(words));
        return LinesAsync(db, bookId, $"""
            ({after}::uuid is null or r.id < {after})
              and (not {inbox} or not exists (select from attachments x where x.book_id = r.book_id and x.receipt_id = r.id))
              and ({transactionId}::uuid is null or exists (select from attachments x where x.book_id = r.book_id and x.receipt_id = r.id and x.transaction_id = {transactionId}))
              and ({pattern}::text is null or f.words like {pattern} or lower(r.file_name) like {pattern})
            """, limit, cancellationToken);
    }

    public static async Task<ReceiptLine?> ReceiptAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        (await LinesAsync(db, bookId, $"r.id = {id}", 1, cancellationToken)).SingleOrDefault();

    /// <summary>What to call a receipt in the list of changes; null where it is not there.</summary>
    public static Task<string?> ReceiptNameAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        db.Receipts.Where(r => r.BookId == bookId && r.Id == id).Select(r => (string?)r.FileName).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The text that was found in a receipt; empty for a picture.</summary>
    public static async Task<string> ReceiptTextAsync(this LedgerDbContext db, Guid bookId, byte[] sha256, CancellationToken cancellationToken) =>
        await db.ReceiptFiles.Where(f => f.BookId == bookId && f.Sha256 == sha256).Select(f => f.Text).SingleOrDefaultAsync(cancellationToken) ?? "";

    /// <summary>The payee of the book that a receipt's text names; the longest name where it names several, null where none.</summary>
    public static Task<string?> PayeeOfReceiptAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string?>($"""
            select y.name as "Value" from receipts r
              join receipt_files f on f.book_id = r.book_id and f.sha256 = r.sha256
              join payees y on y.book_id = r.book_id and y.merged_into is null and length(y.name) > 2 and position(lower(y.name) in f.words) > 0
              where r.book_id = (select {bookId}::uuid) and r.id = {id}
              order by length(y.name) desc, y.name limit 1
            """).SingleOrDefaultAsync(cancellationToken);

    /// <summary>How many receipts wait for a transaction.</summary>
    public static Task<int> WaitingReceiptsAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Receipts.CountAsync(r => r.BookId == bookId && !db.Attachments.Any(a => a.BookId == bookId && a.ReceiptId == r.Id), cancellationToken);

    public static Task<ReceiptUsage> ReceiptUsageAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ReceiptUsage>($"""
            select coalesce(sum(f.size + f.thumbnail_size), 0)::bigint as used,
                   coalesce(sum(f.size + f.thumbnail_size) filter (where f.unused_since is not null), 0)::bigint as deleted,
                   (select count(*) from receipts r where r.book_id = (select {bookId}::uuid)
                      and not exists (select from attachments x where x.book_id = r.book_id and x.receipt_id = r.id)) as waiting
              from receipt_files f where f.book_id = (select {bookId}::uuid)
            """).SingleAsync(cancellationToken);

    /// <summary>
    /// For each receipt the transactions that it may belong to: of its amount on an own account and near its date; where it has no amount, those
    /// of nearly its day. A payee that its text names speaks for a transaction, a receipt that it has already against it.
    /// </summary>
    public static async Task<ILookup<Guid, ReceiptMatch>> ReceiptMatchesAsync(
        this LedgerDbContext db, Guid bookId, Guid[] receipts, int most, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<ReceiptMatch>($"""
            -- Materialized: a bound that is a plain value reaches the index of days; a cast beside it is not leakproof and would not.
            with asked as materialized (
              select r.book_id, r.id, r.sha256, r.amount, d.day, d.day - case when r.amount is null then 3 else 45 end as earliest, d.day + case when r.amount is null then 5 else 60 end as latest
                from receipts r cross join lateral (select coalesce(r.date, r.created_at::date) as day) d
                where r.book_id = (select {bookId}::uuid) and r.id = any({receipts})
            )
            select r.id as receipt_id, m.*
              from asked r
              join receipt_files f on f.book_id = r.book_id and f.sha256 = r.sha256
              cross join lateral (
                select t.id as transaction_id, t.date, coalesce(y.name, '') as payee, t.description,
                       (select coalesce(sum(q.value), 0) from postings q where q.book_id = t.book_id and q.transaction_id = t.id and q.value > 0) as amount, t.currency,
                       r.amount is not null as same_amount,
                       length(y.name) > 2 and position(lower(y.name) in f.words) > 0 is true as names_payee,
                       abs(t.date - r.day) as days_apart,
                       exists (select from attachments x where x.book_id = t.book_id and x.transaction_id = t.id) as has_receipt
                  from (
                    select q.transaction_id as id from accounts a join postings q on q.book_id = a.book_id and q.account_id = a.id
                      where a.book_id = (select {bookId}::uuid) and a.type in ('asset', 'liability') and q.date between r.earliest and r.latest and q.quantity in (r.amount, -r.amount)
                    union
                    select n.id from transactions n where r.amount is null and n.book_id = (select {bookId}::uuid) and n.date between r.earliest and r.latest) c
                  -- A fence: however many the planner expects, each is looked up by its key.
                  cross join lateral (select x.* from transactions x where x.book_id = (select {bookId}::uuid) and x.id = c.id offset 0) t
                  left join payees y on y.book_id = t.book_id and y.id = t.payee_id
                  where not exists (select from attachments x where x.book_id = t.book_id and x.transaction_id = t.id and x.receipt_id = r.id)
                  order by has_receipt, names_payee desc, days_apart, t.id desc limit {most}) m
              order by m.has_receipt, m.names_payee desc, m.days_apart, m.transaction_id desc
            """).ToListAsync(cancellationToken)).ToLookup(m => m.ReceiptId);

    private static Task<List<ReceiptLine>> LinesAsync(LedgerDbContext db, Guid bookId, FormattableString condition, int limit, CancellationToken cancellationToken)
    {
        FormattableString sql = $"""
            select r.id, r.file_name, f.content_type, f.size, f.thumbnail_size, f.width, f.height, f.pages, r.date, r.amount, r.version, r.created_at, u.email as created_by, r.sha256,
                   array(select x.transaction_id from attachments x where x.book_id = r.book_id and x.receipt_id = r.id order by x.id) as transaction_ids
              from receipts r
              join receipt_files f on f.book_id = r.book_id and f.sha256 = r.sha256
              join change_operations o on o.book_id = r.book_id and o.id = r.created_operation_id
              left join users u on u.id = o.user_id
              where r.book_id = (select {bookId}::uuid) and {condition}
              order by r.id desc limit {limit}
            """;
        return db.Database.SqlQuery<ReceiptLine>(sql.Flatten()).ToListAsync(cancellationToken);
    }
}
