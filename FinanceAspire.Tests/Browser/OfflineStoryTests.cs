using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>Installed, and without a connection: there is a page, an entry is kept, and it is recorded once.</summary>
public sealed class OfflineStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Entry_made_offline_is_kept_and_recorded_once_on_return()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (page, bank) = (session.Page, await session.Api.AccountAsync("Checking"));
        await page.GotoAsync($"/accounts/{bank}");
        await ReadyAsync(page);

        await page.Context.SetOfflineAsync(true);
        await EnterAsync(page, "Bakery", "Food › Groceries", "3.20");
        await Assertions.Expect(page.Locator("#outbox")).ToContainTextAsync("1 entry is kept on this device");
        await EnterAsync(page, "Kiosk", "Leisure", "1.10");
        await Assertions.Expect(page.Locator("#outbox")).ToContainTextAsync("2 entries are kept on this device");
        Assert.Empty(await PayeesAsync(session.Api));

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("#outbox")).ToContainTextAsync("2 entries that had waited are recorded now.");
        Assert.Equal(["Bakery", "Kiosk"], await PayeesAsync(session.Api));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#outbox")).ToHaveCountAsync(0);
        Assert.Equal(["Bakery", "Kiosk"], await PayeesAsync(session.Api));
        Assert.DoesNotContain(session.Complaints, c => !c.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
    }

    /// <summary>The answer is lost on the way back: the entry is sent again, and still there is one.</summary>
    [Fact]
    public async Task Entry_whose_answer_was_lost_is_not_recorded_twice_and_one_that_is_refused_says_so()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (page, bank) = (session.Page, await session.Api.AccountAsync("Checking"));
        await page.GotoAsync($"/accounts/{bank}");
        await ReadyAsync(page);
        await page.Context.SetOfflineAsync(true);
        await EnterAsync(page, "Bakery", "Food › Groceries", "3.20");
        await EnterAsync(page, "Nowhere", "No such category", "1.00");
        var id = await page.EvaluateAsync<string>("async () => { const e = (await outbox.all()).sort((a, b) => a.at - b.at)[0]; await outbox.put({ ...e, isTried: true }); return e.id; }");
        // It had arrived, and was changed since: what is sent again must not put it back.
        using var arrived = await session.Api.RecordAsync(Guid.Parse(id), "2026-10-05", "Bakery at the corner", (bank, "-3.20"), (await session.Api.AccountAsync("Groceries"), "3.20"));

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("#outbox")).ToContainTextAsync("An entry that had waited was refused:");
        Assert.Equal(["Bakery at the corner"], await PayeesAsync(session.Api));
        await page.GotoAsync((await page.Locator("#outbox").GetByRole(AriaRole.Link, new() { Name = "Edit" }).GetAttributeAsync("href"))!.Replace("#", "?again=1#", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("[data-entry]").GetByLabel("Payee")).ToHaveValueAsync("Nowhere");
        await page.Locator("[data-entry]").GetByLabel("Category or account").FillAsync("Leisure");
        await page.Locator("[data-entry]").GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToBeVisibleAsync();
        Assert.Equal(["Bakery at the corner", "Nowhere"], await PayeesAsync(session.Api));
    }

    [Fact]
    public async Task Entry_of_who_is_signed_out_waits_until_they_are_back()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (page, bank) = (session.Page, await session.Api.AccountAsync("Checking"));
        await page.GotoAsync($"/accounts/{bank}");
        await ReadyAsync(page);
        await page.Context.SetOfflineAsync(true);
        await EnterAsync(page, "Bakery", "Food › Groceries", "3.20");
        await page.Context.ClearCookiesAsync();

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("#outbox")).ToContainTextAsync("1 entry waits to be sent: sign in again, and it is.");
        Assert.Empty(await PayeesAsync(session.Api));

        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail").FillAsync("owner@example.org");
        await page.GetByLabel("Password").FillAsync(WebApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator("#outbox")).ToContainTextAsync("1 entry that had waited is recorded now.");
        Assert.Equal(["Bakery"], await PayeesAsync(session.Api));
    }

    [Fact]
    public async Task Without_a_connection_there_is_a_page_and_nothing_of_anybodys_is_kept()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await page.GotoAsync("/payees");
        await ReadyAsync(page);

        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync("/categories");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are offline" })).ToBeVisibleAsync();
        Assert.Equal("rgb(244, 246, 243)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        var kept = await page.EvaluateAsync<string[]>("async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname)))).flat()");
        Assert.Equal(["/app.css", "/favicon.svg", "/offline.html", "/offline.js", "/outbox.js"], kept.Order(StringComparer.Ordinal));

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Categories" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Manifest_names_icons_that_are_there_and_the_worker_is_asked_for_anew()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        await session.Page.GotoAsync("/");
        var address = (await session.Page.Locator("link[rel=manifest]").GetAttributeAsync("href"))!;

        var manifest = JsonNode.Parse(await session.Api.GetStringAsync(address, TestContext.Current.CancellationToken))!;
        foreach (var icon in manifest["icons"]!.AsArray())
        {
            using var found = await session.Api.GetAsync((string)icon!["src"]!, TestContext.Current.CancellationToken);
            Assert.True(found.IsSuccessStatusCode, (string)icon["src"]!);
            Assert.Equal((string)icon["type"]!, found.Content.Headers.ContentType!.MediaType);
        }

        using var described = await session.Api.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal("application/manifest+json", described.Content.Headers.ContentType!.MediaType);
        using var worker = await session.Api.GetAsync("/sw.js", TestContext.Current.CancellationToken);
        Assert.True(worker.Headers.CacheControl!.NoCache, worker.Headers.CacheControl.ToString());
        Assert.Contains("worker-src 'self'", Assert.Single(worker.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var devtools = await session.Page.Context.NewCDPSessionAsync(session.Page);
        var read = await devtools.SendAsync("Page.getAppManifest");
        Assert.Empty(read!.Value.GetProperty("errors").EnumerateArray());
    }

    /// <summary>The service worker has taken over: from here on it answers where the server cannot.</summary>
    private static async Task ReadyAsync(IPage page) => await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; while (!navigator.serviceWorker.controller) await new Promise(r => navigator.serviceWorker.addEventListener('controllerchange', r, { once: true })); }");

    private static async Task EnterAsync(IPage page, string payee, string category, string amount)
    {
        var entry = page.Locator("[data-entry]");
        await entry.GetByLabel("Payee").FillAsync(payee);
        await entry.GetByLabel("Category or account").FillAsync(category);
        await entry.GetByLabel("Out").FillAsync(amount);
        await entry.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
    }

    private static async Task<List<string>> PayeesAsync(HttpClient api) =>
        [.. (await api.ReadAsync("/api/v1/transactions"))["items"]!.AsArray().Select(t => (string)t!["payee"]!).Order(StringComparer.Ordinal)];
}
