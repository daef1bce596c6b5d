using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Commodities;

/// <summary>Defines a security or coin, or renames it; its decimals never become fewer.</summary>
internal static class DefineCommodity
{
    public static Task<Outcome<CommodityBody>> ExecuteAsync(
        string code, string? name, short decimals, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var clean = PlainText.Clean(name ?? "", 200);
        return books.WriteAsync<CommodityBody>(access, new Operation(source, $"Commodity {code}", sourceId), async db =>
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into commodities (book_id, code, name, decimals) values ({access.BookId}, {code}, {clean}, {decimals})
                  on conflict (book_id, code) do update set name = excluded.name, decimals = excluded.decimals
                """, cancellationToken);
            return new CommodityBody(code, clean, decimals);
        }, cancellationToken);
    }
}
