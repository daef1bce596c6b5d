using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Each refusal as a client sees it: status and code. docs/errors.md has the same list.</summary>
public sealed class RefusalsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Refusals_have_their_status_and_code()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var missing = Guid.NewGuid();
        var id = Guid.CreateVersion7();
        using var recorded = await client.RecordAsync(id, "2026-10-05", "Market", (bank, "-1.00"), (food, "1.00"));
        var setup = (string)(await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().Single(c => (string)c!["source"]! == "setup")!["id"]!;
        var (_, plan) = await client.UploadAsync(bank, Samples.Ofx1);
        var (_, committed) = await client.UploadAsync(bank, Samples.Ofx1);
        await client.PostAsync($"/api/v1/imports/{committed["id"]}/commit");
        object Account(string name, string type = "asset", string currency = "EUR", Guid? parent = null) => new { name, type, currency, parent_id = parent };
        object Entry(string currency, params object[] postings) => new { date = "2026-10-05", currency, postings };
        using var defined = await client.PutAsJsonAsync("/api/v1/commodities/USD", new { decimals = 2 }, TestContext.Current.CancellationToken);
        var dollars = await Opened(client, Account("Dollars", currency: "USD"));

        (int Status, string Code, HttpMethod Method, string Path, object? Body, string? IfMatch)[] table =
        [
            (422, "value_has_another_sign", HttpMethod.Put, $"transactions/{missing}", Entry("EUR", new { account_id = bank, quantity = "1.00" }, new { account_id = dollars, quantity = "1.00", value = "-1.00" }), null),
            (422, "transaction_date_out_of_range", HttpMethod.Put, $"transactions/{missing}", new { date = "0001-01-01", currency = "EUR", postings = new[] { new { account_id = bank, quantity = "1" }, new { account_id = food, quantity = "-1" } } }, null),
            (412, "transaction_version_differs", HttpMethod.Delete, $"transactions/{id}", null, "\"7\""),
            (404, "transaction_not_found", HttpMethod.Get, $"transactions/{missing}", null, null),
            (404, "transaction_not_found", HttpMethod.Get, $"transactions/{missing}/history", null, null),
            (404, "transaction_not_found", HttpMethod.Post, $"transactions/{missing}/separate", null, null),
            (422, "transaction_is_no_transfer", HttpMethod.Post, $"transactions/{id}/separate", null, null),
            (422, "currency_is_unknown", HttpMethod.Put, $"transactions/{missing}", Entry("CHF", new { account_id = bank, quantity = "1", value = "1" }, new { account_id = food, quantity = "-1", value = "-1" }), null),
            (422, "account_name_is_taken", HttpMethod.Post, "accounts", Account("Checking"), null),
            (422, "account_name_is_missing", HttpMethod.Post, "accounts", Account(" \u0001 "), null),
            (422, "account_parent_is_of_another_type", HttpMethod.Post, "accounts", Account("X", parent: food), null),
            (422, "currency_is_unknown", HttpMethod.Post, "accounts", Account("X", currency: "XQQ"), null),
            (422, "account_type_is_unknown", HttpMethod.Post, "accounts", Account("X", type: "wallet"), null),
            (412, "account_version_differs", HttpMethod.Put, $"accounts/{bank}", Account("Giro"), "\"99\""),
            (404, "account_not_found", HttpMethod.Get, $"accounts/{missing}/register", null, null),
            (404, "import_not_found", HttpMethod.Post, $"imports/{missing}/commit", null, null),
            (404, "import_row_not_found", HttpMethod.Patch, $"imports/{plan["id"]}/rows/99", new { decision = "duplicate" }, null),
            (422, "import_decision_is_unknown", HttpMethod.Patch, $"imports/{plan["id"]}/rows/1", new { decision = "maybe" }, null),
            (409, "import_is_committed", HttpMethod.Post, $"imports/{committed["id"]}/commit", null, null),
            (409, "import_is_not_committed", HttpMethod.Post, $"imports/{plan["id"]}/revert", null, null),
            (404, "operation_not_found", HttpMethod.Post, $"changes/{missing}/undo", null, null),
            (422, "operation_is_setup", HttpMethod.Post, $"changes/{setup}/undo", null, null),
            (404, "reconciliation_not_found", HttpMethod.Delete, $"reconciliations/{missing}", null, null),
            (404, "price_not_found", HttpMethod.Delete, $"prices/{missing}", null, null),
            (422, "price_of_itself", HttpMethod.Post, "prices", new { commodity = "EUR", currency = "EUR", date = "2026-01-01", price = "1" }, null),
            (422, "price_currency_is_unknown", HttpMethod.Post, "prices", new { commodity = "USD", currency = "GOLD", date = "2026-01-01", price = "1" }, null),
            (409, "already_set_up", HttpMethod.Post, "setup", new { email = "b@example.org", password = WebApp.Password, book = new { name = "B", currency = "EUR" } }, null),
        ];
        var wrong = new List<string>();
        foreach (var (status, code, method, path, body, ifMatch) in table)
        {
            using var request = new HttpRequestMessage(method, "/api/v1/" + path) { Content = body is null ? null : JsonContent.Create(body) };
            if (ifMatch is not null)
            {
                request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
            }

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var answered = text.StartsWith('{') ? (string?)JsonNode.Parse(text)!["code"] : null;
            if ((int)response.StatusCode != status || answered != code)
            {
                wrong.Add($"{method} {path}: {(int)response.StatusCode} {answered} instead of {status} {code}: {text[..Math.Min(300, text.Length)]}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task File_of_too_many_lines_is_refused_as_a_whole()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var csv = new StringBuilder("Date,Payee,Amount\n");
        for (var i = 0; i <= 1_000_000; i++)
        {
            csv.Append("2026-10-05,M,-1\n");
        }

        var (response, problem) = await client.UploadAsync(await client.AccountAsync("Checking"), Encoding.ASCII.GetBytes(csv.ToString()));

        Assert.Equal((422, "too_many_lines"), ((int)response.StatusCode, (string)problem["code"]!));
    }

    private static async Task<Guid> Opened(HttpClient client, object account)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/accounts", account, TestContext.Current.CancellationToken);
        return Guid.Parse((string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["id"]!);
    }
}
