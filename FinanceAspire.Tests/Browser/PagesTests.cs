using System.Net.Http.Json;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>Every page, full and empty, light and dark, wide and narrow: nobody is shut out, nothing sticks out.</summary>
public sealed class PagesTests(PostgresFixture postgres)
{
    internal static readonly string[] Pages =
    [
        "/", "/transactions", "/transactions?q=is:split", "/transactions?q=(", "/transactions/new", "/transactions/edit", "/import", "/import?first=true", "/searches", "/accounts", "/accounts/new",
        "/categories", "/payees", "/tags", "/changes", "/books", "/reports/balance-sheet", "/budgets", "/schedules", "/schedules/new", "/prices", "/rules", "/rules/new", "/status", "/help", "/no-such-page",
        "/settings/closing", "/settings/sessions", "/settings/commodities", "/settings/export", "/settings/display", "/receipts", "/receipts?all=true",
    ];

    [Fact]
    public async Task Every_page_is_accessible_in_light_and_dark_and_fits_320_pixels()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var bank = await session.Api.AccountAsync("Checking");
        var wrong = new List<string>();
        var empty = await session.WindowAsync(o => o.ColorScheme = ColorScheme.Light);
        await LookAsync(empty, ["/", "/transactions", $"/accounts/{bank}", "/payees", "/tags", "/receipts", "/budgets", "/schedules"], "empty", wrong);

        await FillAsync(session.Api, bank);
        var groceries = await session.Api.AccountAsync("Groceries");
        var transaction = (string)(await session.Api.ReadAsync("/api/v1/transactions"))["items"]![0]!["id"]!;
        var (_, import) = await session.Api.UploadAsync(bank, Samples.GermanCsv);
        var picture = await Web.ReceiptsApiTests.AddAsync(session.Api, ReceiptSamples.Jpeg(900, 1200), "slip.jpg");
        var document = await Web.ReceiptsApiTests.AddAsync(session.Api, ReceiptSamples.Pdf("Corner Market", "Total 21.05"), "invoice with a very long name that a shop likes to send.pdf");
        using (var attached = await session.Api.PutAsync($"/api/v1/receipts/{picture["id"]}/transactions/{transaction}", null, TestContext.Current.CancellationToken))
        {
            Assert.True(attached.IsSuccessStatusCode);
        }

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var schedule = await AddScheduleAsync(session.Api, "Rent, and what comes with it each month", bank, groceries, today.AddMonths(-1), today.AddDays(-3));
        await AddScheduleAsync(session.Api, "Insurance", bank, groceries, today.AddDays(3), null);
        string[] pages =
        [
            .. Pages, $"/receipts/{picture["id"]}", $"/receipts/{document["id"]}", $"/receipts?transaction={transaction}", $"/transactions/new?receipt={document["id"]}",
            $"/imports/{import["id"]}", $"/imports/{import["id"]}?show=uncategorised&guess=true", $"/imports/{import["id"]}?Delimiter=%3B&DateOrder=MonthDayYear", $"/rules/new?from={transaction}", $"/schedules/new?from={transaction}", $"/schedules/{schedule}", $"/accounts/{bank}", $"/accounts/{bank}?q=corner", $"/accounts/{groceries}", $"/accounts/{bank}/edit", $"/accounts/{bank}/history", $"/accounts/{bank}/reconcile",
            $"/transactions/{transaction}", $"/transactions/{transaction}/history", $"/categories?move={groceries}",
        ];
        foreach (var (name, scheme, width) in new[] { ("light", ColorScheme.Light, 1280), ("dark", ColorScheme.Dark, 390) })
        {
            var page = await session.WindowAsync(o => (o.ColorScheme, o.ViewportSize) = (scheme, new() { Width = width, Height = 844 }));
            await LookAsync(page, pages, name, wrong);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What the frame does for who wants it: the menu on a phone, amounts out of sight, colours against the system.</summary>
    [Fact]
    public async Task Frame_hides_amounts_keeps_the_colours_and_opens_its_menu_without_script()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = await session.WindowAsync(o => (o.JavaScriptEnabled, o.ViewportSize, o.ColorScheme) = (false, new() { Width = 390, Height = 844 }, ColorScheme.Light));

        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Payees" })).ToBeHiddenAsync();
        await page.GetByLabel("Menu").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide amounts" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveClassAsync("private");
        Assert.Contains("blur", await page.Locator("main .amount").First.EvaluateAsync<string>("e => getComputedStyle(e).filter"), StringComparison.Ordinal);
        await page.GotoAsync("/settings/display");
        await page.GetByLabel("Dark").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveCSSAsync("color-scheme", "dark");

        var wide = session.Page;
        await wide.GotoAsync("/payees");
        await wide.Keyboard.PressAsync("Tab");
        await wide.Keyboard.PressAsync("Enter");
        await Assertions.Expect(wide.Locator("main")).ToBeFocusedAsync();
        Assert.EndsWith("/payees#main", wide.Url, StringComparison.Ordinal);
        await wide.Keyboard.PressAsync("p");
        await Assertions.Expect(wide.GetByRole(AriaRole.Button, new() { Name = "Hide amounts" })).ToHaveAttributeAsync("aria-pressed", "true");
        await wide.GetByLabel("Search all transactions").FillAsync("nothing like it");
        await wide.Keyboard.PressAsync("Enter");
        await Assertions.Expect(wide.GetByText("No transaction fits.")).ToBeVisibleAsync();
        await wide.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(wide.Locator(".side")).ToBeHiddenAsync();
        Assert.Empty(session.Complaints);
    }

    /// <summary>
    /// Nothing jumps while a page comes in: the sum of all shifts, as Chromium counts them, on a machine slow enough that it
    /// would show a page in parts.
    /// </summary>
    [Fact]
    public async Task Main_pages_do_not_shift_while_they_load()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var bank = await session.Api.AccountAsync("Checking");
        await FillAsync(session.Api, bank);
        var page = await session.WindowAsync(o => o.ViewportSize = new() { Width = 1280, Height = 800 });
        await page.AddInitScriptAsync("globalThis.shifts = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) globalThis.shifts += e.value; }).observe({ type: 'layout-shift', buffered: true });");
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = 4 });
        foreach (var width in new[] { 1280, 390 })
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (var path in new[] { "/", "/transactions", "/transactions?q=corner", $"/accounts/{bank}", "/import", "/accounts", "/reports/balance-sheet", "/budgets", "/schedules" })
            {
                await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
                Assert.True(await page.EvaluateAsync<double>("globalThis.shifts") < 0.01, $"{path} at {width}: {await page.EvaluateAsync<double>("globalThis.shifts")}");
            }
        }

        // The observer sees a shift where there is one.
        await page.EvaluateAsync("document.getElementById('main').style.marginTop = '300px'");
        await page.WaitForFunctionAsync("globalThis.shifts > 0.01");
    }

    private static async Task LookAsync(IPage page, string[] paths, string name, List<string> wrong)
    {
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            wrong.AddRange((await Axe.ViolationsAsync(page)).Select(v => $"{name} {path}: {v}"));
            var size = page.ViewportSize!;
            // 640 is what a desktop of 1280 has left at 200 % zoom.
            foreach (var width in new[] { 320, 640 })
            {
                await page.SetViewportSizeAsync(width, size.Height);
                var overflow = await BrowserSession.TooWideAsync(page);
                if (overflow > 0)
                {
                    wrong.Add($"{name} {path}: {overflow} px too wide at {width}.");
                }
            }

            await page.SetViewportSizeAsync(size.Width, size.Height);
            await BrowserSession.ShotOfAsync(page, $"{name}{path}");
        }
    }

    private static async Task<Guid> AddScheduleAsync(HttpClient api, string name, Guid from, Guid to, DateOnly starts, DateOnly? ends)
    {
        var id = Guid.CreateVersion7();
        using var added = await api.PutAsJsonAsync(
            $"/api/v1/schedules/{id}",
            new { name, payee = "Green Street Homes", currency = "EUR", starts_on = starts, ends_on = ends, period = "month", postings = new[] { new { account_id = from, quantity = "-940" }, new { account_id = to, quantity = "940" } } },
            TestContext.Current.CancellationToken);
        Assert.True(added.IsSuccessStatusCode);
        return id;
    }

    /// <summary>Two months of a household: what the home page compares, splits, tags, a transfer, something nobody categorised.</summary>
    private static async Task FillAsync(HttpClient api, Guid bank)
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var name in new[] { "Savings", "Groceries", "Rent", "Eating out", "Transport", "Salary", "Uncategorised", "Leisure" })
        {
            ids[name] = await api.AccountAsync(name);
        }

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        for (var month = 0; month < 2; month++)
        {
            await RecordAsync(first.AddMonths(month), "Green Street Homes", "940", "Rent");
            await RecordAsync(first.AddMonths(month), "Northwind Ltd", "-2480", "Salary");
            for (var day = 0; day < 8; day++)
            {
                await RecordAsync(first.AddMonths(month).AddDays(day * 3), day % 2 == 0 ? "Corner Market" : "Trattoria Aurora", $"{21 + day}.{day}5", day % 2 == 0 ? "Groceries" : "Eating out", day == 4 ? "holiday" : null);
            }

            await RecordAsync(first.AddMonths(month).AddDays(4), "Monthly saving", "300", "Savings");
            await RecordAsync(first.AddMonths(month).AddDays(6), "Metro Pass", "49", "Transport");
        }

        await RecordAsync(first.AddDays(9), "CARD 4711 UNKNOWN MERCHANT WITH A VERY LONG NAME THAT BANKS LIKE TO SEND 2026/11/03 12:44", "12.34", "Uncategorised");

        async Task RecordAsync(DateOnly date, string payee, string amount, string other, string? tag = null)
        {
            var opposite = amount.StartsWith('-') ? amount[1..] : "-" + amount;
            using var response = await api.PutAsJsonAsync(
                $"/api/v1/transactions/{Guid.CreateVersion7()}",
                new { date, payee, currency = "EUR", tags = tag is null ? Array.Empty<string>() : [tag], postings = new[] { new { account_id = bank, quantity = opposite }, new { account_id = ids[other], quantity = amount } } },
                TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode);
        }
    }
}
