using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>A search that is asked again and again gets a name; all by forms, so without script.</summary>
public sealed class SearchesStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Search_is_saved_from_where_it_is_used_and_stands_beside_every_page()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        using var recorded = await session.Api.RecordAsync(
            Guid.CreateVersion7(), "2026-10-05", "Corner Market", (await session.Api.AccountAsync("Checking"), "-4.00"), (await session.Api.AccountAsync("Groceries"), "4.00"));
        var page = await session.WindowAsync(o => o.JavaScriptEnabled = false);

        await page.GotoAsync("/transactions?q=category:food&from=2026-10-01");
        await page.GetByText("Save this search").ClickAsync();
        await page.GetByLabel("Name").FillAsync("Food since October");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Search 'Food since October' saved");

        await page.GotoAsync("/payees");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Saved searches" }).GetByRole(AriaRole.Link, new() { Name = "Food since October" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true })).ToHaveValueAsync("category:food date:2026-10-01..");

        await page.GotoAsync("/searches");
        await page.GetByLabel("Name").First.FillAsync("Food of late");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Food of late" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Saved searches" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name").First).ToHaveValueAsync("Food of late");

        await session.Page.GotoAsync("/payees");
        await session.Page.Keyboard.PressAsync("Control+k");
        await session.Page.Keyboard.TypeAsync("of late");
        await session.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(session.Page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        Assert.Empty(session.Complaints);
    }
}
