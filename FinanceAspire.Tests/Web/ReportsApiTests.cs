using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Reports in figures that a person can add up by hand.</summary>
public sealed class ReportsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Net_worth_is_the_running_total_at_each_months_end()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food, salary) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"), await client.AccountAsync("Salary"));
        await RecordAsync(client, "2026-01-31", (bank, "1000.00"), (salary, "-1000.00"));
        await RecordAsync(client, "2026-03-01", (bank, "-50.00"), (food, "50.00"));
        await RecordAsync(client, "2026-03-31", (bank, "-25.00"), (food, "25.00"));

        var rows = (await client.ReadAsync("/api/v1/reports/net-worth?from=2025-12-15&to=2026-04-01&interval=month"))["items"]!.AsArray();

        Assert.Equal(["2025-12 0", "2026-01 1000.00", "2026-02 1000.00", "2026-03 925.00", "2026-04 925.00"], rows.Select(r => $"{r!["month"]} {r["amount"]}"));
    }

    [Fact]
    public async Task Income_statement_is_by_account_and_month_and_exact_at_its_ends()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food, salary) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"), await client.AccountAsync("Salary"));
        foreach (var (date, amount) in new[] { ("2026-01-09", "1.00"), ("2026-01-10", "2.00"), ("2026-02-28", "4.00"), ("2026-03-05", "8.00"), ("2026-03-06", "16.00") })
        {
            await RecordAsync(client, date, (bank, $"-{amount}"), (food, amount));
        }

        await RecordAsync(client, "2026-02-01", (bank, "100.00"), (salary, "-100.00"));

        var report = await client.ReadAsync("/api/v1/reports/income-statement?from=2026-01-10&to=2026-03-05&interval=month");

        Assert.Equal(["2026-01 2.00", "2026-02 4.00", "2026-03 8.00"], report["items"]!.AsArray().Where(r => (string)r!["type"]! == "expense").Select(r => $"{r!["month"]} {r["amount"]}"));
        Assert.Equal(("100.00", "14.00", "86.00"), ((string)report["income"]!, (string)report["expenses"]!, (string)report["net"]!));
        // A row opens down to its postings.
        var january = await client.ReadAsync((string)report["items"]![0]!["postings_url"]!);
        Assert.Equal("2.00", (string)Assert.Single(january["items"]!.AsArray())!["amount"]!);
    }

    [Fact]
    public async Task Foreign_balance_is_worth_the_rate_of_the_day_and_unknown_without_one()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");
        var dollars = await OpenAsync(client, "Dollars", "asset", "USD");
        await PutAsync(client, "2026-01-10", "EUR", new { account_id = bank, quantity = "-80.00" }, new { account_id = dollars, quantity = "100.00", value = "80.00" });

        var unknown = await client.ReadAsync("/api/v1/reports/balance-sheet?date=2026-01-31");
        Assert.Equal((null, 1), ((string?)unknown["net_worth"], (int)unknown["left_out"]!));
        var row = (await client.ReadAsync("/api/v1/reports/net-worth?from=2026-01-01&to=2026-01-31"))["items"]![0]!;
        Assert.Equal((null, "-80.00", 1), ((string?)row["amount"], (string?)row["known_amount"], (int)row["left_out"]!));

        foreach (var (date, price) in new[] { ("2026-01-15", "0.90"), ("2026-02-15", "0.95") })
        {
            using var recorded = await client.PostAsJsonAsync("/api/v1/prices", new { commodity = "USD", currency = "EUR", date, price }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        }

        Assert.Equal("10.00", (string?)(await client.ReadAsync("/api/v1/reports/balance-sheet?date=2026-01-31"))["net_worth"]);
        Assert.Equal(["10.00", "15.00"], (await client.ReadAsync("/api/v1/reports/net-worth?from=2026-01-01&to=2026-02-28"))["items"]!.AsArray().Select(r => (string?)r!["amount"]));
    }

    [Fact]
    public async Task Book_as_of_a_past_moment_shows_register_and_balance_sheet_as_they_were()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();
        using var first = await client.RecordAsync(id, "2026-10-05", "Market", (bank, "-12.50"), (food, "12.50"));
        var moment = Uri.EscapeDataString((string)(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["at"]!);
        using var edited = await client.RecordAsync(id, "2026-10-05", "Supermarket", (bank, "-99.00"), (food, "99.00"));
        using var other = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-06", "Kiosk", (bank, "-1.00"), (food, "1.00"));

        var register = (await client.ReadAsync($"/api/v1/accounts/{bank}/register?as_of={moment}"))["items"]!.AsArray();
        var sheet = await client.ReadAsync($"/api/v1/reports/balance-sheet?date=2026-10-31&as_of={moment}");

        Assert.Equal("Market -12.50 -12.50", $"{Assert.Single(register)!["payee"]} {register[0]!["amount"]} {register[0]!["running_balance"]}");
        Assert.Equal("-12.50", (string?)sheet["net_worth"]);
        Assert.Equal("-100.00", (string?)(await client.ReadAsync("/api/v1/reports/balance-sheet?date=2026-10-31"))["net_worth"]);
        var history = (await client.ReadAsync($"/api/v1/transactions/{id}/history"))["items"]!.AsArray();
        Assert.Equal(2, history.Count);
        Assert.Contains(history[1]!["changes"]!.AsArray(), c => (string)c!["field"]! == "payee" && (string)c["before"]! == "Market" && (string)c["after"]! == "Supermarket");
    }

    /// <summary>Every kind of entry is this one shape: what goes in comes out, and the book holds.</summary>
    [Fact]
    public async Task All_kinds_of_entries_are_recorded()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food, salary, fees) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"), await client.AccountAsync("Salary"), await OpenAsync(client, "Bank charges", "expense", "EUR"));
        var (dollars, loan, interest) = (await OpenAsync(client, "Dollars", "asset", "USD"), await OpenAsync(client, "Mortgage", "liability", "EUR"), await OpenAsync(client, "Interest", "expense", "EUR"));
        using var defined = await client.PutAsJsonAsync("/api/v1/commodities/VWCE", new { name = "World fund", decimals = 6 }, TestContext.Current.CancellationToken);
        var (fund, gains) = (await OpenAsync(client, "Fund", "asset", "VWCE"), await OpenAsync(client, "Capital gains", "income", "EUR"));

        // Split, refund, salary, exchange with both amounts and a fee inside, loan payment, security bought and sold, a memo of nothing.
        await PutAsync(client, "2026-01-01", "EUR", new { account_id = bank, quantity = "-30.00" }, new { account_id = food, quantity = "20.00" }, new { account_id = fees, quantity = "10.00" });
        await PutAsync(client, "2026-01-02", "EUR", new { account_id = bank, quantity = "5.00" }, new { account_id = food, quantity = "-5.00" });
        await PutAsync(client, "2026-01-03", "EUR", new { account_id = bank, quantity = "2000.00" }, new { account_id = salary, quantity = "-2000.00" });
        await PutAsync(client, "2026-01-04", "EUR", new { account_id = bank, quantity = "-101.50" }, new { account_id = fees, quantity = "1.50" }, new { account_id = dollars, quantity = "117.00", value = "100.00" });
        await PutAsync(client, "2026-01-05", "EUR", new { account_id = bank, quantity = "-500.00" }, new { account_id = loan, quantity = "380.00" }, new { account_id = interest, quantity = "120.00" });
        await PutAsync(client, "2026-01-06", "EUR", new { account_id = bank, quantity = "-250.00" }, new { account_id = fund, quantity = "2.123456", value = "250.00" });
        await PutAsync(client, "2026-01-07", "EUR", new { account_id = bank, quantity = "130.00" }, new { account_id = fund, quantity = "-1", value = "-117.73" }, new { account_id = gains, quantity = "-12.27" });
        await PutAsync(client, "2026-01-08", "EUR", new { account_id = bank, quantity = "0" }, new { account_id = food, quantity = "0" });

        Assert.Equal((1253.50m, 117m, 380m, 1.123456m), (await client.BalanceAsync(bank), await client.BalanceAsync(dollars), await client.BalanceAsync(loan), await client.BalanceAsync(fund)));
        Assert.All((await client.ReadAsync("/api/v1/checks"))["items"]!.AsArray(), c => Assert.True((bool)c!["ok"]!));
        using var tooFine = await PutOnceAsync(client, "2026-01-09", "EUR", new { account_id = bank, quantity = "-1.00" }, new { account_id = fund, quantity = "0.0000001", value = "1.00" });
        Assert.Equal("amount_has_too_many_decimals", (string)(await tooFine.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
    }

    private static async Task RecordAsync(HttpClient client, string date, params (Guid Account, string Quantity)[] postings)
    {
        using var response = await client.RecordAsync(Guid.CreateVersion7(), date, "", postings);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static async Task PutAsync(HttpClient client, string date, string currency, params object[] postings)
    {
        using var response = await PutOnceAsync(client, date, currency, postings);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task<HttpResponseMessage> PutOnceAsync(HttpClient client, string date, string currency, params object[] postings) =>
        client.PutAsJsonAsync($"/api/v1/transactions/{Guid.CreateVersion7()}", new { date, currency, postings }, TestContext.Current.CancellationToken);

    private static async Task<Guid> OpenAsync(HttpClient client, string name, string type, string currency)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/accounts", new { name, type, currency }, TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return Guid.Parse((string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["id"]!);
    }
}
