using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Search;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.Tests.Data;

/// <summary>A page of what is found costs what the page shows, not what the book holds.</summary>
public sealed class SearchGrowthTests(PostgresFixture postgres)
{
    private const int Transactions = 6_000;

    /// <summary>A page of fifty, their transactions and other sides, and the months that they lie in: some hundred rows; the book has 18,000.</summary>
    private const int MostRows = 1_500;

    [Theory]
    [InlineData("payee:shop", 50)]
    [InlineData("shop", 50)]
    [InlineData("shop 2", 50)]
    [InlineData("payee:\"shop 123\"", 20)]
    [InlineData("payee:nobody", 0)]
    public async Task Page_of_a_search_reads_what_it_shows(string query, int found)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.ChangeAsync($"""
            insert into payees (book_id, id, name) select '{book.Book}', md5('payee' || i)::uuid, 'Shop ' || i from generate_series(0, 299) i;
            insert into transactions (book_id, id, date, payee_id, currency, description)
              select '{book.Book}', md5(i::text)::uuid, date '2012-01-01' + i / 2, md5('payee' || i % 300)::uuid, 'EUR', 'purchase ' || i from generate_series(0, {Transactions - 1}) i;
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value)
              select '{book.Book}', gen_random_uuid(), md5(i::text)::uuid, n, case n when 0 then '{book.Bank}'::uuid else '{book.Food}' end, date '2012-01-01' + i / 2, 'EUR', 'EUR', q, q
                from generate_series(0, {Transactions - 1}) i, lateral (values (0, -(100 + i)::numeric), (1, (100 + i)::numeric)) x (n, q)
            """);
        await book.AsOwnerAsync("analyze");
        await using var services = new ServiceCollection().AddLogging().AddDbContext<LedgerDbContext>(o => o.UseLedger(book.Connections.App)).AddBookDatabase().BuildServiceProvider();
        var books = services.GetRequiredService<BookDatabase>();
        var search = SearchQuery.Parse(query, CultureInfo.InvariantCulture).Node;

        var before = await RowsRead.CountAsync(book, "transactions", "postings");
        var register = await books.ReadAsync(new BookAccess(book.Book, book.User), db => db.RegisterAsync(book.Book, book.Bank, null, null, search, null, 50, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var between = await RowsRead.CountAsync(book, "transactions", "postings");
        var all = await books.ReadAsync(new BookAccess(book.Book, book.User), db => db.TransactionsAsync(book.Book, null, null, null, search, null, 50, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var after = await RowsRead.CountAsync(book, "transactions", "postings");

        Assert.Equal((found, found), (register.Count, all.Count));
        Assert.All(register, r => Assert.Contains("Shop", r.Payee, StringComparison.Ordinal));
        Assert.InRange(between - before, 0, MostRows);
        Assert.InRange(after - between, 0, MostRows);
    }

    /// <summary>More payees than a statement names one by one are looked for by the fragment itself.</summary>
    [Theory]
    [InlineData("payee:branch")]
    [InlineData("branch")]
    [InlineData("not payee:nobody")]
    public async Task Fragment_of_very_many_payees_is_found(string query)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -5m), (book.Food, 5m));
        await book.ChangeAsync($"""
            insert into payees (book_id, id, name) select '{book.Book}', md5('payee' || i)::uuid, 'Branch ' || i from generate_series(1, 1100) i;
            update transactions set payee_id = md5('payee7')::uuid where id = '{id}'
            """);
        await using var services = new ServiceCollection().AddLogging().AddDbContext<LedgerDbContext>(o => o.UseLedger(book.Connections.App)).AddBookDatabase().BuildServiceProvider();
        var search = SearchQuery.Parse(query, CultureInfo.InvariantCulture).Node;

        var found = await services.GetRequiredService<BookDatabase>().ReadAsync(
            new BookAccess(book.Book, book.User), db => db.RegisterAsync(book.Book, book.Bank, null, null, search, null, 50, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal("Branch 7", Assert.Single(found).Payee);
    }
}
