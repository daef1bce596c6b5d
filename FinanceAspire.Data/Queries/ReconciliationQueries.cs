using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A finished statement, with what the book said on its day and how far off that is now.</summary>
public sealed record ReconciliationLine(
    Guid Id, Guid AccountId, DateOnly StatementDate, decimal StatementBalance, DateTimeOffset FinishedAt, long Postings, decimal Outstanding, decimal Difference);

/// <summary>A posting that a statement may confirm.</summary>
public sealed record OpenPosting(Guid Id, Guid TransactionId, DateOnly Date, string Payee, string Description, decimal Quantity, bool IsCleared);

/// <summary>A claim about an account's balance on a day, and by how much the book is off it.</summary>
public sealed record AssertionLine(Guid Id, DateOnly Date, decimal Quantity, decimal Outstanding, decimal Difference, string Source);

public static class ReconciliationQueries
{
    public static Task<List<ReconciliationLine>> ReconciliationsAsync(
        this LedgerDbContext db, Guid bookId, Guid? accountId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ReconciliationLine>($"""
            select r.id, r.account_id, r.statement_date, r.statement_balance, r.finished_at,
                   (select count(*) from postings p where p.book_id = r.book_id and p.reconciliation_id = r.id) as postings,
                   b.outstanding,
                   coalesce((select sum(p.quantity) from postings p
                     where p.book_id = r.book_id and p.account_id = r.account_id and p.date <= r.statement_date), 0) - b.outstanding - b.quantity as difference
              from reconciliations r
              join balance_assertions b on b.book_id = r.book_id and b.reconciliation_id = r.id
              where r.book_id = (select {bookId}::uuid) and ({accountId}::uuid is null or r.account_id = {accountId})
              order by r.statement_date desc, r.id
            """).ToListAsync(cancellationToken);

    /// <summary>What is not locked by a statement yet, up to a day, oldest first.</summary>
    public static Task<List<OpenPosting>> OpenPostingsAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, DateOnly through, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<OpenPosting>($"""
            select p.id, p.transaction_id, p.date, coalesce(y.name, '') as payee, t.description, p.quantity, p.cleared > 0 as is_cleared
              from postings p
              join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
              left join payees y on y.book_id = t.book_id and y.id = t.payee_id
              where p.book_id = (select {bookId}::uuid) and p.account_id = {accountId} and p.date <= {through} and p.reconciliation_id is null
              order by p.date, p.transaction_id, p.ordinal
            """).ToListAsync(cancellationToken);

    /// <summary>The sum that earlier statements have locked: where the next one starts.</summary>
    public static async Task<decimal> ReconciledBalanceAsync(this LedgerDbContext db, Guid bookId, Guid accountId, CancellationToken cancellationToken) =>
        await db.Postings.Where(p => p.BookId == bookId && p.AccountId == accountId && p.ReconciliationId != null).SumAsync(p => p.Quantity, cancellationToken);

    /// <summary>An account's claims, newest first. The sum up to a day is that of the months before it and of its own month.</summary>
    public static Task<List<AssertionLine>> AssertionsAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, int limit, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<AssertionLine>($"""
            select b.id, b.date, b.quantity, b.outstanding,
                   coalesce((select sum(m.quantity) from account_month m
                     where m.book_id = b.book_id and m.account_id = b.account_id and m.month < date_trunc('month', b.date)::date), 0)
                   + coalesce((select sum(p.quantity) from postings p
                     where p.book_id = b.book_id and p.account_id = b.account_id and p.date between date_trunc('month', b.date)::date and b.date), 0)
                   - b.outstanding - b.quantity as difference,
                   case when b.reconciliation_id is not null then 'reconciliation' when b.import_id is not null then 'import' else 'entered' end as source
              from balance_assertions b
              where b.book_id = (select {bookId}::uuid) and b.account_id = {accountId}
              order by b.date desc, b.id desc limit {limit}
            """).ToListAsync(cancellationToken);
}
