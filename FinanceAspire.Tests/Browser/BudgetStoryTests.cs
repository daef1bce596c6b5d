using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>A month's money gets its purposes: begun from the past, set by hand, overspent and said so, carried over, taken back. All by forms, so without script.</summary>
public sealed class BudgetStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Month_is_budgeted_overspent_and_carried_over_without_script()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var today = DateOnly.FromDateTime(DateTime.Today);
        var (bank, groceries) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Groceries"));
        await RecordAsync(session, today, bank, await session.Api.AccountAsync("Salary"), -2000);
        await RecordAsync(session, today.AddDays(-today.Day), bank, groceries, 90);
        var page = await session.WindowAsync(o => (o.JavaScriptEnabled, o.ViewportSize) = (false, new() { Width = 390, Height = 844 }));

        await page.GotoAsync("/budgets");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin with what was spent on average" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Budgeted for Groceries")).ToHaveValueAsync("30.00");

        await page.GetByLabel("Budgeted for Groceries").FillAsync("2*50,5");
        await page.GetByLabel("Another category").SelectOptionAsync(new SelectOptionValue { Label = "Leisure" });
        await page.GetByLabel("What the other category gets").FillAsync("forty");
        await page.GetByLabel("Budgeted for Groceries").PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'forty' is no amount.");
        await Assertions.Expect(page.GetByLabel("Budgeted for Groceries")).ToHaveValueAsync("2*50,5");
        await page.GetByLabel("What the other category gets").FillAsync("40");
        await page.GetByLabel("What of Groceries goes on").SelectOptionAsync("Both");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(Row(page, "Groceries")).ToContainTextAsync("101.00");
        await Assertions.Expect(Row(page, "Leisure")).ToContainTextAsync("40.00");
        await Assertions.Expect(page.Locator(".summary")).ToContainTextAsync("1,769.00");

        await RecordAsync(session, today, bank, groceries, 120);
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator(".attention")).ToContainTextAsync("-19.00 EUR");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overspent: Groceries" }).ClickAsync();
        await Assertions.Expect(Row(page, "Groceries")).ToContainTextAsync("overspent");
        await Row(page, "Groceries").GetByRole(AriaRole.Link, new() { Name = "120.00" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(1);

        await page.GoBackAsync();
        await page.Locator("a[rel=next]").ClickAsync();
        await Assertions.Expect(Row(page, "Groceries")).ToContainTextAsync("-19.00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fill in from" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Budgeted for Leisure")).ToHaveValueAsync("40.00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Budgeted for Leisure")).ToHaveValueAsync("0.00");

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the budget of Leisure" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Budget of category Leisure removed");
        await Assertions.Expect(page.GetByLabel("Budgeted for Leisure")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Budgeted for Leisure")).ToBeVisibleAsync();
    }

    /// <summary>Somebody else's line, saved since the page was opened, is not written over by a form that shows it as it was.</summary>
    [Fact]
    public async Task Save_writes_only_what_was_changed_and_keys_are_enough()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await page.GotoAsync("/budgets");
        await ChooseAsync("Rent", "900");
        await ChooseAsync("Leisure", "40");
        var other = await session.WindowAsync(_ => { });
        await other.GotoAsync(page.Url);
        await other.GetByLabel("Budgeted for Rent").FillAsync("950");
        await other.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(other.Locator("[data-done]")).ToContainTextAsync("changed");

        await page.GetByLabel("Budgeted for Leisure").FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("60");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Budgeted for Leisure")).ToHaveValueAsync("60.00");
        await Assertions.Expect(page.GetByLabel("Budgeted for Rent")).ToHaveValueAsync("950.00");

        await page.GotoAsync("/payees");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("budg");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Budget of");
        Assert.Empty(session.Complaints);

        async Task ChooseAsync(string category, string amount)
        {
            await page.GetByLabel("Another category").SelectOptionAsync(new SelectOptionValue { Label = category == "Rent" ? "Housing › Rent" : category });
            await page.GetByLabel("What the other category gets").FocusAsync();
            await page.Keyboard.TypeAsync(amount);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByLabel($"Budgeted for {category}")).ToHaveValueAsync(amount + ".00");
        }
    }

    private static ILocator Row(IPage page, string category) => page.Locator(".budget tbody tr", new() { HasText = category }).First;

    private static async Task RecordAsync(BrowserSession session, DateOnly date, Guid bank, Guid category, int amount)
    {
        using var recorded = await session.Api.RecordAsync(
            Guid.CreateVersion7(), date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "Somebody",
            (bank, (-amount).ToString(System.Globalization.CultureInfo.InvariantCulture)), (category, amount.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(System.Net.HttpStatusCode.Created, recorded.StatusCode);
    }
}
