using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Browser;

/// <summary>A German's evening with the books: everything in German, dates and amounts as written there.</summary>
public sealed class GermanStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task German_signs_in_enters_searches_and_reads_everything_in_German()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var bank = await session.Api.AccountAsync("Checking");
        var page = await session.WindowAsync(o => (o.Locale, o.StorageState) = ("de-DE", null));
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await page.GetByLabel("E-Mail").FillAsync("owner@example.org");
        await page.GetByLabel("Passwort").FillAsync("something else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Anmelden" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("E-Mail-Adresse oder Passwort ist falsch.");
        await page.GetByLabel("Passwort").FillAsync(WebApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Anmelden" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Übersicht" })).ToBeVisibleAsync();

        var year = DateTime.UtcNow.Year;
        await page.GotoAsync($"/accounts/{bank}");
        await page.GetByLabel("Datum").FillAsync("24.12.");
        await page.GetByLabel("Empfänger").FillAsync("Buchhandlung");
        await page.GetByLabel("Kategorie oder Konto").FillAsync("Leis");
        await page.GetByLabel("Ausgang").FillAsync("1.234,5x");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hinzufügen" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("„1.234,5x“ ist kein Betrag.");
        await page.GetByLabel("Ausgang").FillAsync("1.234,56");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hinzufügen" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync($"Buchhandlung am 24.12.{year}");
        var row = page.Locator("table.register tbody tr").First;
        await Assertions.Expect(row.Locator("td[data-label=Date]")).ToHaveTextAsync($"24.12.{year}");
        await Assertions.Expect(row.Locator("td[data-label=Amount]")).ToHaveTextAsync("-1.234,56");
        await Assertions.Expect(page.GetByLabel("Datum")).ToHaveValueAsync($"24.12.{year}");

        // What the form shows is what it reads again.
        await row.GetByRole(AriaRole.Link, new() { Name = "Buchhandlung" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Betrag 1")).ToHaveValueAsync("-1234,56");
        await page.GetByRole(AriaRole.Button, new() { Name = "Speichern" }).ClickAsync();
        await Assertions.Expect(row.Locator("td[data-label=Amount]")).ToHaveTextAsync("-1.234,56");

        await page.GotoAsync($"/accounts/{bank}?q=amount:%3E1.000");
        await Assertions.Expect(page.Locator("table.register tbody tr")).ToHaveCountAsync(1);
        await page.GotoAsync("/transactions?q=(buch");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Diese Klammer ist nicht geschlossen.");
        await page.GotoAsync($"/accounts/{bank}/reconcile?date={year}-12-31&balance=1.000,00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Abschließen" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Der Auszug nennt 1.000,00, das Angekreuzte ergibt 0: Die Differenz ist 1.000,00.");
        await KeysAsync(page);

        // English texts, and dates and amounts as they were: two choices.
        await page.GotoAsync("/settings/display");
        await page.GetByLabel("English").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Speichern" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Display" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.GotoAsync($"/accounts/{bank}");
        await Assertions.Expect(page.Locator("table.register tbody tr td[data-label=Amount]")).ToHaveTextAsync("-1.234,56");
        await page.GotoAsync("/settings/display");
        await page.GetByLabel("As the browser has it").First.CheckAsync();
        await page.GetByLabel("Dates and amounts").SelectOptionAsync("en-GB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Anzeige" })).ToBeVisibleAsync();
        await page.GotoAsync($"/accounts/{bank}");
        await Assertions.Expect(page.Locator("table.register tbody tr td[data-label=Amount]")).ToHaveTextAsync("-1,234.56");
        Assert.Empty(session.Complaints);
    }

    /// <summary>German words are long: every page fits a phone all the same, and axe finds nothing. Dark is as in English (PagesTests).</summary>
    [Fact]
    public async Task German_pages_are_accessible_and_fit_320_pixels()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (bank, food) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Groceries"));
        var kept = Guid.CreateVersion7();
        using (var recorded = await session.Api.RecordAsync(kept, "2026-10-05", "Wochenmarkt am Rathausplatz", (bank, "-1234.56"), (food, "1234.56")))
        {
            Assert.True(recorded.IsSuccessStatusCode);
        }

        var wrong = new List<string>();
        var page = await session.WindowAsync(o => (o.Locale, o.ColorScheme, o.ViewportSize) = ("de-DE", ColorScheme.Light, new() { Width = 320, Height = 844 }));
        foreach (var path in PagesTests.Pages.Concat([$"/accounts/{bank}", $"/accounts/{bank}/reconcile?date=2026-10-31&balance=1", $"/transactions/{kept}", $"/transactions/{kept}/history", $"/accounts/{bank}/edit", $"/rules/new?from={kept}"]))
        {
            await page.GotoAsync(path);
            wrong.AddRange((await Axe.ViolationsAsync(page)).Select(v => $"{path}: {v}"));
            var overflow = await BrowserSession.TooWideAsync(page);
            if (overflow > 0)
            {
                wrong.Add($"{path}: {overflow} px too wide.");
            }

            await BrowserSession.ShotOfAsync(page, $"de-phone{path}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What scripts say comes from the page.</summary>
    private static async Task KeysAsync(IPage page)
    {
        await page.GotoAsync("/payees");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Tasten" })).ToContainTextAsync("Beträge verbergen und zeigen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Schließen" }).ClickAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Zu einer Seite oder einem Konto gehen oder suchen" }).FillAsync("miete");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync("Nach „miete“ suchen");
        await page.Keyboard.PressAsync("Escape");
    }
}
