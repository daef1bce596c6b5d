using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Whole books of other programs, files with several accounts, transfers between currencies, the check against the bank.</summary>
public sealed class BookImportTests(PostgresFixture postgres)
{
    private const string Journal = """
        P 2026-01-01 USD 0.90 EUR

        2026-01-01 Opening balance
            Assets:Checking  1000.00 EUR
            Equity:Opening balances

        2026-01-05 * Market
            Expenses:Groceries  20.00 EUR
            Expenses:Food:Bread  10.00 EUR
            Assets:Checking

        2026-01-06 To dollars
            Assets:Dollars  100.00 USD @@ 90.00 EUR
            Assets:Checking

        """;

    [Fact]
    public async Task Journal_becomes_accounts_and_transactions_once_and_can_be_taken_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");

        var (planned, plan) = await UploadAsync(client, Journal);
        var (committed, result) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
        var (_, again) = await UploadAsync(client, Journal);
        var dollars = await client.AccountAsync("Dollars");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (planned.StatusCode, committed.StatusCode));
        Assert.Equal(3, (int)result["imported"]!);
        Assert.Equal((880m, 100m), (await client.BalanceAsync(bank), await client.BalanceAsync(dollars)));
        Assert.All(again["rows"]!.AsArray(), r => Assert.Equal("duplicate", (string)r!["decision"]!));
        Assert.Equal("0.90", (string)(await client.ReadAsync("/api/v1/prices"))["items"]![0]!["price"]!);

        var (reverted, _) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/revert");
        Assert.Equal(HttpStatusCode.OK, reverted.StatusCode);
        Assert.Equal(0m, await client.BalanceAsync(bank));
        Assert.DoesNotContain((await client.ReadAsync("/api/v1/accounts?include_closed=true"))["items"]!.AsArray(), a => (string)a!["name"]! == "Dollars");
        Assert.All((await client.ReadAsync("/api/v1/checks"))["items"]!.AsArray(), c => Assert.True((bool)c!["ok"]!));
    }

    [Fact]
    public async Task Own_export_into_the_same_book_adds_nothing_and_into_an_empty_one_everything()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (_, plan) = await UploadAsync(client, Journal);
        await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
        var journal = await client.GetStringAsync("/api/v1/exports/journal", TestContext.Current.CancellationToken);

        var (_, same) = await UploadAsync(client, journal);
        await using var other = await WebApp.StartAsync(postgres);
        using var empty = await other.SetUpAsync();
        var (_, moved) = await UploadAsync(empty, journal);
        var (response, _) = await empty.PostAsync($"/api/v1/imports/{moved["id"]}/commit");

        Assert.All(same["rows"]!.AsArray(), r => Assert.Equal("duplicate", (string)r!["decision"]!));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(880m, await empty.BalanceAsync(await empty.AccountAsync("Checking")));
    }

    [Fact]
    public async Task File_of_several_accounts_goes_to_the_one_of_its_name_or_asks()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, savings) = (await client.AccountAsync("Checking"), await client.AccountAsync("Savings"));
        var file = Samples.Text("Date,Merchant,Category,Account,Original Statement,Notes,Amount,Tags\n2026-03-01,Grocer,Groceries,Checking,G,,-50.00,\"a,b\"\n2026-03-02,Fuel,Gas,Travel Card,F,,-30.00,\n");

        var (_, own) = await client.UploadAsync(bank, file);
        var (asked, problem) = await client.UploadAsync(savings, file);
        var said = await client.PostAsync($"/api/v1/accounts/{savings}/imports?statement_account=Travel%20Card", new ByteArrayContent(file), TestContext.Current.CancellationToken);

        var row = Assert.Single(own["rows"]!.AsArray())!;
        Assert.Equal(("category_in_file", await client.AccountAsync("Groceries")), ((string)row["reason"]!["code"]!, Guid.Parse((string)row["account_id"]!)));
        Assert.Equal(["a", "b"], row["tags"]!.AsArray().Select(t => (string)t!));
        Assert.Equal((422, "import_has_several_accounts"), ((int)asked.StatusCode, (string)problem["code"]!));
        Assert.Equal("-30.00", (string)(await said.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["rows"]![0]!["amount"]!);
    }

    [Fact]
    public async Task Book_is_not_taken_for_a_statement()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        var (response, problem) = await client.UploadAsync(await client.AccountAsync("Checking"), Encoding.UTF8.GetBytes(Journal));

        Assert.Equal((422, "import_is_a_whole_book"), ((int)response.StatusCode, (string)problem["code"]!));
    }

    [Fact]
    public async Task Transfer_between_currencies_is_joined_within_the_band_of_the_rate()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");
        var (_, book) = await UploadAsync(client, "P 2026-01-01 USD 0.90 EUR\n\n2026-01-01 Start\n    Assets:Dollars  1.00 USD\n    Equity:Opening balances\n");
        await client.PostAsync($"/api/v1/imports/{book["id"]}/commit");
        var dollars = await client.AccountAsync("Dollars");
        var (_, first) = await client.UploadAsync(bank, Samples.Text("Date,Description,Amount\n2026-02-10,To dollars,-90.00\n2026-02-11,Bakery,-3.10\n"));
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");

        var (_, second) = await client.UploadAsync(dollars, Samples.Text("Date,Description,Amount\n2026-02-12,From euros,98.75\n2026-02-13,Fee,-1.00\n"));
        await client.PostAsync($"/api/v1/imports/{second["id"]}/commit");

        Assert.Equal(["transfer", "new"], second["rows"]!.AsArray().Select(r => (string)r!["decision"]!));
        Assert.Equal((98.75m, -93.10m), (await client.BalanceAsync(dollars), await client.BalanceAsync(bank)));
        Assert.All((await client.ReadAsync("/api/v1/checks"))["items"]!.AsArray(), c => Assert.True((bool)c!["ok"]!));
        var (taken, _) = await client.PostAsync($"/api/v1/imports/{second["id"]}/revert");
        Assert.Equal((HttpStatusCode.OK, 1m), (taken.StatusCode, await client.BalanceAsync(dollars)));
    }

    [Fact]
    public async Task Difference_from_the_bank_names_the_entry_that_the_bank_does_not_have()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var (_, first) = await client.UploadAsync(bank, Samples.Ofx1);
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");
        using var doubled = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-03", "Market", (bank, "-45.50"), (food, "45.50"));

        var (_, again) = await client.UploadAsync(bank, Samples.Ofx1);
        var (unclean, problem) = await client.PostAsync($"/api/v1/imports/{again["id"]}/commit?only_if_clean=true");
        var (_, result) = await client.PostAsync($"/api/v1/imports/{again["id"]}/commit");

        Assert.Equal((422, "import_is_not_clean"), ((int)unclean.StatusCode, (string)problem["code"]!));
        Assert.Equal("-45.50", (string)result["difference"]!);
        Assert.Equal("entry_without_line", (string)Assert.Single(result["culprits"]!.AsArray())!["code"]!);
    }

    [Fact]
    public async Task Profile_is_taken_out_of_one_account_and_read_with_in_another()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, savings) = (await client.AccountAsync("Checking"), await client.AccountAsync("Savings"));
        var file = Samples.Text("Date,Text,Amount\n01/02/2026,Shop,1.00\n03/04/2026,Shop,2.00\n");
        var profile = new { delimiter = ",", header_line = 1, columns = new[] { "Date", "Payee", "Amount" }, date_order = "MonthDayYear", decimal_sign = ".", invert_amounts = true };

        using var added = await client.PostAsJsonAsync("/api/v1/import-profiles", new { account_id = bank, name = "My bank", shape = "any", profile }, TestContext.Current.CancellationToken);
        var stored = (await added.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        var read = await client.PostAsync($"/api/v1/accounts/{savings}/imports?profile_id={stored["id"]}", new ByteArrayContent(file), TestContext.Current.CancellationToken);
        var plan = (await read.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(["2026-01-02 -1.00", "2026-03-04 -2.00"], plan["rows"]!.AsArray().Select(r => $"{r!["date"]} {r["amount"]}"));
        Assert.Equal("month_day_year", (string)(await client.ReadAsync($"/api/v1/import-profiles/{stored["id"]}"))["profile"]!["date_order"]!);
        using var removed = await client.DeleteAsync($"/api/v1/import-profiles/{stored["id"]}", TestContext.Current.CancellationToken);
        Assert.Empty((await client.ReadAsync("/api/v1/import-profiles"))["items"]!.AsArray());
    }

    private static async Task<(HttpResponseMessage Response, JsonNode Body)> UploadAsync(HttpClient client, string text)
    {
        var response = await client.PostAsync("/api/v1/imports?file_name=book", new ByteArrayContent(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
        return (response, (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!);
    }
}
