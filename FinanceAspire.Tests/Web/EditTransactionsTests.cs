using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Many transactions edited as one change: shown first, done exactly so, taken back as one.</summary>
public sealed class EditTransactionsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Edit_of_many_is_shown_done_and_taken_back_as_one()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food, leisure) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"), await client.AccountAsync("Leisure"));
        var ids = new[] { Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7() };
        await RecordAsync(client, ids[0], (bank, "-1"), (food, "1"));
        await RecordAsync(client, ids[1], (bank, "-2"), (food, "2"));
        await RecordAsync(client, ids[2], (bank, "-3"), (food, "1"), (leisure, "2"));
        var before = await client.ReadAsync("/api/v1/transactions");
        var edit = new { ids, account_id = bank, payee = "Cinema", category_id = leisure, add_tags = new[] { "fun" }, cleared = "cleared" };

        var shown = await PostAsync(client, "/api/v1/transactions/edit?dry_run=true", edit);
        Assert.Equal(before.ToJsonString(), (await client.ReadAsync("/api/v1/transactions")).ToJsonString());
        var done = await PostAsync(client, "/api/v1/transactions/edit", edit);

        Assert.Equal(shown["items"]!.ToJsonString(), done["items"]!.ToJsonString());
        Assert.Equal(3, (int)done["changed"]!);
        var after = (await client.ReadAsync("/api/v1/transactions"))["items"]!.AsArray();
        Assert.All(after, t => Assert.Equal(("Cinema", "fun", 2), ((string)t!["payee"]!, (string)t["tags"]![0]!, (int)t["version"]!)));
        Assert.All(after, t => Assert.Equal("cleared", (string)t!["postings"]![0]!["cleared"]!));
        Assert.Equal(5m, await client.BalanceAsync(leisure));
        Assert.Equal(1m, await client.BalanceAsync(food));

        var (undone, _) = await client.PostAsync($"/api/v1/changes/{(string)done["operation_id"]!}/undo");
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal(before.ToJsonString(), (await client.ReadAsync("/api/v1/transactions")).ToJsonString());
    }

    [Fact]
    public async Task What_would_change_nothing_is_refused_and_a_removal_comes_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();
        await RecordAsync(client, id, (bank, "-1"), (food, "1"));

        using var nothing = await client.PostAsJsonAsync("/api/v1/transactions/edit", new { ids = new[] { id }, payee = "Shop" }, TestContext.Current.CancellationToken);
        Assert.Equal(RefusalCodes.NothingToChange, (string)(await nothing.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
        var removed = await PostAsync(client, "/api/v1/transactions/edit", new { ids = new[] { id }, remove = true });
        Assert.Equal(0m, await client.BalanceAsync(bank));
        await client.PostAsync($"/api/v1/changes/{(string)removed["operation_id"]!}/undo");
        Assert.Equal(-1m, await client.BalanceAsync(bank));
    }

    [Fact]
    public async Task Mark_is_turned_and_moves_the_cleared_balance()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();
        await RecordAsync(client, id, (bank, "-12.50"), (food, "12.50"));
        var posting = (string)(await client.ReadAsync($"/api/v1/transactions/{id}"))["postings"]![0]!["id"]!;

        using var response = await client.PatchAsJsonAsync($"/api/v1/postings/{posting}", new { cleared = "cleared" }, TestContext.Current.CancellationToken);

        Assert.Equal("-12.50", (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["cleared_balance"]!);
        Assert.Equal(2, (int)(await client.ReadAsync($"/api/v1/transactions/{id}"))["version"]!);
        using var missing = await client.PatchAsJsonAsync($"/api/v1/postings/{Guid.NewGuid()}", new { cleared = "cleared" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task RecordAsync(HttpClient client, Guid id, params (Guid, string)[] postings)
    {
        using var response = await client.RecordAsync(id, "2026-10-05", "Shop", postings);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
