using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Features.Books;
using FinanceAspire.Web.Features.Receipts;
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

        var book = (await CreateBook.ExecuteAsync(books, user, "Demo", "EUR", new(today, (_, _, _, _, _) => Task.CompletedTask), name => name, TestContext.Current.CancellationToken)).Required;
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

        // What comes again is due after today, and some of it soon.
        var (schedules, due) = await books.ReadAsync(access, async db => (await db.SchedulesAsync(book, TestContext.Current.CancellationToken), await db.DueAsync(book, today, TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        Assert.Equal(7, schedules.Count);
        Assert.All(schedules, s => Assert.True(s.NextOn > today && s.Postings.Sum(p => p.Value) == 0 && open.Any(t => t.Date <= today && s.Recurrence.After(t.Date.AddDays(-1)) == t.Date)));
        Assert.Equal(["Salary", "Rent"], due.Select(d => d.Name));

        // Its budget has something of each: left to budget, saved up, overspent.
        var budget = await books.ReadAsync(access, db => db.BudgetAsync(book, today, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(["EUR"], budget.Budget.ToBudget.Keys);
        Assert.True(budget.Budget.ToBudget["EUR"] > 0);
        Assert.Contains(budget.Budget.Envelopes, e => e.Carryover > 0);
        Assert.InRange(budget.Budget.Envelopes.Count(e => e.Available < 0), 1, 3);
        Assert.Equal(14, budget.Budget.Envelopes.Count);
    }

    /// <summary>Its receipts were read as uploads are: files, thumbnails and texts are there, each beside its transaction, and two wait with one to propose.</summary>
    [Fact]
    public async Task Receipts_prove_their_transactions_and_two_wait_with_a_proposal()
    {
        var folder = Directory.CreateTempSubdirectory("financeaspire-receipts-");
        try
        {
            var (owner, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
            await using var services = Services(app);
            var books = services.GetRequiredService<BookDatabase>();
            var kept = new ReceiptFolder(new(folder.FullName, 1 << 30, 1 << 24, TimeSpan.FromDays(30)));
            var keep = new KeepOwnReceipt(kept);
            var user = await UserAsync(owner);
            var plan = new DemoPlan(new(2026, 11, 26), (db, id, r, transaction, cancellationToken) => keep.ExecuteAsync(db, id, r.FileName, r.Content, r.Date, r.Amount, transaction, cancellationToken));

            var book = (await CreateBook.ExecuteAsync(books, user, "Demo", "EUR", plan, name => name, TestContext.Current.CancellationToken)).Required;
            var access = new BookAccess(book, user);
            var (receipts, waiting, matches, amounts) = await books.ReadAsync(access, async db =>
            {
                var inbox = await db.ReceiptsAsync(book, inbox: true, null, null, null, 100, TestContext.Current.CancellationToken);
                return (
                    await db.ReceiptsAsync(book, inbox: false, null, null, null, 100, TestContext.Current.CancellationToken),
                    inbox,
                    await db.ReceiptMatchesAsync(book, [.. inbox.Select(r => r.Id)], 3, TestContext.Current.CancellationToken),
                    await db.Transactions.Where(t => t.BookId == book).Select(t => new { t.Id, t.Date, Amounts = t.Postings.Select(p => p.Quantity).ToList() }).ToDictionaryAsync(t => t.Id, TestContext.Current.CancellationToken));
            }, TestContext.Current.CancellationToken);
            var check = await books.ReadAsync(access, db => db.VerifyAsync(book, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

            var attached = receipts.ExceptBy(waiting.Select(w => w.Id), r => r.Id).ToList();
            Assert.DoesNotContain(check.Results, r => !r.Ok);
            Assert.InRange(receipts.Count, 12, 16);
            Assert.Equal(2, waiting.Count);
            Assert.All(receipts, r => Assert.True(kept.Has(book, r.Sha256)));
            Assert.All(receipts.Where(r => r.IsImage), r => Assert.True(r.HasThumbnail));
            Assert.True(receipts.Count(r => r.IsImage) > 5);
            Assert.All(attached, r => Assert.Contains(-r.Amount!.Value, amounts[Assert.Single(r.TransactionIds)].Amounts));
            Assert.All(attached, r => Assert.Equal(r.Date, amounts[r.TransactionIds[0]].Date));
            // A PDF's text names its payee; a picture's sum was typed.
            Assert.All(waiting, r => Assert.Equal((true, !r.IsImage, 0), (matches[r.Id].First().SameAmount, matches[r.Id].First().NamesPayee, matches[r.Id].First().DaysApart)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Receipts_are_the_same_each_time()
    {
        var (one, other) = (DemoReceipts.Of(DemoHousehold.Of(new(2026, 11, 26), "EUR", 2), "EUR", 2), DemoReceipts.Of(DemoHousehold.Of(new(2026, 11, 26), "EUR", 2), "EUR", 2));

        // (A PDF has a number of its own each time it is made.)
        Assert.Equal(one.Select(Facts), other.Select(Facts));
        Assert.Equal(one.Count, one.Select(r => r.FileName).Distinct().Count());

        static string Facts(DemoReceipt r) => string.Create(CultureInfo.InvariantCulture, $"{r.FileName} {r.Date:O} {r.Amount} {r.Entry} {(r.FileName.EndsWith(".jpg", StringComparison.Ordinal) ? Convert.ToHexString(r.Content) : "")}");
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

        Assert.True(DemoReceipts.Of(household, currency, decimals).Count > 10);
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
