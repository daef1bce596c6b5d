using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>An account that collects what nobody has put in a category yet, with how much lies in it.</summary>
public sealed record UncategorisedLine(Guid AccountId, string Name, string Currency, long Postings, decimal Balance);

/// <summary>What an account lacks the bank's agreement on: postings that no statement confirms yet, and since when.</summary>
public sealed record UnreconciledLine(Guid AccountId, string Name, long Postings, DateOnly? Since);

public static class HomeQueries
{
    public static Task<List<UncategorisedLine>> UncategorisedAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<UncategorisedLine>($"""
            select a.id as account_id, a.name, a.commodity as currency, coalesce(sum(m.posting_count), 0)::bigint as postings, coalesce(sum(m.quantity), 0) as balance
              from accounts a join account_month m on m.book_id = a.book_id and m.account_id = a.id
              where a.book_id = (select {bookId}::uuid) and a.role in ('uncategorised_income', 'uncategorised_expense')
              group by a.id, a.name, a.commodity having sum(m.posting_count) > 0
              order by a.name
            """).ToListAsync(cancellationToken);

    /// <summary>Own accounts with something older than a day that no statement has confirmed; only those that have ever been reconciled, or have a stated balance.</summary>
    public static Task<List<UnreconciledLine>> UnreconciledAsync(this LedgerDbContext db, Guid bookId, DateOnly before, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<UnreconciledLine>($"""
            select a.id as account_id, a.name, n.postings, last.statement_date as since
              from accounts a
              cross join lateral (select max(r.statement_date) as statement_date from reconciliations r where r.book_id = a.book_id and r.account_id = a.id) last
              cross join lateral (select coalesce(sum(m.posting_count), 0)::bigint as postings from account_month m
                where m.book_id = a.book_id and m.account_id = a.id
                  and m.month > coalesce(last.statement_date, date '0001-01-01') and m.month < date_trunc('month', {before}::date)::date) n
              where a.book_id = (select {bookId}::uuid) and a.type in ('asset', 'liability') and not a.closed and n.postings > 0
                and exists (select from balance_assertions b where b.book_id = a.book_id and b.account_id = a.id)
              order by a.name
            """).ToListAsync(cancellationToken);
}
