using System.Text.RegularExpressions;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>An evening at the register: entries, a split, a transfer, marks, a mistake corrected for many and taken back.</summary>
public sealed class RegisterStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Entries_are_typed_marked_edited_together_and_taken_back_by_keyboard()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (page, bank) = (session.Page, await session.Api.AccountAsync("Checking"));
        await page.GotoAsync($"/accounts/{bank}");

        await page.Keyboard.PressAsync("n");
        await Assertions.Expect(page.GetByLabel("Payee")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Corner Market");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("groc");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("16.99*1.1");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Row(page, 0)).ToContainTextAsync("Groceries");
        await Assertions.Expect(Cell(page, 0, "Balance")).ToHaveTextAsync("-18.69");

        // The payee brings its last category; the day of the entry before is kept, and the cursor stands where one goes on.
        await Assertions.Expect(page.GetByLabel("Payee")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("corner market");
        await Assertions.Expect(page.GetByLabel("Category or account")).ToHaveValueAsync("Food › Groceries");
        await page.GetByLabel("Date").FillAsync("-1");
        await page.GetByLabel("Out").FillAsync("5");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("corner market on");
        await Assertions.Expect(Cell(page, 0, "Balance")).ToHaveTextAsync("-23.69");

        await SplitAsync(page);
        await TransferAsync(page);
        await MarkAsync(page);
        await EditTogetherAsync(page);
        await ShortcutsAsync(page);
        await BrowserSession.ShotOfAsync(page, "register-story");
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task What_is_typed_before_the_scripts_are_there_counts_once_they_are()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (bank, food) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Groceries"));
        using (var recorded = await session.Api.RecordAsync(Guid.CreateVersion7(), "2026-10-05", "Corner Market", (bank, "-12.50"), (food, "12.50")))
        {
            Assert.True(recorded.IsSuccessStatusCode);
        }

        var typed = new TaskCompletionSource();
        var page = session.Page;
        await page.RouteAsync(new Regex(@"/(register|app|late)[^/]*\.js"), async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });

        // A payee brings its category.
        await page.GotoAsync($"/accounts/{bank}", new() { WaitUntil = WaitUntilState.Commit });
        await page.GetByLabel("Payee").FillAsync("corner market");
        await Assertions.Expect(page.GetByLabel("Category or account")).ToHaveValueAsync("");
        typed.SetResult();
        await Assertions.Expect(page.GetByLabel("Category or account")).ToHaveValueAsync("Food › Groceries");

        // A part leaves the rest, and a sum that was left shows its result.
        typed = new();
        await page.GetByLabel("Out").FillAsync("30");
        await page.GetByText("Description, tags, split, exchange").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();
        await page.GetByLabel("Part 1").FillAsync("20+1.50");
        await page.GetByLabel("Memo 1").FillAsync("shirt");
        await Assertions.Expect(page.Locator("[data-remainder]")).ToHaveTextAsync("30.00");
        typed.SetResult();
        await Assertions.Expect(page.Locator("[data-remainder]")).ToHaveTextAsync("8.50");
        await Assertions.Expect(page.GetByLabel("Part 1")).ToHaveValueAsync("21.50");

        // A tick of a reconciliation moves its difference.
        typed = new();
        await page.GotoAsync($"/accounts/{bank}/reconcile?date=2026-10-31&balance=-12.50", new() { WaitUntil = WaitUntilState.Commit });
        var difference = page.Locator("[data-difference]");
        var before = await difference.TextContentAsync();
        await page.Locator("form[data-reconcile] input[data-quantity]").First.ClickAsync();
        await Assertions.Expect(difference).ToHaveTextAsync(before!);
        typed.SetResult();
        await Assertions.Expect(difference).Not.ToHaveTextAsync(before!);
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Same_evening_without_script()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var bank = await session.Api.AccountAsync("Checking");
        var page = await session.WindowAsync(o => o.JavaScriptEnabled = false);
        await page.GotoAsync($"/accounts/{bank}");

        await EnterAsync(page, "Kiosk", "leis", "2*1.10");
        await Assertions.Expect(Cell(page, 0, "Balance")).ToHaveTextAsync("-2.20");
        await EnterAsync(page, "Kiosk", "", "1");
        await Assertions.Expect(Row(page, 0)).ToContainTextAsync("Leisure");
        await EnterAsync(page, "Kiosk", "g", "1");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'g' may be Food › Groceries, Gifts and donations");
        await Assertions.Expect(page.GetByLabel("Payee")).ToHaveValueAsync("Kiosk");

        await page.GetByLabel("Category or account").FillAsync("Groceries");
        await page.GetByLabel("Out").FillAsync("10");
        await page.GetByText("Description, tags, split, exchange").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();
        await page.GetByLabel("Part 1").FillAsync("4");
        await page.GetByLabel("Category 2").FillAsync("Clothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(Row(page, 0)).ToContainTextAsync("Clothing, Groceries");

        await Row(page, 0).GetByRole(AriaRole.Button, new() { NameRegex = new("^Cleared") }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-cleared-balance]")).ToContainTextAsync("-10.00");
        await page.GetByLabel("Select Kiosk").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit selected" }).ClickAsync();
        await page.GetByLabel("Add tags").FillAsync("weekend");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 of 1 would change" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change 1" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "weekend" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "weekend" })).ToHaveCountAsync(0);

        await page.GetByLabel("Search", new() { Exact = true }).FillAsync("category:clothing or (kiosk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This parenthesis is not closed.");
        await page.GetByLabel("Search", new() { Exact = true }).FillAsync("category:clothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit all that were found" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Edit 1 transaction" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Older_rows_come_while_scrolling()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (page, bank, food) = (session.Page, await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Groceries"));
        for (var day = 0; day < 230; day++)
        {
            using var recorded = await session.Api.RecordAsync(Guid.CreateVersion7(), new DateOnly(2026, 1, 1).AddDays(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "Shop", (bank, "-1"), (food, "1"));
        }

        await page.GotoAsync($"/accounts/{bank}");
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(100);
        await page.Locator("[data-more]").ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).Not.ToHaveCountAsync(100);
        await page.EvaluateAsync("window.scrollTo(0, document.body.scrollHeight)");
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(230);
        await Assertions.Expect(page.Locator("[data-more]")).ToHaveCountAsync(0);
        await Assertions.Expect(Cell(page, 229, "Balance")).ToHaveTextAsync("-1.00");
        Assert.Empty(session.Complaints);
    }

    private static async Task SplitAsync(IPage page)
    {
        await page.GetByLabel("Date").FillAsync("t");
        await page.GetByLabel("Payee").FillAsync("Department store");
        await page.GetByLabel("Out").FillAsync("30");
        await page.GetByText("Description, tags, split, exchange").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();
        await page.GetByLabel("Category 1").FillAsync("Clothing");
        await page.GetByLabel("Part 1").FillAsync("20+1.50");
        await Assertions.Expect(page.Locator("[data-remainder]")).ToHaveTextAsync("8.50");
        await page.GetByLabel("Category 2").FillAsync("Eating out");
        await page.GetByLabel("Memo 2").FillAsync("with Ana");
        await page.GetByLabel("Tags").FillAsync("birthday");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Row(page, 0)).ToContainTextAsync("Clothing, Eating out");
        await Assertions.Expect(Row(page, 0)).ToContainTextAsync("birthday");
        await Assertions.Expect(Cell(page, 0, "Amount")).ToHaveTextAsync("-30.00");
    }

    private static async Task TransferAsync(IPage page)
    {
        await EnterAsync(page, "", "Savings", "100");
        await Assertions.Expect(Row(page, 0)).ToContainTextAsync("Savings");
        await page.GetByLabel("Search", new() { Exact = true }).FillAsync("is:transfer");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await page.GoBackAsync();
    }

    /// <summary>j to the entry, c turns its mark, without a new page: the row keeps the focus.</summary>
    private static async Task MarkAsync(IPage page)
    {
        await page.ReloadAsync();
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.Locator("[data-cleared-balance]")).ToContainTextAsync("-100.00");
        await Assertions.Expect(Row(page, 0).Locator("[data-mark]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.Locator("[data-cleared-balance]")).ToContainTextAsync("0.00");
    }

    private static async Task EditTogetherAsync(IPage page)
    {
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("(2)");
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Edit 2 transactions" })).ToBeVisibleAsync();
        await page.GetByLabel("Payee").FillAsync("Night Shop");
        await page.GetByLabel("Bank").SelectOptionAsync("cleared");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await BrowserSession.ShotOfAsync(page, "edit-many");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change 2" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Night Shop" })).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Night Shop" })).ToHaveCountAsync(0);
    }

    private static async Task ShortcutsAsync(IPage page)
    {
        // The cursor may still stand in the entry row, where a question mark is a question mark.
        await page.Locator("main").FocusAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("turn its cleared mark");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("savi");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Savings");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Savings", Level = 1 })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("tag:birthday");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);
    }

    private static async Task EnterAsync(IPage page, string payee, string category, string amount)
    {
        await page.GetByLabel("Payee").FillAsync(payee);
        await page.GetByLabel("Category or account").FillAsync(category);
        await page.GetByLabel("Out").FillAsync(amount);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
    }

    private static ILocator Row(IPage page, int index) => page.Locator("tr[data-row]").Nth(index);

    private static ILocator Cell(IPage page, int index, string column) => Row(page, index).Locator($"td[data-label={column}]");
}
