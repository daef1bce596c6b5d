using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Budgets by the API: set, spent from, carried over, filled in, taken back.</summary>
public sealed class BudgetsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Money_is_budgeted_spent_carried_over_and_what_is_left_is_said()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, salary, food, groceries) = await FillAsync(client);

        using var set = await PutAsync(client, "2026-10", (food, 300m, null), (await client.AccountAsync("Rent"), 900m, "none"));
        var october = (await set.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        var november = await client.ReadAsync("/api/v1/budgets/2026-11");

        Assert.Equal("2026-10", (string)october["month"]!);
        Assert.Equal([("Eating out", 300m, 45m, 0m, 255m, "surplus"), ("Rent", 900m, 0m, 0m, 900m, "none")], Envelopes(october));
        Assert.Equal([("Groceries", 80.50m)], october["unbudgeted"]!.AsArray().Select(e => ((string)e!["name"]!, Figure(e["activity"]))));
        // 2000 came in, 125.50 went out; 255 and 900 are meant for something, and 80.50 were spent without a budget.
        Assert.Equal(("EUR", 1874.50m, 800m), ToBudget(october));
        Assert.Equal([("Eating out", 0m, 0m, 255m, 255m, "surplus"), ("Rent", 0m, 0m, 0m, 0m, "none")], Envelopes(november));
        Assert.Equal(("EUR", 1874.50m, 1619.50m), ToBudget(november));

        // The account of a house is not there to be spent.
        await AmendAsync(client, bank, onBudget: false);
        Assert.Equal(("EUR", 0m, -1074.50m), ToBudget(await client.ReadAsync("/api/v1/budgets/2026-10")));
        await AmendAsync(client, bank, onBudget: null);
        Assert.Equal(("EUR", 0m, -1074.50m), ToBudget(await client.ReadAsync("/api/v1/budgets/2026-10")));
        await AmendAsync(client, bank, onBudget: true);
        Assert.Equal(("EUR", 1874.50m, 800m), ToBudget(await client.ReadAsync("/api/v1/budgets/2026-10")));
        Assert.NotEqual(salary, groceries);
    }

    [Fact]
    public async Task Month_is_filled_in_from_the_one_before_or_the_average_and_each_is_one_change()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (_, _, food, groceries) = await FillAsync(client);
        using (await PutAsync(client, "2026-10", (food, 300m, null)))
        using (await PutAsync(client, "2026-11", (groceries, 20m, null)))
        {
        }

        using var copied = await client.PostAsJsonAsync("/api/v1/budgets/2026-11/fill", new { from = "last_month" }, TestContext.Current.CancellationToken);
        Assert.Equal([("Eating out", 300m), ("Groceries", 20m)], Envelopes(await client.ReadAsync("/api/v1/budgets/2026-11")).Select(e => (e.Name, e.Budgeted)));
        await UndoLastAsync(client);
        Assert.Equal([("Eating out", 0m), ("Groceries", 20m)], Envelopes(await client.ReadAsync("/api/v1/budgets/2026-11")).Select(e => (e.Name, e.Budgeted)));

        using var average = await client.PostAsJsonAsync("/api/v1/budgets/2026-12/fill", new { from = "average" }, TestContext.Current.CancellationToken);
        // 45 and 80.50 in three months, in whole units.
        Assert.Equal([("Eating out", 15m), ("Groceries", 27m)], Envelopes(await client.ReadAsync("/api/v1/budgets/2026-12")).Select(e => (e.Name, e.Budgeted)));
        var operations = (await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().Count;
        using var again = await client.PostAsJsonAsync("/api/v1/budgets/2026-12/fill", new { from = "average" }, TestContext.Current.CancellationToken);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], new[] { copied.StatusCode, average.StatusCode, again.StatusCode });
        // Nothing was left to fill in, so nothing is to be taken back.
        Assert.Equal(operations, (await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Envelope_is_removed_with_all_its_months_and_brought_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (_, _, food, _) = await FillAsync(client);
        using (await PutAsync(client, "2026-10", (food, 300m, "both")))
        using (await PutAsync(client, "2026-11", (food, -20m, null)))
        {
        }

        var before = await client.ReadAsync("/api/v1/budgets/2026-11");
        using var removed = await client.DeleteAsync($"/api/v1/budgets/envelopes/{food}", TestContext.Current.CancellationToken);
        using var twice = await client.DeleteAsync($"/api/v1/budgets/envelopes/{food}", TestContext.Current.CancellationToken);
        Assert.Empty(Envelopes(await client.ReadAsync("/api/v1/budgets/2026-11")));
        await UndoLastAsync(client);

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NotFound], new[] { removed.StatusCode, twice.StatusCode });
        Assert.Contains("envelope_not_found", await twice.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([("Eating out", -20m, 0m, 255m, 235m, "both")], Envelopes(before));
        Assert.Equal(before.ToJsonString(), (await client.ReadAsync("/api/v1/budgets/2026-11")).ToJsonString());
    }

    /// <summary>What a budget and a schedule name is not taken away from under them.</summary>
    [Fact]
    public async Task Category_is_not_taken_back_before_what_names_it()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (garden, bank) = (Guid.CreateVersion7(), await client.AccountAsync("Checking"));
        using var opened = await client.PostAsJsonAsync("/api/v1/accounts", new { id = garden, name = "Garden", type = "expense", currency = "EUR" }, TestContext.Current.CancellationToken);
        var opening = (string)(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["id"]!;
        using var budgeted = await PutAsync(client, "2026-10", (garden, 10m, null));
        var (byBudget, whyBudget) = await client.PostAsync($"/api/v1/changes/{opening}/undo");
        await UndoLastAsync(client);
        using var scheduled = await client.PutAsJsonAsync(
            $"/api/v1/schedules/{Guid.CreateVersion7()}",
            new { name = "Seeds", currency = "EUR", starts_on = "2026-10-01", postings = new[] { new { account_id = bank, quantity = "-5" }, new { account_id = garden, quantity = "5" } } }, TestContext.Current.CancellationToken);
        var (bySchedule, whySchedule) = await client.PostAsync($"/api/v1/changes/{opening}/undo");
        await UndoLastAsync(client);
        var (free, _) = await client.PostAsync($"/api/v1/changes/{opening}/undo");

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Created], new[] { opened.StatusCode, budgeted.StatusCode, scheduled.StatusCode });
        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.OK], new[] { byBudget.StatusCode, bySchedule.StatusCode, free.StatusCode });
        Assert.Equal(["operation_has_dependents", "operation_has_dependents"], new[] { whyBudget, whySchedule }.Select(w => (string)w["code"]!));
    }

    [Theory]
    [InlineData("2026-10", "Salary", "1", null, HttpStatusCode.UnprocessableEntity, "envelope_account_is_no_expense")]
    [InlineData("2026-10", "Groceries", "1.005", null, HttpStatusCode.UnprocessableEntity, "amount_has_too_many_decimals")]
    [InlineData("2026-10", "Groceries", "1000000000000000000", null, HttpStatusCode.UnprocessableEntity, "amount_out_of_range")]
    [InlineData("2026-10", "", "1", null, HttpStatusCode.NotFound, "account_not_found")]
    [InlineData("2026-10", "Groceries", "1", "some", HttpStatusCode.BadRequest, "malformed")]
    [InlineData("2026-13", "Groceries", "1", null, HttpStatusCode.BadRequest, "malformed")]
    [InlineData("1899-12", "Groceries", "1", null, HttpStatusCode.BadRequest, "malformed")]
    [InlineData("2026-10-01", "Groceries", "1", null, HttpStatusCode.BadRequest, "malformed")]
    public async Task Budget_without_sense_is_refused_and_nothing_of_it_is_kept(string month, string category, string budgeted, string? rollover, HttpStatusCode status, string code)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var wrong = category.Length == 0 ? Guid.CreateVersion7() : await client.AccountAsync(category);

        using var refused = await PutAsync(client, month, (await client.AccountAsync("Rent"), 900m, null), (wrong, decimal.Parse(budgeted, System.Globalization.CultureInfo.InvariantCulture), rollover));

        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(code, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Envelopes(await client.ReadAsync("/api/v1/budgets/2026-10")));
    }

    private static async Task<(Guid Bank, Guid Salary, Guid Food, Guid Groceries)> FillAsync(HttpClient client)
    {
        var (bank, salary, food, groceries) = (await client.AccountAsync("Checking"), await client.AccountAsync("Salary"), await client.AccountAsync("Eating out"), await client.AccountAsync("Groceries"));
        foreach (var (date, account, amount) in new[] { ("2026-10-01", salary, -2000m), ("2026-10-05", food, 45m), ("2026-10-07", groceries, 80.50m) })
        {
            using var recorded = await client.RecordAsync(
                Guid.CreateVersion7(), date, "Somebody",
                (bank, (-amount).ToString(System.Globalization.CultureInfo.InvariantCulture)), (account, amount.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        }

        return (bank, salary, food, groceries);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string month, params (Guid AccountId, decimal Budgeted, string? Rollover)[] envelopes) =>
        client.PutAsJsonAsync($"/api/v1/budgets/{month}", new { envelopes = envelopes.Select(e => new { account_id = e.AccountId, budgeted = e.Budgeted, rollover = e.Rollover }) }, TestContext.Current.CancellationToken);

    private static async Task AmendAsync(HttpClient client, Guid account, bool? onBudget)
    {
        using var amended = await client.PutAsJsonAsync($"/api/v1/accounts/{account}", new { name = "Checking", type = "asset", currency = "EUR", on_budget = onBudget }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, amended.StatusCode);
    }

    private static async Task UndoLastAsync(HttpClient client) =>
        await client.PostAsync($"/api/v1/changes/{(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["id"]}/undo");

    private static IEnumerable<(string Name, decimal Budgeted, decimal Activity, decimal Carryover, decimal Available, string Rollover)> Envelopes(JsonNode budget) =>
        budget["envelopes"]!.AsArray().Select(e => ((string)e!["name"]!, Figure(e["budgeted"]), Figure(e["activity"]), Figure(e["carryover"]), Figure(e["available"]), (string)e["rollover"]!));

    private static (string Currency, decimal OnAccounts, decimal Amount) ToBudget(JsonNode budget)
    {
        var only = Assert.Single(budget["to_budget"]!.AsArray())!;
        return ((string)only["currency"]!, Figure(only["on_accounts"]), Figure(only["amount"]));
    }

    private static decimal Figure(JsonNode? text) => decimal.Parse((string)text!, System.Globalization.CultureInfo.InvariantCulture);
}
