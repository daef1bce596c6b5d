using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>Web as a process of its own with a heap that a large file does not fit into.</summary>
public sealed partial class LittleMemoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task File_that_does_not_fit_into_memory_is_refused_and_the_next_one_is_taken()
    {
        var (_, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var receipts = Directory.CreateTempSubdirectory("financeaspire-receipts-");
        using var web = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FinanceAspire.Web.dll"), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__financedb"] = app,
                ["Receipts__Directory"] = receipts.FullName,
                ["DOTNET_GCHeapHardLimit"] = "0x6000000",
            },
        })!;
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(web), Timeout = TimeSpan.FromMinutes(2) };
            using var setup = await client.PostAsJsonAsync(
                "/api/v1/setup", new { email = "owner@example.org", password = WebApp.Password, book = new { name = "Household", currency = "EUR" } }, TestContext.Current.CancellationToken);
            var token = (string)(await setup.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["token"]!;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var bank = await client.AccountAsync("Checking");

            using var large = await client.PostAsync($"/api/v1/accounts/{bank}/imports", Csv(600_000), TestContext.Current.CancellationToken);
            var refusal = (await large.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
            using var small = await client.PostAsync($"/api/v1/accounts/{bank}/imports", Csv(10), TestContext.Current.CancellationToken);

            Assert.Equal((HttpStatusCode.InsufficientStorage, "too_little_memory"), (large.StatusCode, (string)refusal["code"]!));
            Assert.Equal(HttpStatusCode.Created, small.StatusCode);
            Assert.Single((await client.ReadAsync("/api/v1/imports"))["items"]!.AsArray());
        }
        finally
        {
            web.Kill(entireProcessTree: true);
            await web.WaitForExitAsync(CancellationToken.None);
            receipts.Delete(recursive: true);
        }
    }

    private static async Task<Uri> AddressAsync(Process web)
    {
        while (await web.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                // What it goes on to write is to find somebody who reads.
                _ = web.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new(match.Value);
            }
        }

        throw new InvalidOperationException("Web ended before it listened.");
    }

    private static ByteArrayContent Csv(int lines)
    {
        var text = new StringBuilder("Date,Payee,Memo,Amount\n");
        for (var i = 0; i < lines; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"2026-01-{1 + (i % 28):00},Shop {i % 500},ref {i:00000000},-{1 + (i % 90)}.25\n");
        }

        return new(Encoding.UTF8.GetBytes(text.ToString())) { Headers = { ContentType = new("text/csv") } };
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
