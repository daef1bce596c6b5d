using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>The language of searches on real data, through both doors of the API.</summary>
public sealed class SearchApiTests(PostgresFixture postgres)
{
    private static readonly (string Query, string Found)[] Everywhere =
    [
        ("market", "market split"),
        ("MARKET", "market split"),
        ("corner market", "market split"),
        ("market corner", "market split"),
        ("\"market corner\"", ""),
        ("100%", "percent"),
        ("%", "percent"),
        ("_", ""),
        ("'; drop table postings; --", ""),
        ("{0}", ""),
        ("payee:corner", "market split"),
        ("description:weekly", "market"),
        ("memo:cheese", "split"),
        ("tag:Holiday", "percent"),
        ("tag:holi", ""),
        ("category:food", "market split"),
        ("category:food:groceries", "market split"),
        ("category:\"Food › Eating out\"", "split"),
        ("category:checking", ""),
        ("account:savings", "transfer"),
        ("amount:12.50", "market"),
        ("amount:>50", "transfer salary"),
        ("amount:<=20", "market percent"),
        ("amount:20..60", "split"),
        ("amount:>+0 not is:transfer", "salary"),
        ("amount:<-20 not is:transfer", "split"),
        ("date:2026-03", "transfer salary"),
        ("date:2026-01..2026-02", "market split percent"),
        ("date:>2026-02-10", "percent transfer salary"),
        ("date:2025", ""),
        ("is:cleared", "salary"),
        ("is:uncleared", "market split percent transfer"),
        ("is:reconciled", ""),
        ("is:transfer", "transfer"),
        ("is:split", "split"),
        ("is:uncategorised", "percent"),
        ("is:income", "salary"),
        ("is:expense date:2026-02", "split percent"),
        ("has:tag", "percent"),
        ("has:memo", "split"),
        ("has:payee", "market split percent salary"),
        ("has:receipt", ""),
        ("not market", "percent transfer salary"),
        ("not payee:corner", "percent transfer salary"),
        ("not (market or tag:holiday)", "transfer salary"),
        ("tag:holiday or is:transfer", "percent transfer"),
        ("(salary or market) date:2026-03", "salary"),
        ("category:food not is:split", "market"),
    ];

    [Fact]
    public async Task Query_finds_exactly_what_it_says_in_transactions_and_in_the_register()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, names) = await FillAsync(client);
        var wrong = new List<string>();

        foreach (var (query, expected) in Everywhere)
        {
            var wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order();
            foreach (var (path, id) in new[] { ($"/api/v1/transactions?q={Uri.EscapeDataString(query)}", "id"), ($"/api/v1/accounts/{bank}/register?q={Uri.EscapeDataString(query)}", "transaction_id") })
            {
                var found = (await client.ReadAsync(path))["items"]!.AsArray().Select(i => names[Guid.Parse((string)i![id]!)]).Order().ToList();
                if (!wanted.SequenceEqual(found))
                {
                    wrong.Add($"{path}: {string.Join(' ', found)} instead of {expected}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>The past knows the same language; the running balance of what was found is that of the whole account.</summary>
    [Fact]
    public async Task Register_found_now_and_as_of_now_is_the_same_with_the_same_balances()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, _) = await FillAsync(client);

        foreach (var query in Everywhere.Select(e => e.Query))
        {
            var path = $"/api/v1/accounts/{bank}/register?q={Uri.EscapeDataString(query)}";
            Assert.Equal((await client.ReadAsync(path)).ToJsonString(), (await client.ReadAsync($"{path}&as_of=2999-01-01T00:00:00Z")).ToJsonString());
        }

        var rows = (await client.ReadAsync($"/api/v1/accounts/{bank}/register?q=split or market"))["items"]!.AsArray();
        Assert.Equal(["-42.50", "-12.50"], rows.Select(r => (string)r!["running_balance"]!));
    }

    [Fact]
    public async Task Unclear_query_is_400_with_the_place()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");

        foreach (var path in new[] { "/api/v1/transactions", $"/api/v1/accounts/{bank}/register" })
        {
            using var response = await client.GetAsync($"{path}?q=market (or", TestContext.Current.CancellationToken);
            var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(RefusalCodes.QueryIsUnclear, (string)problem["code"]!);
            Assert.Equal(8, (int)problem["position"]!);
        }
    }

    /// <summary>Six kinds of entries, each under the word that the table calls it by.</summary>
    private static async Task<(Guid Bank, Dictionary<Guid, string> Names)> FillAsync(HttpClient client)
    {
        var bank = await client.AccountAsync("Checking");
        var (groceries, eating, savings) = (await client.AccountAsync("Groceries"), await client.AccountAsync("Eating out"), await client.AccountAsync("Savings"));
        var (salary, uncategorised) = (await client.AccountAsync("Salary"), await client.AccountAsync("Uncategorised"));
        var names = new Dictionary<Guid, string>();
        await RecordAsync("market", new { date = "2026-01-05", payee = "Corner Market", description = "weekly", currency = "EUR", postings = new object[] { Leg(bank, "-12.50"), Leg(groceries, "12.50") } });
        await RecordAsync("split", new { date = "2026-02-01", payee = "Corner Market", currency = "EUR", postings = new object[] { Leg(bank, "-30"), Leg(groceries, "10"), new { account_id = eating, quantity = "20", memo = "cheese board" } } });
        await RecordAsync("percent", new { date = "2026-02-11", payee = "Sale", description = "100% off", tags = new[] { "holiday" }, currency = "EUR", postings = new object[] { Leg(bank, "-1"), Leg(uncategorised, "1") } });
        await RecordAsync("transfer", new { date = "2026-03-01", currency = "EUR", postings = new object[] { Leg(bank, "-200"), Leg(savings, "200") } });
        await RecordAsync("salary", new { date = "2026-03-28", payee = "Salary Ltd", currency = "EUR", postings = new object[] { new { account_id = bank, quantity = "2480", cleared = "cleared" }, Leg(salary, "-2480") } });
        return (bank, names);

        static object Leg(Guid account, string quantity) => new { account_id = account, quantity };

        async Task RecordAsync(string name, object transaction)
        {
            var id = Guid.CreateVersion7();
            using var response = await client.PutAsJsonAsync($"/api/v1/transactions/{id}", transaction, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            names.Add(id, name);
        }
    }
}
