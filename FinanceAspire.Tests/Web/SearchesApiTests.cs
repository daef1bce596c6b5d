using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Searches with a name: saved, called otherwise, removed, taken back.</summary>
public sealed class SearchesApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Search_is_saved_once_renamed_removed_and_brought_back()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var id = Guid.CreateVersion7();

        using var saved = await SaveAsync(client, id, "Big food", "category:food amount:>20");
        using var retried = await SaveAsync(client, id, "Big food", "category:food amount:>20");
        using var renamed = await SaveAsync(client, id, "Large food", "category:food amount:>50");
        var one = await client.ReadAsync($"/api/v1/searches/{id}");
        using var removed = await client.DeleteAsync($"/api/v1/searches/{id}", TestContext.Current.CancellationToken);
        var none = await client.ReadAsync("/api/v1/searches");
        var last = (string)(await client.ReadAsync("/api/v1/changes"))["items"]![0]!["id"]!;
        await client.PostAsync($"/api/v1/changes/{last}/undo");

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NoContent], new[] { saved.StatusCode, retried.StatusCode, renamed.StatusCode, removed.StatusCode });
        Assert.Equal(("Large food", "category:food amount:>50"), ((string)one["name"]!, (string)one["query"]!));
        Assert.Empty(none["items"]!.AsArray());
        Assert.Equal("Large food", (string)Assert.Single((await client.ReadAsync("/api/v1/searches"))["items"]!.AsArray())!["name"]!);
    }

    [Theory]
    [InlineData("", "food", HttpStatusCode.UnprocessableEntity, "saved_search_name_is_missing")]
    [InlineData("Food", " ", HttpStatusCode.UnprocessableEntity, "saved_search_query_is_missing")]
    [InlineData("Food", "amount:(", HttpStatusCode.BadRequest, "query_is_unclear")]
    [InlineData("Taken", "food", HttpStatusCode.UnprocessableEntity, "saved_search_name_is_taken")]
    public async Task Search_without_a_name_of_its_own_or_sense_is_refused(string name, string query, HttpStatusCode status, string code)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        using var taken = await SaveAsync(client, Guid.CreateVersion7(), "Taken", "food");

        using var refused = await SaveAsync(client, Guid.CreateVersion7(), name, query);

        Assert.Equal(status, refused.StatusCode);
        Assert.Equal(code, (string)(await refused.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
        Assert.Single((await client.ReadAsync("/api/v1/searches"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Search_that_is_not_there_is_not_found()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        using var removed = await client.DeleteAsync($"/api/v1/searches/{Guid.CreateVersion7()}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
        Assert.Equal("saved_search_not_found", (string)(await removed.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
    }

    private static Task<HttpResponseMessage> SaveAsync(HttpClient client, Guid id, string name, string query) =>
        client.PutAsJsonAsync($"/api/v1/searches/{id}", new { name, query }, TestContext.Current.CancellationToken);
}
