using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Schedules by the API: made, changed, entered once, skipped, taken back.</summary>
public sealed class ScheduleTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Day_is_entered_once_skipped_and_taken_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (id, path, bank) = await RentAsync(client);

        var entered = await SettleAsync(client, $"{path}/enter", "2026-01-31", HttpStatusCode.OK);
        var twice = await SettleAsync(client, $"{path}/enter", "2026-01-31", HttpStatusCode.Conflict);
        Assert.Equal("schedule_day_is_settled", (string)twice["code"]!);
        Assert.Equal(-940m, await client.BalanceAsync(bank));
        var transaction = await client.ReadAsync($"/api/v1/transactions/{entered["transaction_id"]}");
        Assert.Equal(("2026-01-30", "Green Street"), ((string)transaction["date"]!, (string)transaction["payee"]!));
        await client.PostAsync($"/api/v1/changes/{entered["operation_id"]}/undo");
        Assert.Equal("2026-01-31", (string)(await client.ReadAsync(path))["next_on"]!);
        Assert.Equal(0m, await client.BalanceAsync(bank));

        await SettleAsync(client, $"{path}/skip", "2026-01-31", HttpStatusCode.OK);
        var february = await SettleAsync(client, $"{path}/skip", "2026-02-28", HttpStatusCode.OK);
        Assert.Null(february["next_on"]);
        var over = await SettleAsync(client, $"{path}/skip", "2026-03-31", HttpStatusCode.Conflict);
        Assert.Equal("schedule_is_over", (string)over["code"]!);
        Assert.Equal(id.ToString(), (string)Assert.Single((await client.ReadAsync("/api/v1/schedules"))["items"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task Schedule_is_changed_at_its_version_removed_and_brought_back_with_its_postings()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (id, path, bank) = await RentAsync(client);
        await SettleAsync(client, $"{path}/skip", "2026-01-31", HttpStatusCode.OK);

        using var changed = await PutAsync(client, id, bank, await client.AccountAsync("Rent"), new { version = 1, ends_on = (string?)null });
        using var stale = await PutAsync(client, id, bank, await client.AccountAsync("Rent"), new { version = 1, ends_on = (string?)null });
        var now = await client.ReadAsync(path);
        using var removed = await client.DeleteAsync(path, TestContext.Current.CancellationToken);
        using var gone = await client.GetAsync(path, TestContext.Current.CancellationToken);
        var last = (string)(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["id"]!;
        await client.PostAsync($"/api/v1/changes/{last}/undo");
        var back = await client.ReadAsync(path);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent, HttpStatusCode.NotFound], new[] { changed.StatusCode, stale.StatusCode, removed.StatusCode, gone.StatusCode });
        Assert.Contains("schedule_version_differs", await stale.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("schedule_not_found", await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // What was skipped stays skipped.
        Assert.Equal(("2026-02-28", 2), ((string)now["next_on"]!, (int)now["version"]!));
        Assert.Equal(now.ToJsonString(), back.ToJsonString());
        Assert.Equal(2, back["postings"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"name": " "}""", "schedule_name_is_missing")]
    [InlineData("""{"every": 0}""", "recurrence_interval_out_of_range")]
    [InlineData("""{"ends_on": "2026-01-01"}""", "recurrence_ends_before_it_starts")]
    [InlineData("""{"currency": "XXX"}""", "currency_is_unknown")]
    [InlineData("""{"starts_on": "3000-01-01", "ends_on": null}""", "transaction_date_out_of_range")]
    public async Task Schedule_without_sense_is_refused(string instead, string code)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        using var refused = await PutAsync(client, Guid.CreateVersion7(), await client.AccountAsync("Checking"), await client.AccountAsync("Rent"), JsonNode.Parse(instead)!);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(code, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_that_does_not_balance_is_refused()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, rent) = (await client.AccountAsync("Checking"), await client.AccountAsync("Rent"));

        using var refused = await PutAsync(client, Guid.CreateVersion7(), bank, rent, new { postings = new[] { new { account_id = bank, quantity = "-1" }, new { account_id = rent, quantity = "2" } } });

        Assert.Contains("transaction_not_balanced", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_of_another_book_is_not_there()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (_, path, _) = await RentAsync(client);
        using var other = await app.AnotherBookAsync();

        using var read = await other.GetAsync(path, TestContext.Current.CancellationToken);
        using var removed = await other.DeleteAsync(path, TestContext.Current.CancellationToken);
        await SettleAsync(other, $"{path}/enter", "2026-01-31", HttpStatusCode.NotFound);
        await SettleAsync(other, $"{path}/skip", "2026-01-31", HttpStatusCode.NotFound);

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound], new[] { read.StatusCode, removed.StatusCode });
        Assert.Empty((await other.ReadAsync("/api/v1/schedules"))["items"]!.AsArray());
    }

    private static async Task<(Guid Id, string Path, Guid Bank)> RentAsync(HttpClient client)
    {
        var (id, bank) = (Guid.CreateVersion7(), await client.AccountAsync("Checking"));
        using var made = await PutAsync(client, id, bank, await client.AccountAsync("Rent"), new { });
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (id, $"/api/v1/schedules/{id}", bank);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid id, Guid bank, Guid rent, object instead)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(new
        {
            name = "Rent",
            payee = "Green Street",
            currency = "EUR",
            starts_on = "2026-01-31",
            ends_on = "2026-03-01",
            weekends = "before",
            postings = new[] { new { account_id = bank, quantity = "-940.00" }, new { account_id = rent, quantity = "940.00" } },
        })!.AsObject();
        foreach (var (name, value) in (instead as JsonNode ?? System.Text.Json.JsonSerializer.SerializeToNode(instead)!).AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return client.PutAsJsonAsync($"/api/v1/schedules/{id}", body, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> SettleAsync(HttpClient client, string path, string day, HttpStatusCode expected)
    {
        using var response = await client.PostAsJsonAsync(path, new { expected_on = day }, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }
}
