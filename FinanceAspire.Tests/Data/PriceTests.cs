using FinanceAspire.Tests.Support;
using static FinanceAspire.Tests.Data.ReconciliationTests;

namespace FinanceAspire.Tests.Data;

public sealed class PriceTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("USD", "EUR", "2026-01-10", "0.80")]
    [InlineData("USD", "EUR", "2026-01-31", "0.80")]
    [InlineData("USD", "EUR", "2026-02-01", "0.90")]
    [InlineData("EUR", "USD", "2026-01-10", "1.25")]
    [InlineData("EUR", "EUR", "2026-01-10", "1")]
    public async Task Rate_is_the_newest_on_or_before_the_day_in_either_direction(string commodity, string currency, string date, string expected)
    {
        await using var book = await WithRatesAsync();

        Assert.Equal(true, await book.ScalarAsync($"select price_on('{commodity}', '{currency}', '{date}') = {expected}"));
    }

    [Theory]
    [InlineData("USD", "EUR", "2026-01-09")]
    [InlineData("USD", "CHF", "2026-06-01")]
    public async Task Unknown_rate_is_null_and_never_one(string commodity, string currency, string date)
    {
        await using var book = await WithRatesAsync();

        Assert.Equal(DBNull.Value, await book.ScalarAsync($"select price_on('{commodity}', '{currency}', '{date}')"));
    }

    [Fact]
    public async Task Price_is_above_zero_and_one_a_day()
    {
        await using var book = await WithRatesAsync();

        await Refuses("price_out_of_range", () => book.ChangeAsync(Price(book, "2026-03-01", "0")));
        await Refuses("price_is_taken", () => book.ChangeAsync(Price(book, "2026-01-10", "0.81")));
        await Refuses("price_commodity_is_unknown", () => book.ChangeAsync(Price(book, "2026-03-01", "1").Replace("'USD'", "'XAU'", StringComparison.Ordinal)));
    }

    private async Task<BookSession> WithRatesAsync()
    {
        var book = await BookSession.OpenAsync(postgres);
        await book.ChangeAsync($"insert into commodities (book_id, code, decimals) values ('{book.Book}', 'USD', 2), ('{book.Book}', 'CHF', 2); {Price(book, "2026-01-10", "0.80")}; {Price(book, "2026-02-01", "0.90")}");
        return book;
    }

    private static string Price(BookSession book, string date, string price) =>
        $"insert into prices (book_id, id, commodity, currency, date, price) values ('{book.Book}', gen_random_uuid(), 'USD', 'EUR', '{date}', {price})";
}
