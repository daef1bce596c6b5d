using FinanceAspire.Tests.Support;
using Microsoft.Playwright;
using SkiaSharp;

namespace FinanceAspire.Tests.Browser;

/// <summary>The demo book as a visitor sees it: every page of a full year's book, in both languages, on a desk and on a phone. README's pictures are made here.</summary>
public sealed class DemoTourTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Demo_book_fits_every_page_in_both_languages_and_leaves_nothing_to_complain_of()
    {
        await using var session = await BrowserSession.StartAsync(postgres, ("Demo:Enabled", "true"));
        var page = session.Page;
        await page.GotoAsync("/books");
        await page.GetByLabel("Name").FillAsync("Demo household");
        await page.GetByLabel("A demo book: a household's year that ends today").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create book" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Needs your attention" })).ToBeVisibleAsync();

        var checking = await HrefAsync("/", page.Locator(".side-accounts a", new() { HasText = "Checking" }));
        var card = await HrefAsync("/", page.Locator(".side-accounts a", new() { HasText = "Credit card" }));
        var split = await HrefAsync("/transactions?q=is:split", page.Locator("tr[data-row] td a").First);
        var proven = await HrefAsync("/transactions?q=has:receipt", page.Locator("tr[data-row] td a").First);
        var picture = await HrefAsync("/receipts?all=true", page.Locator("li.receipt", new() { HasText = ".jpg" }).Locator(".receipt-picture").First);
        var invoice = await HrefAsync("/receipts?all=true", page.Locator("li.receipt", new() { HasText = ".pdf" }).Locator(".receipt-picture").First);
        await page.GotoAsync("/receipts");
        await Assertions.Expect(page.Locator(".receipts > li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".matches").First).ToBeVisibleAsync();
        string[] pages =
        [
            .. PagesTests.Pages, checking, $"{checking}?q=market", $"{checking}/edit", $"{checking}/history", $"{checking}/reconcile", $"{checking}/reconcile?date={DateTime.UtcNow:yyyy-MM-dd}&balance=1000",
            card, split, $"{split}/history", proven, picture, invoice, $"/rules/new?from={split[^36..]}",
        ];
        var wrong = new List<string>();
        foreach (var (name, locale, scheme, width) in new[] { ("demo-en-light", "en-GB", ColorScheme.Light, 1280), ("demo-de-dark", "de-DE", ColorScheme.Dark, 390) })
        {
            var window = await session.WindowAsync(o => (o.Locale, o.ColorScheme, o.ViewportSize) = (locale, scheme, new() { Width = width, Height = 844 }));
            window.Console += (_, message) =>
            {
                // A network that another program adds or removes is none of the page's.
                if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal) && !message.Text.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal))
                {
                    wrong.Add($"{name} {window.Url}: {message.Text}");
                }
            };
            foreach (var path in pages)
            {
                await window.GotoAsync(path);
                await BrowserSession.ShotOfAsync(window, $"{name}{path}");
                // Pictures that are there, and nothing beside the edge.
                if (await BrowserSession.TooWideAsync(window) is > 0 and var over)
                {
                    wrong.Add($"{name} {path}: {over} px too wide.");
                }

                if (await window.EvaluateAsync<int>("[...document.images].filter(i => i.complete && i.naturalWidth === 0).length") is > 0 and var broken)
                {
                    wrong.Add($"{name} {path}: {broken} pictures are missing.");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        if (BrowserSession.TakesShots)
        {
            await PicturesAsync(session, checking);
        }

        async Task<string> HrefAsync(string path, ILocator link)
        {
            await page.GotoAsync(path);
            return new Uri(new Uri(page.Url), (await link.GetAttributeAsync("href"))!).AbsolutePath;
        }
    }

    /// <summary>docs/images: what README shows.</summary>
    private static async Task PicturesAsync(BrowserSession session, string checking)
    {
        var desk = await session.WindowAsync(o => (o.ColorScheme, o.ViewportSize) = (ColorScheme.Light, new() { Width = 1280, Height = 900 }));
        foreach (var (name, path) in new[] { ("home", "/"), ("register", checking), ("receipts", "/receipts") })
        {
            await desk.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            await desk.ScreenshotAsync(new() { Path = BrowserSession.Shot($"readme-{name}.png") });
        }

        var phone = await session.WindowAsync(o => (o.ColorScheme, o.ViewportSize) = (ColorScheme.Dark, new() { Width = 390, Height = 844 }));
        var parts = new List<byte[]>();
        foreach (var path in new[] { "/", "/transactions" })
        {
            await phone.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            parts.Add(await phone.ScreenshotAsync());
        }

        using var beside = new SKBitmap((2 * 390) + 16, 844);
        using (var canvas = new SKCanvas(beside))
        {
            canvas.Clear(SKColors.White);
            for (var i = 0; i < parts.Count; i++)
            {
                using var part = SKBitmap.Decode(parts[i]);
                canvas.DrawBitmap(part, i * (390 + 16), 0, SKSamplingOptions.Default);
            }
        }

        await using var file = File.Create(BrowserSession.Shot("readme-phone.png"));
        Assert.True(beside.Encode(file, SKEncodedImageFormat.Png, 100));
    }
}
