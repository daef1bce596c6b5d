using System.Globalization;
using System.Net.Http.Json;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>What comes again is told once: made of a transaction, seen before it is due, entered, skipped, recognised where it is in the book already.</summary>
public sealed class ScheduleStoryTests(PostgresFixture postgres)
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.Today);

    [Fact]
    public async Task Transaction_is_repeated_due_entered_and_taken_back_without_script()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (bank, rent) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Rent"));
        var transaction = Guid.CreateVersion7();
        using (await session.Api.RecordAsync(transaction, Text(Today.AddMonths(-1).AddDays(2)), "Green Street Homes", (bank, "-940.00"), (rent, "940.00")))
        {
        }

        var page = await session.WindowAsync(o => (o.JavaScriptEnabled, o.ViewportSize) = (false, new() { Width = 390, Height = 844 }));
        await page.GotoAsync($"/transactions/{transaction}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Repeat this" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Green Street Homes");
        await page.GetByLabel("Comes again after").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 to 999");
        await page.GetByLabel("Comes again after").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Schedule 'Green Street Homes' saved");
        await Assertions.Expect(page.Locator(".schedules tbody tr")).ToContainTextAsync("every month");

        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator(".attention")).ToContainTextAsync("-940.00 EUR");
        await page.GetByRole(AriaRole.Link, new() { Name = "Due soon: Green Street Homes" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter Green Street Homes" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("entered for");
        Assert.Equal(-1880m, await session.Api.BalanceAsync(bank));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        Assert.Equal(-940m, await session.Api.BalanceAsync(bank));

        // Somebody typed it, or the bank's file had it: it is not entered twice.
        using (await session.Api.RecordAsync(Guid.CreateVersion7(), Text(Today), "SEPA DD GREEN STREET", (bank, "-940.00"), (rent, "940.00")))
        {
        }

        await page.GotoAsync("/schedules");
        await Assertions.Expect(page.Locator(".schedules tbody tr")).ToContainTextAsync("SEPA DD GREEN STREET");
        await page.GetByRole(AriaRole.Button, new() { Name = "That is it, for Green Street Homes" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("skipped for");
        Assert.Equal(-1880m, await session.Api.BalanceAsync(bank));
        await page.GetByRole(AriaRole.Link, new() { Name = "Green Street Homes", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#days ~ p .chip")).ToHaveCountAsync(5);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.GetByText("What comes again, once told")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.Locator(".schedules tbody tr")).ToHaveCountAsync(1);
    }

    /// <summary>A page that was left open does not enter a day twice, nor save over what somebody else changed.</summary>
    [Fact]
    public async Task Day_is_entered_once_by_keys_and_a_page_of_yesterday_says_so()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (bank, rent, id) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Rent"), Guid.CreateVersion7());
        using var added = await session.Api.PutAsJsonAsync(
            $"/api/v1/schedules/{id}",
            new { name = "Rent", currency = "EUR", starts_on = Text(Today.AddDays(-1)), period = "week", postings = new[] { new { account_id = bank, quantity = "-940" }, new { account_id = rent, quantity = "940" } } },
            TestContext.Current.CancellationToken);
        Assert.True(added.IsSuccessStatusCode);
        var (page, old, edit) = (session.Page, await session.WindowAsync(_ => { }), await session.WindowAsync(_ => { }));
        await old.GotoAsync("/schedules");
        await edit.GotoAsync($"/schedules/{id}");

        await page.GotoAsync("/payees");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("schedul");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".schedules tbody tr")).ToContainTextAsync("overdue");

        // Keys are heard once the page's modules have run, which its load event waits for.
        await page.WaitForLoadStateAsync();
        await page.Keyboard.TypeAsync("gb");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Budget of");
        await page.WaitForLoadStateAsync();
        await page.Keyboard.TypeAsync("gs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter Rent" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("entered for");

        await old.GetByRole(AriaRole.Button, new() { Name = "Enter Rent" }).ClickAsync();
        await Assertions.Expect(old.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not its next one");
        Assert.Equal(-940m, await session.Api.BalanceAsync(bank));

        await page.GotoAsync($"/schedules/{id}");
        await page.GetByLabel("Amount 1").FillAsync("-(900+50)");
        await page.GetByLabel("Amount 2").FillAsync("");
        await page.GetByLabel("Amount 2").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".schedules tbody tr")).ToContainTextAsync("-950.00");
        await edit.GetByLabel("Name", new() { Exact = true }).FillAsync("Lodgings");
        await edit.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(edit.GetByRole(AriaRole.Alert)).ToContainTextAsync("Look at what changed");
        Assert.Empty(session.Complaints);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
