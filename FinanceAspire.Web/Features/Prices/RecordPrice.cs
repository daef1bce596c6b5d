using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Prices;

/// <summary>Records what one unit of a commodity was worth on a day, one price a day and pair.</summary>
internal static class RecordPrice
{
    public static Task<Outcome<PriceLine>> ExecuteAsync(
        PriceRequest request, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var line = new PriceLine(request.Id ?? Guid.CreateVersion7(), request.Commodity, request.Currency, request.Date!.Value, request.Price!.Value, request.Source ?? "");
        return books.WriteAsync<PriceLine>(access, new Operation(source, $"Price of {line.Commodity} on {line.Date:yyyy-MM-dd}", sourceId), async db =>
        {
            // A rate may be wanted before the first account in that currency.
            foreach (var code in new[] { line.Commodity, line.Currency })
            {
                if (Currencies.DecimalsOf(code) is { } decimals)
                {
                    await db.Database.ExecuteSqlAsync(
                        $"insert into commodities (book_id, code, decimals) values ({access.BookId}, {code}, {decimals}) on conflict do nothing", cancellationToken);
                }
            }

            await db.Database.ExecuteSqlAsync($"""
                insert into prices (book_id, id, commodity, currency, date, price, source)
                  values ({access.BookId}, {line.Id}, {line.Commodity}, {line.Currency}, {line.Date}, {line.Price}, {line.Source})
                  on conflict (book_id, id) do nothing
                """, cancellationToken);
            return line;
        }, cancellationToken);
    }
}

internal static class RemovePrice
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        Guid id, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync<Guid>(access, new Operation(source, "Price removed", sourceId), async db =>
            await db.Database.ExecuteSqlAsync($"delete from prices where book_id = {access.BookId} and id = {id}", cancellationToken) == 0
                ? new Refusal(RefusalCodes.PriceNotFound, "There is no such price.")
                : id, cancellationToken);
}
