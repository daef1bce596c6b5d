using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>A bank's file from wherever it is dropped to the book and back: by mouse, by keyboard alone, and without script.</summary>
public sealed class ImportStoryTests(PostgresFixture postgres)
{
    /// <summary>Day and month could be either, amounts say nothing of their sign: the file cannot settle it.</summary>
    private const string Unclear = "Date;Payee;Description;Amount\n03/02/2026;Corner Market;Weekly;-45.50\n04/02/2026;Northwind Ltd;Salary;2480.00\n04/02/2026;Kiosk;Paper;-1.20\n";

    [Fact]
    public async Task File_dropped_on_any_page_finds_its_account_by_the_number_in_it()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        var savings = await session.Api.AccountAsync("Savings");
        await session.Api.PutAccountNumberAsync(savings, "0012345678");

        await page.GotoAsync("/payees");
        await DropAsync(page, "october.ofx", Samples.Ofx1);

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview into Savings" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("is that right?")).ToHaveCountAsync(0);
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Number_is_learnt_from_an_import_and_forgotten_when_that_is_taken_back()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;

        await UploadAsync(page, "october.ofx", Samples.Ofx1);
        await Assertions.Expect(page.GetByText("is that right?")).ToBeVisibleAsync();
        await page.GetByLabel("Account of the file").SelectOptionAsync(new SelectOptionValue { Label = "Savings" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview for this account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 3 lines" }).ClickAsync();
        await Assertions.Expect(page.GetByText("they agree.")).ToBeVisibleAsync();
        var committed = page.Url;

        await Assertions.Expect(page.Locator(".notice-ok")).ToContainTextAsync("0 left out or matched. The account stands at");

        await UploadAsync(page, "again.ofx", Samples.Ofx1);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview into Savings" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Nothing in this file is new.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Finish" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("is that right?")).ToHaveCountAsync(0);

        await page.GotoAsync(committed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this import back" }).ClickAsync();
        await UploadAsync(page, "again.ofx", Samples.Ofx1);
        await Assertions.Expect(page.GetByText("is that right?")).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task File_in_a_currency_that_no_account_has_leads_to_a_new_one()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        var dollars = Samples.Text("Date,Payee,Amount (USD)\n2026-01-15,Shop,-25.30\n2026-01-16,Boss,900.00\n");

        await page.GotoAsync("/payees");
        await DropAsync(page, "dollars.csv", dollars);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is kept in EUR");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open an account in USD" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Currency")).ToHaveValueAsync("USD");
        await page.GetByLabel("Name").FillAsync("Dollars");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await UploadAsync(page, "dollars.csv", dollars);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview into Dollars" })).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    [Fact]
    public async Task Columns_show_at_once_how_they_would_read()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;

        await UploadAsync(page, "unclear.csv", Samples.Text(Unclear));
        var view = page.Locator("[data-csv-lines]");
        await Assertions.Expect(view).ToContainTextAsync("3 rows can be read like this.");
        await Assertions.Expect(view.Locator("tbody tr").First).ToContainTextAsync("3 February 2026");
        await page.GetByLabel("Date order").FocusAsync();
        await page.GetByLabel("Date order").SelectOptionAsync("MonthDayYear");
        await Assertions.Expect(view.Locator("tbody tr").First).ToContainTextAsync("2 March 2026");
        await Assertions.Expect(page.GetByLabel("Date order")).ToBeFocusedAsync();
        await page.GetByLabel("Column 2").SelectOptionAsync("Description");
        await page.GetByLabel("Column 3").SelectOptionAsync("Payee");
        await Assertions.Expect(view.Locator("tbody tr").First.Locator("td").Nth(1)).ToHaveTextAsync("Weekly");
        await page.GetByLabel("Money out is positive in this file").CheckAsync();
        await Assertions.Expect(view.Locator("tbody tr").First.Locator("td").Last).ToHaveTextAsync("45.50");
        await page.GetByLabel("Money out is positive in this file").UncheckAsync();
        await page.GetByLabel("Separated by").SelectOptionAsync(",");
        await Assertions.Expect(view).ToContainTextAsync("No row can be read like this.");
        await page.GetByLabel("Separated by").SelectOptionAsync(";");
        await Assertions.Expect(view).ToContainTextAsync("3 rows can be read like this.");
        await BrowserSession.ShotOfAsync(page, "import-csv");
        await page.GetByLabel("Date order").SelectOptionAsync("MonthDayYear");
        await Assertions.Expect(view.Locator("tbody tr").First).ToContainTextAsync("2 March 2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it this way and remember it" }).ClickAsync();
        await Assertions.Expect(page.Locator("table.plan tbody tr").First.Locator("td").First).ToContainTextAsync("02/03/2026");

        await UploadAsync(page, "next.csv", Samples.Text(Unclear));
        await Assertions.Expect(page.Locator("table.plan tbody tr").First.Locator("td").First).ToContainTextAsync("02/03/2026");
        Assert.Empty(session.Complaints);
    }

    /// <summary>Names that mean nothing to the program, and one that means no amount: the columns are told, and the file goes in.</summary>
    [Fact]
    public async Task Table_whose_columns_nobody_knows_is_read_once_they_are_told_without_script()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = await session.WindowAsync(o => o.JavaScriptEnabled = false);

        await UploadAsync(page, "unclear.csv", Samples.Text(Unclear.Replace("Date;Payee;Description;Amount", "Alpha;Beta;Gamma;Rate", StringComparison.Ordinal)));
        await Assertions.Expect(page.GetByText("No row can be read like this.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import ") })).ToHaveCountAsync(0);
        foreach (var (column, role) in new[] { (1, "Date"), (2, "Payee"), (3, "Description"), (4, "Amount") })
        {
            await page.GetByLabel($"Column {column}").SelectOptionAsync(role);
        }

        await page.GetByLabel("Decimal sign").SelectOptionAsync(".");
        await page.GetByLabel("Date order").SelectOptionAsync("MonthDayYear");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show how it would read" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-csv-lines] tbody tr").First).ToContainTextAsync("2 March 2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it this way and remember it" }).ClickAsync();
        await page.GetByLabel("Category for row 1").SelectOptionAsync(new SelectOptionValue { Label = "Food › Groceries" });
        await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save choices" }).ClickAsync(), r => r.Request.Method == "GET" && r.Url.Contains("/imports/", StringComparison.Ordinal));
        // A category that was wrong is taken off again, and put on once more.
        foreach (var (label, open) in new[] { ("(uncategorised)", 3), ("Food › Groceries", 2) })
        {
            await page.GetByLabel("Category for row 1").SelectOptionAsync(new SelectOptionValue { Label = label });
            await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save choices" }).ClickAsync(), r => r.Request.Method == "GET" && r.Url.Contains("/imports/", StringComparison.Ordinal));
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = $"without a category {open}" })).ToBeVisibleAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "without a category 2" }).ClickAsync();
        await page.WaitForURLAsync("**show=uncategorised**");
        await Assertions.Expect(page.Locator("table.plan tbody tr")).ToHaveCountAsync(2);
        await page.GetByLabel("Decision for row 3").SelectOptionAsync("duplicate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 3 lines" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Committed: 2 booked, 1 left out or matched.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "1 to categorise" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Northwind Ltd" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Payee")).ToHaveValueAsync("Northwind Ltd");
        await page.GotoAsync("/import");
        await page.GetByRole(AriaRole.Link, new() { Name = "unclear.csv" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this import back" }).ClickAsync();
        await Assertions.Expect(page.GetByText("reverted")).ToBeVisibleAsync();
        Assert.Equal(0m, await session.Api.BalanceAsync(await session.Api.AccountAsync("Checking")));
    }

    [Fact]
    public async Task Import_is_done_by_keyboard_alone()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "october.ofx");
        await File.WriteAllBytesAsync(file, Samples.Ofx1, TestContext.Current.CancellationToken);
        page.FileChooser += (_, chooser) => _ = chooser.SetFilesAsync(file);

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("i");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Import a bank file" })).ToBeVisibleAsync();
        await TabToAsync(page, "input[type=file]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("input[type=file]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("october"));
        await TabToAsync(page, "select[name=AccountId]");
        await page.Keyboard.TypeAsync("Checking");
        await TabToAsync(page, "form[data-import] button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview into Checking" })).ToBeVisibleAsync();
        await TabToAsync(page, "select[aria-label='Category for row 1']");
        await page.Keyboard.TypeAsync("Food");
        await TabToAsync(page, "button[value=commit]", back: true);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("they agree.")).ToBeVisibleAsync();
        await TabToAsync(page, "form button.button-danger");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("reverted")).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static async Task TabToAsync(IPage page, string selector, bool back = false)
    {
        for (var i = 0; i < 120; i++)
        {
            await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
            if (await page.EvaluateAsync<bool>("s => document.activeElement?.matches(s) ?? false", selector))
            {
                return;
            }
        }

        Assert.Fail($"{selector} is not reached by Tab.");
    }

    private static async Task UploadAsync(IPage page, string name, byte[] file)
    {
        await page.GotoAsync("/import");
        await page.GetByLabel("File from your bank").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = file });
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.WaitForURLAsync("**/imports/**");
    }

    private static async Task DropAsync(IPage page, string name, byte[] file)
    {
        var transfer = await page.EvaluateHandleAsync(
            "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([text], name)); return t; }", new object[] { name, System.Text.Encoding.Latin1.GetString(file) });
        await page.DispatchEventAsync("main", "dragover", new { dataTransfer = transfer });
        await Assertions.Expect(page.Locator("html")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-dropping"));
        await page.DispatchEventAsync("main", "drop", new { dataTransfer = transfer });
    }
}
