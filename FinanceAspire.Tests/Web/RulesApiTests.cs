using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Rules on import and over the past; payees merged and renamed; what history suggests.</summary>
public sealed class RulesApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Rule_fills_in_a_line_of_an_import_and_says_so()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food, home) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"), await client.AccountAsync("Clothing"));
        await AddAsync(client, "Market", [new { field = "payee", @operator = "contains", value = "market" }], [new { kind = "category", account_id = food }, new { kind = "payee", value = "The Market" }, new { kind = "tags", value = "weekly" }]);
        await AddAsync(client, "Shared", [new { field = "payee", @operator = "is", value = "Shop" }], [new { kind = "split", shares = new object[] { new { account_id = food, percent = "25" }, new { account_id = home } } }]);

        var (_, plan) = await client.UploadAsync(bank, Samples.Text("Date,Payee,Amount\n2026-10-14,CORNER MARKET 12,-30.00\n2026-10-20,Shop,-10.01\n2026-10-21,Other,-1.00\n"));
        await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");

        Assert.Equal(["rule", "rule", "not_seen_before"], plan["rows"]!.AsArray().Select(r => (string)r!["reason"]!["code"]!));
        Assert.Equal(["-2.50", "-7.51"], plan["rows"]![1]!["splits"]!.AsArray().Select(p => (string)p!["amount"]!));
        var booked = (await client.ReadAsync("/api/v1/transactions"))["items"]!.AsArray();
        Assert.Equal(("The Market", "weekly"), ((string)booked[2]!["payee"]!, (string)booked[2]!["tags"]![0]!));
        Assert.Equal((32.50m, 7.51m), (await client.BalanceAsync(food), await client.BalanceAsync(home)));
    }

    [Fact]
    public async Task Run_over_the_past_is_shown_first_done_once_and_taken_back_as_one()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food, home) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"), await client.AccountAsync("Clothing"));
        var (_, plan) = await client.UploadAsync(bank, Samples.Text("Date,Payee,Amount\n2026-10-14,MARKET 1,-30.00\n2026-10-15,MARKET 2,-20.00\n2026-10-16,Other,-1.00\n"));
        await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
        var rule = await AddAsync(client, "Markets", [new { field = "payee", @operator = "starts_with", value = "MARKET" }],
            [new { kind = "payee", value = "Market" }, new { kind = "split", shares = new object[] { new { account_id = food, percent = "50" }, new { account_id = home, percent = "50" } } }]);

        var (_, test) = await client.PostAsync($"/api/v1/rules/{rule}/run?dry_run=true");
        var untouched = await client.BalanceAsync(food);
        var (_, run) = await client.PostAsync($"/api/v1/rules/{rule}/run");
        var (_, again) = await client.PostAsync($"/api/v1/rules/{rule}/run");
        var split = await client.BalanceAsync(food);
        var runs = (await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().Where(c => (string)c!["summary"]! == "Rule run over the past").Select(c => (string)c!["id"]!).ToList();

        Assert.Equal((2, 2, 0m), ((int)test["matched"]!, (int)test["changed"]!, untouched));
        Assert.Equal((2, 0), ((int)run["changed"]!, (int)again["changed"]!));
        Assert.Equal(25m, split);
        foreach (var id in runs)
        {
            await client.PostAsync($"/api/v1/changes/{id}/undo");
        }

        Assert.Equal(0m, await client.BalanceAsync(food));
        Assert.Contains((await client.ReadAsync("/api/v1/transactions"))["items"]!.AsArray(), t => (string)t!["payee"]! == "MARKET 1");
    }

    [Fact]
    public async Task Rule_is_changed_removed_and_brought_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var food = await client.AccountAsync("Groceries");
        var rule = await AddAsync(client, "One", [new { field = "payee", @operator = "is", value = "x" }], [new { kind = "category", account_id = food }]);

        using var put = await client.PutAsJsonAsync($"/api/v1/rules/{rule}", new { name = "Two", match = "any", conditions = new[] { new { field = "payee", @operator = "is", value = "y" } }, actions = new[] { new { kind = "payee", value = "Y" } } }, TestContext.Current.CancellationToken);
        using var removed = await client.DeleteAsync($"/api/v1/rules/{rule}", TestContext.Current.CancellationToken);
        var none = (await client.ReadAsync("/api/v1/rules"))["items"]!.AsArray().Count;
        var change = (string)(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["id"]!;
        await client.PostAsync($"/api/v1/changes/{change}/undo");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent, 0), (put.StatusCode, removed.StatusCode, none));
        var back = Assert.Single((await client.ReadAsync("/api/v1/rules"))["items"]!.AsArray());
        Assert.Equal(("Two", "any", "y"), ((string)back!["name"]!, (string)back["match"]!, (string)back["conditions"]![0]!["value"]!));
    }

    [Theory]
    [InlineData("POST", "/api/v1/rules", """{"name":"x","conditions":[{"field":"payee","operator":"matches","value":"("}],"actions":[{"kind":"payee","value":"y"}]}""", 422, "rule_is_malformed")]
    [InlineData("POST", "/api/v1/rules", """{"name":"x","conditions":[{"field":"payee","operator":"is","value":"a"}],"actions":[{"kind":"category","account_id":"00000000-0000-7000-8000-000000000001"}]}""", 422, "rule_is_malformed")]
    [InlineData("POST", "/api/v1/rules/00000000-0000-7000-8000-000000000001/run", null, 404, "rule_not_found")]
    [InlineData("GET", "/api/v1/import-profiles/00000000-0000-7000-8000-000000000001", null, 404, "import_profile_not_found")]
    [InlineData("POST", "/api/v1/import-profiles", """{"account_id":"00000000-0000-7000-8000-000000000001","shape":"s","profile":{"columns":[]}}""", 422, "import_profile_is_malformed")]
    public async Task What_cannot_be_is_refused_by_name(string method, string path, string? body, int status, string code)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal((status, code), ((int)response.StatusCode, (string)problem!["code"]!));
    }

    [Fact]
    public async Task Renamed_and_merged_payees_are_recognised_by_the_names_that_the_bank_uses_and_can_be_taken_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var (_, first) = await client.UploadAsync(bank, Samples.Text("Date,Payee,Amount\n2026-10-14,RW MARKT 1,-30.00\n2026-10-15,RW MKT,-20.00\n2026-10-16,Taken,-1.00\n"));
        await client.PatchAsJsonAsync($"/api/v1/imports/{first["id"]}/rows/1", new { account_id = food }, TestContext.Current.CancellationToken);
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");
        var (one, two) = (await PayeeAsync(client, "RW MARKT 1"), await PayeeAsync(client, "RW MKT"));

        using var renamed = await client.PostAsJsonAsync("/api/v1/payees/merge", new { ids = new[] { one }, name = "Corner shop" }, TestContext.Current.CancellationToken);
        using var merged = await client.PostAsJsonAsync("/api/v1/payees/merge", new { ids = new[] { two }, name = "Corner shop" }, TestContext.Current.CancellationToken);
        var alsoNamed = (await client.ReadAsync("/api/v1/payees"))["items"]!.AsArray().Single(p => (string)p!["name"]! == "Corner shop")!["also_named"]!.AsArray().Select(n => (string)n!);
        var (_, next) = await client.UploadAsync(bank, Samples.Text("Date,Payee,Amount\n2026-11-14,RW MARKT 1,-3.00\n2026-11-15,RW MKT,-2.00\n2026-11-16,RW MARKT 17,-2.00\n"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (renamed.StatusCode, merged.StatusCode));
        Assert.Equal(["RW MARKT 1", "RW MKT"], alsoNamed);
        Assert.Equal(["Corner shop", "Corner shop", "RW MARKT 17"], next["rows"]!.AsArray().Select(r => (string)r!["payee"]!));
        Assert.Equal(["suggested_from_history", "suggested_from_history", "suggested_from_similar"], next["rows"]!.AsArray().Select(r => (string)r!["reason"]!["code"]!));
        foreach (var change in (await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().Where(c => ((string)c!["summary"]!).Contains(" named ", StringComparison.Ordinal)).Select(c => (string)c!["id"]!).ToList())
        {
            var (undone, _) = await client.PostAsync($"/api/v1/changes/{change}/undo");
            Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        }

        Assert.Equal(["RW MARKT 1", "RW MKT"], (await client.ReadAsync("/api/v1/transactions"))["items"]!.AsArray().Select(t => (string)t!["payee"]!).Where(p => p.StartsWith("RW", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    /// <summary>What nobody has given a category says nothing, and hides nothing: with fifty entries after it, it would.</summary>
    [Theory]
    [InlineData(49, "suggested_from_history")]
    [InlineData(50, "not_seen_before")]
    public async Task History_of_a_payee_speaks_though_its_latest_entries_have_no_category(int open, string expected)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var later = string.Concat(Enumerable.Range(1, open).Select(i => $"2026-10-15,Corner,-{i}.00\n"));
        var (_, first) = await client.UploadAsync(bank, Samples.Text($"Date,Payee,Amount\n2026-10-14,Corner,-30.00\n{later}"));
        await client.PatchAsJsonAsync($"/api/v1/imports/{first["id"]}/rows/1", new { account_id = food }, TestContext.Current.CancellationToken);
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");

        var (_, next) = await client.UploadAsync(bank, Samples.Text("Date,Payee,Amount\n2026-11-14,Corner,-3.00\n"));

        Assert.Equal(expected, (string)next["rows"]![0]!["reason"]!["code"]!);
    }

    private static async Task<Guid> PayeeAsync(HttpClient client, string name) =>
        Guid.Parse((string)(await client.ReadAsync("/api/v1/payees"))["items"]!.AsArray().Single(p => (string)p!["name"]! == name)!["id"]!);

    private static async Task<Guid> AddAsync(HttpClient client, string name, object[] conditions, object[] actions)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/rules", new { name, conditions, actions }, TestContext.Current.CancellationToken);
        var body = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.True(response.StatusCode == HttpStatusCode.Created, body.ToJsonString());
        return Guid.Parse((string)body["id"]!);
    }
}
