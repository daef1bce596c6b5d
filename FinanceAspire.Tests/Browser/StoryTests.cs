using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>The whole story of a newcomer, in a real Chromium on the real stack.</summary>
[Collection(Stacks.Name)]
public sealed class StoryTests
{
    [Fact]
    public async Task Newcomer_makes_a_book_imports_the_banks_file_and_sees_its_closing_balance()
    {
        var data = "";
        await using (var stack = await Stack.StartEmbeddedAsync())
        {
            data = stack.Data;
            await using var context = await Support.Browser.ContextAsync(new() { BaseURL = stack.Web.ToString(), Locale = "en-GB", ViewportSize = new() { Width = 1280, Height = 800 } });
            var page = await context.NewPageAsync();
            var complaints = new List<string>();
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                {
                    complaints.Add(message.Text);
                }
            };

            await SetUpAsync(page);
            await ImportAsync(page, Samples.Ofx1, "october.ofx");
            await AssertRegisterEndsOnAsync(page, "1,349.25");
            await BrowserSession.ShotOfAsync(page, "register-desktop");
            await TakeBackAsync(page);
            await ImportCorpusFileAsync(page);
            await AddTransactionAsync(page);
            await ReconcileAsync(page);
            await TooLargeFileIsRefusedAsync(page);
            complaints.RemoveAll(c => c.Contains("413", StringComparison.Ordinal));
            await NoScriptNeededAsync(context, stack.Web);
            Assert.Empty(complaints);
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task SetUpAsync(IPage page)
    {
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Create your book" })).ToBeVisibleAsync();
        await page.GetByLabel("Your e-mail").FillAsync("newcomer@example.org");
        await page.GetByLabel("Password, at least 12 characters").FillAsync(WebApp.Password);
        await page.GetByLabel("Currency").SelectOptionAsync("EUR");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create book" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start from a bank file" })).ToBeVisibleAsync();
    }

    private static async Task ImportAsync(IPage page, byte[] file, string name)
    {
        await page.GotoAsync("/import");
        await page.Locator("select[name=AccountId]").SelectOptionAsync(new SelectOptionValue { Label = "Checking" });
        await page.GetByLabel("File from your bank").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = file });
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview into Checking" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import \\d+ line") }).ClickAsync();
        await Assertions.Expect(page.GetByText("they agree.")).ToBeVisibleAsync();
    }

    private static async Task AssertRegisterEndsOnAsync(IPage page, string balance)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "To the register" }).ClickAsync();
        await Assertions.Expect(page.Locator("table.register tbody tr").First.Locator("td[data-label=Balance]")).ToHaveTextAsync(balance);
    }

    private static async Task TakeBackAsync(IPage page)
    {
        await page.GotoAsync("/import");
        await page.GetByRole(AriaRole.Link, new() { Name = "october.ofx" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this import back" }).ClickAsync();
        await Assertions.Expect(page.GetByText("reverted")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Checking" }).Locator(".amount").Last).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^0\\.00"));
    }

    /// <summary>A real bank's file where the corpus is: 382.34 CAD is what that bank states. Elsewhere the sample stands in.</summary>
    private static async Task ImportCorpusFileAsync(IPage page)
    {
        if (Corpus.Folder is null)
        {
            await ImportAsync(page, Samples.Ofx1, "again.ofx");
            await AssertRegisterEndsOnAsync(page, "1,349.25");
            return;
        }

        await page.GotoAsync("/accounts/new");
        await page.GetByLabel("Name").FillAsync("Canadian account");
        await page.GetByLabel("Currency").SelectOptionAsync("CAD");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Canadian account" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Import", Exact = true }).Last.ClickAsync();
        await page.GetByLabel("File from your bank").SetInputFilesAsync(Path.Combine(Corpus.Folder, "ofx1", "jseutter__ofxparse__bank_medium.ofx"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import \\d+ line") }).ClickAsync();
        await Assertions.Expect(page.GetByText("they agree.")).ToBeVisibleAsync();
        await AssertRegisterEndsOnAsync(page, "382.34");
    }

    private static async Task AddTransactionAsync(IPage page)
    {
        await page.GotoAsync("/transactions/new");
        await page.GetByLabel("Payee").FillAsync("Bakery");
        await page.GetByLabel("Account 1").SelectOptionAsync(new SelectOptionValue { Label = "Cash" });
        await page.GetByLabel("Amount 1").FillAsync("-3.20");
        await page.GetByLabel("Account 2").SelectOptionAsync(new SelectOptionValue { Label = "Food › Groceries" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cash" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("table.register tbody tr").First.Locator("td[data-label=Balance]")).ToHaveTextAsync("-3.20");
    }

    /// <summary>The difference follows the ticks; at zero the statement is finished, and the lamp says so.</summary>
    private static async Task ReconcileAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Reconcile" }).ClickAsync();
        await page.GetByLabel("Balance on the statement").FillAsync("-3.20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        var difference = page.Locator("[data-difference]");
        await Assertions.Expect(difference).ToContainTextAsync("-3.20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the difference is -3.20");
        await page.Locator("main").GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await Assertions.Expect(difference).ToHaveTextAsync("0.00");
        await BrowserSession.ShotOfAsync(page, "reconcile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        await Assertions.Expect(page.Locator(".summary").GetByText("agrees with the bank")).ToBeVisibleAsync();
        await page.GotoAsync("/status");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(page.Locator(".chip-ok")).ToHaveCountAsync(9);
        await page.GotoAsync("/changes");
        await page.GetByRole(AriaRole.Link, new() { Name = "Transactions" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Bakery" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Reconciled through")).ToBeVisibleAsync();
        await BrowserSession.ShotOfAsync(page, "history");
    }

    /// <summary>200 MB, of which the disk holds nothing: the page says what is allowed, and the next file goes in.</summary>
    private static async Task TooLargeFileIsRefusedAsync(IPage page)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var stream = File.OpenWrite(file))
            {
                stream.SetLength(200_000_000);
            }

            await page.GotoAsync("/import");
            await page.GetByLabel("File from your bank").SetInputFilesAsync(file);
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
            await Assertions.Expect(page.GetByText("up to 64 MB")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await BrowserSession.ShotOfAsync(page, "too-large");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task NoScriptNeededAsync(IBrowserContext signedIn, Uri web)
    {
        await using var plain = await Support.Browser.ContextAsync(new() { BaseURL = web.ToString(), Locale = "en-GB", JavaScriptEnabled = false, StorageState = await signedIn.StorageStateAsync() });
        var page = await plain.NewPageAsync();
        await AddTransactionWithoutScriptAsync(page);
        await page.GotoAsync("/changes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("Undone: Kiosk");
    }

    private static async Task AddTransactionWithoutScriptAsync(IPage page)
    {
        await page.GotoAsync("/transactions/new");
        await page.GetByLabel("Payee").FillAsync("Kiosk");
        await page.GetByLabel("Account 1").SelectOptionAsync(new SelectOptionValue { Label = "Cash" });
        await page.GetByLabel("Amount 1").FillAsync("-1.10");
        await page.GetByLabel("Account 2").SelectOptionAsync(new SelectOptionValue { Label = "Leisure" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cash" })).ToBeVisibleAsync();
    }
}
