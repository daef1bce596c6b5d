using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A search that somebody gave a name.</summary>
public sealed record SavedSearchLine(Guid Id, string Name, string Query);

public static class SavedSearchQueries
{
    /// <summary>So many that nobody has more.</summary>
    public const int All = 500;

    /// <summary>The book's saved searches by name.</summary>
    public static Task<List<SavedSearchLine>> SavedSearchesAsync(this LedgerDbContext db, Guid bookId, int most, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<SavedSearchLine>($"""
            select s.id, s.name, s.query from saved_searches s where s.book_id = (select {bookId}::uuid) order by lower(s.name), s.name limit {most}
            """).ToListAsync(cancellationToken);
}
