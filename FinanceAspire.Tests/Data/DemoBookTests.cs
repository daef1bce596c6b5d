using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Features.Books;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Tests.Data;

/// <summary>The demo book: a year that ends today, the same whenever and wherever it is made.</summary>
public sealed class DemoBookTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Book_holds_has_two_currencies_transfers_splits_a_loan_and_something_to_categorise()
    {
        var (owner, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var today = new DateOnly(2026, 11, 26);
        await using var services = Services(app);
        var books = services.GetRequiredService<BookDatabase>();
        var user = await UserAsync(owner);

        var book = (await CreateBook.ExecuteAsync(books, user, "Demo", "EUR", today, name => name, TestContext.Current.CancellationToken)).Required;
        var access = new BookAccess(book, user);
        var (accounts, months, uncategorised, open) = await books.ReadAsync(access, async db => (
            await db.AccountsAsync(book, cancellationToken: TestContext.Current.CancellationToken),
            await db.IncomeStatementAsync(book, today.AddMonths(-12), today, TestContext.Current.CancellationToken),
            await db.UncategorisedAsync(book, TestContext.Current.CancellationToken),
            await db.Transactions.Where(t => t.BookId == book).Select(t => new { t.Date, Legs = t.Postings.Count }).ToListAsync(TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        var check = await books.ReadAsync(access, db => db.VerifyAsync(book, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(check.Results, r => !r.Ok);
        Assert.True(open.Count > 350, $"{open.Count} transactions.");
        Assert.Equal(today.AddDays(-1), open.Max(t => t.Date));
        Assert.Equal(new DateOnly(2025, 11, 1), open.Min(t => t.Date));
        Assert.True(open.Count(t => t.Legs > 2) > 25);
        Assert.Equal(["EUR", "USD"], accounts.Where(a => a.Balance != 0).Select(a => a.Currency).Distinct().Order());
        Assert.Equal(3, Assert.Single(uncategorised).Postings);
        Assert.All(months, m => Assert.NotNull(m.Converted));
        var loan = accounts.Single(a => a.Name == DemoHousehold.Loan).Balance;
        Assert.InRange(loan, -8400m, -5000m);
        Assert.True(accounts.Single(a => a.Name == "Checking").Balance > 0);
    }

    [Fact]
    public void Names_and_amounts_are_the_same_on_another_day()
    {
        var (one, other) = (DemoHousehold.Of(new(2026, 11, 26), "EUR", 2), DemoHousehold.Of(new(2027, 2, 26), "EUR", 2));

        Assert.Equal(Words(one), Words(other));
        Assert.NotEqual(one.Entries[0].Date, other.Entries[0].Date);

        static IEnumerable<string> Words(DemoHousehold household) =>
            household.Entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Payee} {e.Postings[0].Quantity}")).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("USD", 2)]
    [InlineData("KWD", 3)]
    public void Each_currency_has_amounts_that_it_can_have(string currency, short decimals)
    {
        var household = DemoHousehold.Of(new(2028, 2, 29), currency, decimals);

        Assert.NotEqual(currency, household.Foreign);
        Assert.All(household.Entries, e => Assert.Equal(0, e.Postings.Sum(p => p.Value ?? p.Quantity)));
        Assert.All(household.Entries.Where(e => e.Currency == currency).SelectMany(e => e.Postings.Where(p => p.Value is null)), p => Assert.Equal(p.Quantity, Math.Round(p.Quantity, decimals)));
    }

    private static ServiceProvider Services(string app) => new ServiceCollection()
        .AddDbContext<LedgerDbContext>(options => options.UseLedger(app))
        .AddSingleton(services => new BookDatabase(services.GetRequiredService<IServiceScopeFactory>(), NullLogger<BookDatabase>.Instance))
        .BuildServiceProvider();

    private static async Task<Guid> UserAsync(string owner)
    {
        var user = Guid.CreateVersion7();
        await using var connection = new Npgsql.NpgsqlConnection(owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand("""
            insert into users (id, owns_installation, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
              values ($1, false, now(), false, false, false, false, 0)
            """, connection)
        { Parameters = { new() { Value = user } } };
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return user;
    }
}
