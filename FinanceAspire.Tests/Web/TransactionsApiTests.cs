using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

public sealed class TransactionsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Recorded_transaction_shows_in_register_and_balance_and_a_retry_records_once()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();

        using var first = await client.RecordAsync(id, "2026-10-05", "Corner Market", (bank, "-12.50"), (food, "12.50"));
        using var retry = await client.RecordAsync(id, "2026-10-05", "Corner Market", (bank, "-12.50"), (food, "12.50"));

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, retry.StatusCode);
        Assert.Equal(-12.50m, await client.BalanceAsync(bank));
        var row = Assert.Single((await client.ReadAsync($"/api/v1/accounts/{bank}/register"))["items"]!.AsArray());
        Assert.Equal("-12.50", (string)row!["amount"]!);
        Assert.Equal("-12.50", (string)row["running_balance"]!);
        Assert.Equal("Groceries", (string)row["other_accounts"]![0]!);
    }

    [Fact]
    public async Task Unbalanced_transaction_is_refused_with_the_difference_and_nothing_is_stored()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));

        using var response = await client.RecordAsync(Guid.NewGuid(), "2026-10-05", "X", (bank, "-12.50"), (food, "12.00"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal("transaction_not_balanced", (string)problem!["code"]!);
        Assert.Equal("-0.50", (string)problem["value"]!);
        Assert.Equal(0m, await client.BalanceAsync(bank));
    }

    [Fact]
    public async Task Second_of_two_editors_gets_412_with_what_is_stored_now()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();
        using var made = await client.RecordAsync(id, "2026-10-05", "X", (bank, "-1"), (food, "1"));
        client.DefaultRequestHeaders.IfMatch.Add(made.Headers.ETag!);
        using var first = await client.RecordAsync(id, "2026-10-06", "X", (bank, "-2"), (food, "2"));

        using var second = await client.RecordAsync(id, "2026-10-07", "X", (bank, "-3"), (food, "3"));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
        var problem = await second.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal("2026-10-06", (string)problem!["current"]!["date"]!);
    }

    [Fact]
    public async Task Removed_transaction_comes_back_by_undo()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();
        using var made = await client.RecordAsync(id, "2026-10-05", "X", (bank, "-7"), (food, "7"));
        using var removed = await client.DeleteAsync($"/api/v1/transactions/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(0m, await client.BalanceAsync(bank));
        var change = (string)(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["id"]!;

        var (undone, _) = await client.PostAsync($"/api/v1/changes/{change}/undo");

        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal(-7m, await client.BalanceAsync(bank));
    }

    [Fact]
    public async Task Pages_of_a_register_follow_one_another_without_gap()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        for (var day = 1; day <= 7; day++)
        {
            using var made = await client.RecordAsync(Guid.CreateVersion7(), $"2026-{(day % 3) + 8:00}-{day:00}", $"P{day}", (bank, $"-{day}"), (food, $"{day}"));
        }

        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await client.ReadAsync($"/api/v1/accounts/{bank}/register?limit=3&cursor={cursor}");
            seen.AddRange(page["items"]!.AsArray()!);
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Select(r => (string)r["transaction_id"]!).Distinct().Count());
        Assert.Equal("-28", (string)seen[0]["running_balance"]!);
        Assert.Equal((string)seen[^1]["amount"]!, (string)seen[^1]["running_balance"]!);
        Assert.Equal(seen.Select(r => (string)r["date"]!).OrderDescending(), seen.Select(r => (string)r["date"]!));
    }

    [Theory]
    [InlineData("{\"payee\":")]
    [InlineData("{\"payee\":\"x\"}")]
    [InlineData("{\"date\":\"2026-13-01\",\"currency\":\"EUR\",\"postings\":[]}")]
    [InlineData("{\"date\":\"2026-01-01\",\"currency\":\"EUR\",\"postings\":[null]}")]
    [InlineData("{\"date\":\"2026-01-01\",\"currency\":\"EUR\",\"postings\":[{\"quantity\":\"1e5\"}]}")]
    public async Task Malformed_body_is_400_with_a_code(string body)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PutAsync($"/api/v1/transactions/{Guid.NewGuid()}", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("malformed", (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
    }

    [Fact]
    public async Task Account_opens_with_its_balance_in_another_currency()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        using var response = await client.PostAsJsonAsync(
            "/api/v1/accounts", new { name = "Yen", type = "asset", currency = "JPY", opening_balance = "120000", opening_date = "2026-01-01" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("120000", (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["balance"]!);
    }
}
