using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>What one unit of a commodity was worth on a day.</summary>
public sealed record PriceLine(Guid Id, string Commodity, string Currency, DateOnly Date, decimal Price, string Source);

public static class PriceQueries
{
    public static Task<List<PriceLine>> PricesAsync(this LedgerDbContext db, Guid bookId, string? commodity, int limit, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<PriceLine>($"""
            select p.id, p.commodity, p.currency, p.date, p.price, p.source from prices p
              where p.book_id = (select {bookId}::uuid) and ({commodity}::text is null or p.commodity = {commodity})
              order by p.date desc, p.commodity, p.currency limit {limit}
            """).ToListAsync(cancellationToken);
}
