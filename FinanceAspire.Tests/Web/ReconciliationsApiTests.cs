using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

public sealed class ReconciliationsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Statement_is_finished_once_shown_on_the_account_and_reopened()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        using var one = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-05", "Market", (bank, "-12.50"), (food, "12.50"));
        using var two = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-06", "Bakery", (bank, "-3.00"), (food, "3.00"));
        var open = await client.ReadAsync($"/api/v1/reconciliations/open?account_id={bank}&through=2026-10-31");
        var market = (string)open["items"]![0]!["id"]!;
        var request = new { id = Guid.CreateVersion7(), account_id = bank, statement_date = "2026-10-31", statement_balance = "-12.50", posting_ids = new[] { market } };

        using var wrong = await client.PostAsJsonAsync("/api/v1/reconciliations", request with { statement_balance = "-13.00" }, TestContext.Current.CancellationToken);
        using var finished = await client.PostAsJsonAsync("/api/v1/reconciliations", request, TestContext.Current.CancellationToken);
        using var again = await client.PostAsJsonAsync("/api/v1/reconciliations", request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var problem = await wrong.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal(("reconciliation_not_balanced", "-0.50"), ((string)problem!["code"]!, (string)problem["value"]!));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (finished.StatusCode, again.StatusCode));
        var account = (await client.ReadAsync("/api/v1/accounts"))["items"]!.AsArray().Single(a => (string)a!["id"]! == bank.ToString());
        Assert.Equal("2026-10-31", (string)account!["last_reconciled_on"]!);
        var items = (await client.ReadAsync($"/api/v1/reconciliations?account_id={bank}"))["items"]!.AsArray();
        Assert.Equal(("0.00", "-3.00"), ((string)Assert.Single(items)!["difference"]!, (string)items[0]!["outstanding"]!));

        using var reopened = await client.DeleteAsync($"/api/v1/reconciliations/{request.id}", TestContext.Current.CancellationToken);
        using var gone = await client.DeleteAsync($"/api/v1/reconciliations/{request.id}", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (reopened.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task Claim_turns_red_where_a_later_change_breaks_it_and_the_checks_name_it()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        using var finished = await client.PostAsJsonAsync(
            "/api/v1/reconciliations", new { account_id = bank, statement_date = "2026-10-31", statement_balance = "0", posting_ids = Array.Empty<Guid>() }, TestContext.Current.CancellationToken);
        Assert.All((await client.ReadAsync("/api/v1/checks"))["items"]!.AsArray(), c => Assert.True((bool)c!["ok"]!));

        using var late = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-20", "Forgotten", (bank, "-4.20"), (food, "4.20"));

        var checks = (await client.ReadAsync("/api/v1/checks"))["items"]!.AsArray();
        var broken = Assert.Single(checks, c => !(bool)c!["ok"]!)!;
        Assert.Equal("assertions_hold", (string)broken["name"]!);
        Assert.Equal((bank.ToString(), "-4.20"), ((string)broken["differences"]![0]!["subject_id"]!, (string)broken["differences"]![0]!["figure"]!));
        Assert.Equal(9, checks.Count);
        Assert.All(checks, c => Assert.NotNull(c!["verified_at"]));
    }

    [Fact]
    public async Task Closed_period_refuses_by_name_and_opens_again()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        using var closed = await client.PutAsJsonAsync("/api/v1/book/closing", new { closed_through = "2025-12-31" }, TestContext.Current.CancellationToken);

        using var refused = await client.RecordAsync(Guid.CreateVersion7(), "2025-12-31", "Old", (bank, "-1.00"), (food, "1.00"));
        using var open = await client.PutAsJsonAsync("/api/v1/book/closing", new { closed_through = (string?)null }, TestContext.Current.CancellationToken);
        using var recorded = await client.RecordAsync(Guid.CreateVersion7(), "2025-12-31", "Old", (bank, "-1.00"), (food, "1.00"));

        Assert.Equal("period_is_closed", (string)(await refused.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Created), (closed.StatusCode, open.StatusCode, recorded.StatusCode));
    }
}
