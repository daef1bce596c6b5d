using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

public sealed record TagLine(string Name, long Transactions, DateOnly FirstOn, DateOnly LastOn);

public static class TagQueries
{
    /// <summary>The tags in use, by name.</summary>
    public static Task<List<TagLine>> TagsAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<TagLine>($"""
            select g.tag as name, count(*) as transactions, min(t.date) as first_on, max(t.date) as last_on
              from transactions t cross join lateral unnest(t.tags) g(tag)
              where t.book_id = (select {bookId}::uuid) and cardinality(t.tags) > 0
              group by g.tag order by lower(g.tag), g.tag
            """).ToListAsync(cancellationToken);
}
