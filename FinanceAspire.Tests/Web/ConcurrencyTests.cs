using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Several replicas on one database: what two do at once happens once, in some order, or is refused to one of them.</summary>
public sealed class ConcurrencyTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Two_replicas_that_get_the_same_id_at_once_record_it_once()
    {
        await using var first = await WebApp.StartAsync(postgres);
        using var one = await first.SetUpAsync();
        await using var second = first.Replica();
        using var two = second.Anonymous();
        two.DefaultRequestHeaders.Authorization = one.DefaultRequestHeaders.Authorization;
        var (bank, food) = (await one.AccountAsync("Checking"), await one.AccountAsync("Groceries"));

        for (var round = 0; round < 20; round++)
        {
            var id = Guid.CreateVersion7();
            var answers = await Task.WhenAll(new[] { one, two, one, two }.Select(c => c.RecordAsync(id, "2026-10-05", "Market", (bank, "-1.00"), (food, "1.00"))));
            Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
            Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        }

        Assert.Equal(-20.00m, await one.BalanceAsync(bank));
        Assert.All((await one.ReadAsync("/api/v1/checks"))["items"]!.AsArray(), c => Assert.True((bool)c!["ok"]!));
    }

    [Fact]
    public async Task Of_two_editors_at_once_exactly_one_wins_and_the_other_sees_both_versions()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var id = Guid.CreateVersion7();
        using var recorded = await client.RecordAsync(id, "2026-10-05", "Market", (bank, "-1.00"), (food, "1.00"));

        var answers = await Task.WhenAll(Enumerable.Range(2, 8).Select(n =>
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/transactions/{id}")
            {
                Content = JsonContent.Create(new { date = "2026-10-05", payee = "Market", currency = "EUR", postings = new[] { new { account_id = bank, quantity = $"-{n}.00" }, new { account_id = food, quantity = $"{n}.00" } } }),
            };
            request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
            return client.SendAsync(request, TestContext.Current.CancellationToken);
        }));

        var won = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        var stored = (string)(await won.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["postings"]![0]!["quantity"]!;
        foreach (var lost in answers.Where(a => a != won))
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, lost.StatusCode);
            var body = await lost.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
            Assert.Equal(stored, (string)body!["current"]!["postings"]![0]!["quantity"]!);
        }

        Assert.Equal(decimal.Parse(stored, System.Globalization.CultureInfo.InvariantCulture), await client.BalanceAsync(bank));
    }
}
