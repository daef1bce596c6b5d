using System.Net.Http.Json;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>Names put in order: payees, tags, categories; and a home page whose figures open. All by forms, so without script.</summary>
public sealed class ListsStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Payees_are_merged_with_a_preview_and_taken_back()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        await FillAsync(session.Api);
        var page = await session.WindowAsync(o => o.JavaScriptEnabled = false);

        await page.GotoAsync("/payees");
        await page.GetByLabel("Select CORNER MKT").CheckAsync();
        await page.GetByLabel("One name for what is ticked").FillAsync("Corner Market");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByText("1 transaction of CORNER MKT would be Corner Market's, which has 2 already.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "CORNER MKT" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Corner Market" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(3);
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "CORNER MKT" })).ToBeVisibleAsync();

        await page.GetByLabel("Select CORNER MKT").CheckAsync();
        await page.GetByLabel("One name for what is ticked").FillAsync("Market Hall");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Market Hall" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tags_are_renamed_and_categories_moved()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        await FillAsync(session.Api);
        var page = await session.WindowAsync(o => o.JavaScriptEnabled = false);

        await page.GotoAsync("/tags");
        await page.GetByLabel("New name; empty takes it off").FillAsync("trip");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename, merge or take off" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "trip" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);

        await page.GotoAsync("/categories");
        await page.GetByLabel("Move Leisure").ClickAsync();
        await page.GetByLabel("Below this: Housing").ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Leisure moved");
        await Assertions.Expect(page.Locator("td.depth-1", new() { HasText = "Leisure" })).ToBeVisibleAsync();
        await page.GetByLabel("Move Housing").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Below this: Leisure")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByLabel("Below this: Food")).ToBeVisibleAsync();
    }

    /// <summary>The same by hand: dragged with the mouse, where there is script.</summary>
    [Fact]
    public async Task Category_is_dragged_below_another()
    {
        await using var session = await BrowserSession.StartAsync(postgres);

        await session.Page.GotoAsync("/categories");
        await session.Page.Locator("tr[data-account]", new() { HasText = "Leisure" }).DragToAsync(session.Page.Locator("tr[data-account]", new() { HasText = "Food" }).First);

        await Assertions.Expect(session.Page.Locator("[data-done]")).ToContainTextAsync("Leisure moved");
        Assert.Equal("Food:Leisure", (string)(await session.Api.ReadAsync("/api/v1/accounts"))["items"]!.AsArray().Single(a => (string)a!["name"]! == "Leisure")!["path"]!);
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Home_says_what_to_do_and_its_figures_open_what_they_are_made_of()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start from a file of your bank's" })).ToBeVisibleAsync();
        await FillAsync(session.Api);

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "1 to categorise" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await page.GotoAsync("/");
        var wentOut = page.Locator("tr", new() { HasText = "Went out" });
        await Assertions.Expect(wentOut.Locator("td").Last).ToHaveTextAsync("17.00");
        await wentOut.GetByRole(AriaRole.Link).Last.ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(4);
        await page.GotoAsync("/");
        await page.Locator("tr", new() { HasText = "Groceries" }).GetByRole(AriaRole.Link).Last.ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("tr[data-row]").First.Locator("td[data-label=Balance]")).ToHaveTextAsync("15.00");
        Assert.Empty(session.Complaints);
    }

    /// <summary>Four entries of today: two of one payee, one of its other name, one that nobody categorised.</summary>
    private static async Task FillAsync(HttpClient api)
    {
        var (bank, food, open) = (await api.AccountAsync("Checking"), await api.AccountAsync("Groceries"), await api.AccountAsync("Uncategorised"));
        foreach (var (payee, amount, other, tag) in new[] { ("Corner Market", "4", food, "holiday"), ("Corner Market", "5", food, ""), ("CORNER MKT", "6", food, ""), ("ATM 12", "2", open, "") })
        {
            using var response = await api.PutAsJsonAsync(
                $"/api/v1/transactions/{Guid.CreateVersion7()}",
                new
                {
                    date = DateOnly.FromDateTime(DateTime.Now),
                    payee,
                    currency = "EUR",
                    tags = tag.Length > 0 ? new[] { tag } : [],
                    postings = new[] { new { account_id = bank, quantity = "-" + amount }, new { account_id = other, quantity = amount } },
                },
                TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode);
        }
    }
}
