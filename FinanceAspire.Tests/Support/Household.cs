using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace FinanceAspire.Tests.Support;

/// <summary>Somebody's books in a compose stack: signed up over HTTP, with an imported statement.</summary>
public sealed class Household
{
    /// <summary>What the imported statement leaves on the account Checking.</summary>
    public const decimal Balance = 1349.25m;

    private readonly ComposeStack _stack;

    private Household(ComposeStack stack, AuthenticationHeaderValue authorization) => (_stack, Authorization) = (stack, authorization);

    public AuthenticationHeaderValue Authorization { get; }

    public static async Task<Household> MoveInAsync(ComposeStack stack)
    {
        using var client = stack.Client();
        using var setup = await client.PostAsJsonAsync(
            "/api/v1/setup", new { email = "a@example.org", password = WebApp.Password, book = new { name = "Home", currency = "EUR" } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, setup.StatusCode);
        var token = (string)(await setup.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["token"]!;
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var (_, plan) = await client.UploadAsync(await client.AccountAsync("Checking"), Samples.Ofx1, "october.ofx");
        var (committed, _) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
        Assert.Equal(HttpStatusCode.OK, committed.StatusCode);
        return new(stack, client.DefaultRequestHeaders.Authorization);
    }

    public async Task<decimal> BalanceAsync()
    {
        using var client = _stack.Client();
        client.DefaultRequestHeaders.Authorization = Authorization;
        return await client.BalanceAsync(await client.AccountAsync("Checking"));
    }
}
