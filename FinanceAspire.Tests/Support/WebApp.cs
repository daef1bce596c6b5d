using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Web.Components;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.Tests.Support;

/// <summary>Web on a database of its own, signed in as the web role, without Redis.</summary>
public sealed class WebApp : WebApplicationFactory<App>
{
    public const string Password = "four random words here";

    private readonly string _connection;

    private readonly Dictionary<string, string> _settings = [];

    private WebApp(string connection, string? receipts = null) =>
        (_connection, Receipts) = (connection, receipts ?? Path.Combine(Path.GetTempPath(), $"financeaspire-receipts-{Guid.NewGuid():N}"));

    /// <summary>The receipts' directory; replicas share it.</summary>
    public string Receipts { get; }

    public string Email { get; } = "owner@example.org";

    /// <summary>The database as its superuser sees it.</summary>
    public string Owner { get; private init; } = "";

    public static async Task<WebApp> StartAsync(PostgresFixture postgres)
    {
        var (owner, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        return new WebApp(app) { Owner = owner };
    }

    /// <summary>With settings beside those that every test has.</summary>
    public static async Task<WebApp> StartAsync(PostgresFixture postgres, params (string Name, string Value)[] settings)
    {
        var app = await StartAsync(postgres);
        foreach (var (name, value) in settings)
        {
            app._settings[name] = value;
        }

        return app;
    }

    /// <summary>Another process of web, as far as the database can tell.</summary>
    public WebApp Replica() => new(_connection, Receipts);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:financedb", _connection);
        builder.UseSetting("Receipts:Directory", Receipts);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.UseEnvironment("Production");
        // A browser asks for scripts and styles too; published, they lie beside the program.
        builder.UseStaticWebAssets();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(Receipts))
        {
            Directory.Delete(Receipts, recursive: true);
        }
    }

    public HttpClient Anonymous() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress });

    /// <summary>A further book of the same owner; a client that carries a token for it.</summary>
    public async Task<HttpClient> AnotherBookAsync()
    {
        var books = Services.GetRequiredService<FinanceAspire.Data.BookDatabase>();
        var client = Anonymous();
        var user = Guid.Empty;
        await using (var scope = Services.CreateAsyncScope())
        {
            user = scope.ServiceProvider.GetRequiredService<FinanceAspire.Data.LedgerDbContext>().Users.Single().Id;
        }

        var book = await books.CreateAsync(Guid.CreateVersion7(), user, "Another", "EUR", 2, demo: false, db =>
        {
            var id = db.Database.SqlQuery<Guid>($"select current_book() as \"Value\"").Single();
            foreach (var (name, type) in new[] { ("Checking", AccountType.Asset), ("Groceries", AccountType.Expense) })
            {
                db.Accounts.Add(new Account { BookId = id, Id = Guid.CreateVersion7(), Name = name, Type = type, Commodity = "EUR" });
            }

            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        var response = await client.PostAsJsonAsync(
            "/api/v1/tokens", new { email = Email, password = Password, name = "another", book_id = book.Required }, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)body!["token"]!);
        return client;
    }

    /// <summary>Sets the installation up; a client that carries the first token.</summary>
    public async Task<HttpClient> SetUpAsync(string currency = "EUR")
    {
        var client = Anonymous();
        var response = await client.PostAsJsonAsync(
            "/api/v1/setup", new { email = Email, password = Password, book = new { name = "Household", currency } }, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)body!["token"]!);
        return client;
    }
}

/// <summary>The API in a bookkeeper's words.</summary>
public static class ApiClient
{
    public static async Task<JsonNode> ReadAsync(this HttpClient client, string path)
    {
        var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    public static async Task<Guid> AccountAsync(this HttpClient client, string name)
    {
        var accounts = await client.ReadAsync("/api/v1/accounts");
        return Guid.Parse((string)accounts["items"]!.AsArray().Single(a => (string)a!["name"]! == name)!["id"]!);
    }

    /// <summary>Says by which number the bank's files name an account.</summary>
    public static async Task PutAccountNumberAsync(this HttpClient client, Guid account, string number)
    {
        var stored = (await client.ReadAsync("/api/v1/accounts"))["items"]!.AsArray().Single(a => (string)a!["id"]! == account.ToString())!;
        using var response = await client.PutAsJsonAsync(
            $"/api/v1/accounts/{account}", new { name = (string)stored["name"]!, type = (string)stored["type"]!, currency = (string)stored["currency"]!, bank_account_id = number }, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<decimal> BalanceAsync(this HttpClient client, Guid account)
    {
        var accounts = await client.ReadAsync("/api/v1/accounts?include_closed=true");
        return decimal.Parse((string)accounts["items"]!.AsArray().Single(a => (string)a!["id"]! == account.ToString())!["balance"]!, System.Globalization.CultureInfo.InvariantCulture);
    }

    public static Task<HttpResponseMessage> RecordAsync(
        this HttpClient client, Guid id, string date, string payee, params (Guid Account, string Quantity)[] postings) =>
        client.PutAsJsonAsync(
            $"/api/v1/transactions/{id}",
            new { date, payee, currency = "EUR", postings = postings.Select(p => new { account_id = p.Account, quantity = p.Quantity }) },
            TestContext.Current.CancellationToken);

    public static async Task<(HttpResponseMessage Response, JsonNode Body)> UploadAsync(this HttpClient client, Guid account, byte[] file, string name = "statement")
    {
        var response = await client.PostAsync($"/api/v1/accounts/{account}/imports?file_name={name}", new ByteArrayContent(file), TestContext.Current.CancellationToken);
        return (response, (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!);
    }

    public static async Task<(HttpResponseMessage Response, JsonNode Body)> PostAsync(this HttpClient client, string path)
    {
        var response = await client.PostAsync(path, null, TestContext.Current.CancellationToken);
        return (response, (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!);
    }
}
