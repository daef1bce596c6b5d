using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A payee with how often it occurs, when last, and the other names that stand for it.</summary>
public sealed record PayeeLine(Guid Id, string Name, long Transactions, DateOnly? LastOn, string[] AlsoNamed);

public static class PayeeQueries
{
    public static Task<List<PayeeLine>> PayeesAsync(this LedgerDbContext db, Guid bookId, string? words, int limit, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<PayeeLine>($"""
            select y.id, y.name, coalesce(n.count, 0) as transactions, n.last_on,
                   array(select a.name from payees a where a.book_id = (select {bookId}::uuid) and a.merged_into = y.id order by a.name) as also_named
              from payees y
              left join (select t.payee_id, count(*) as count, max(t.date) as last_on from transactions t
                           where t.book_id = (select {bookId}::uuid) and t.payee_id is not null group by t.payee_id) n on n.payee_id = y.id
              where y.book_id = (select {bookId}::uuid) and y.merged_into is null and ({words}::text is null or strpos(lower(y.name), lower({words})) > 0)
              order by y.name limit {limit}
            """).ToListAsync(cancellationToken);
}
