using System.Text.RegularExpressions;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;
using SkiaSharp;

namespace FinanceAspire.Tests.Browser;

/// <summary>A receipt's way: in, to its transaction, found again, looked at, deleted and brought back.</summary>
public sealed class ReceiptStoryTests(PostgresFixture postgres)
{
    private const string Everywhere =
        "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; script-src 'self'; style-src 'self'";

    private const string Worker = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

    [Fact]
    public async Task Receipts_are_dropped_attached_found_looked_at_deleted_and_brought_back()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await RecordAsync(session, "2026-10-05", "Northwind Espresso", "12.50");
        await RecordAsync(session, "2026-10-06", "Corner Market", "12.50");

        await page.GotoAsync("/receipts");
        await Assertions.Expect(page.GetByText("Nothing waits")).ToBeVisibleAsync();
        await DropAsync(page, ("invoice.pdf", "application/pdf", ReceiptSamples.Pdf("Northwind Espresso", "Date 2026-10-04", "Cinnamon roll", "Total 12.50")));
        var card = page.Locator("li.receipt", new() { HasText = "invoice.pdf" });
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Receipt added: invoice.pdf");
        await Assertions.Expect(card.Locator(".matches li").First).ToContainTextAsync("Northwind Espresso");
        await Assertions.Expect(card.Locator(".matches li").First).ToContainTextAsync("names the payee");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Receipts") }).First).ToContainTextAsync("1");
        await BrowserSession.ShotOfAsync(page, "receipts-inbox");
        await card.GetByRole(AriaRole.Button, new() { Name = "Attach to Northwind Espresso" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nothing waits")).ToBeVisibleAsync();

        await page.GotoAsync("/transactions?q=has:receipt cinnamon");
        await Assertions.Expect(page.Locator("tr[data-row], table.register tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "1 receipt" }).ClickAsync();
        await page.Locator("#receipts").GetByRole(AriaRole.Link, new() { Name = "invoice.pdf" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Text of invoice.pdf" })).ToContainTextAsync("Cinnamon roll");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("invoice.pdf", download.SuggestedFilename);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Receipt deleted: invoice.pdf");
        await page.GotoAsync("/transactions?q=has:receipt");
        await Assertions.Expect(page.GetByText("No transaction fits.")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GotoAsync("/transactions?q=has:receipt");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "1 receipt" })).ToBeVisibleAsync();
        Assert.Empty(session.Complaints);
    }

    /// <summary>An invoice as a shop sends it: its page is drawn in the list and beside its text, its letters too.</summary>
    [Fact]
    public async Task Invoice_is_drawn_in_small_and_large()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        // Pages of ours let no style in that is written in them.
        await page.GotoAsync("about:blank");
        await page.SetContentAsync("<body style='margin:0;font:40px sans-serif'><div style='height:200px;background:#0a6b58;print-color-adjust:exact'></div><h1 style='margin:100px 0 0;font-size:120px'>INVOICE</h1>");
        var invoice = await page.PdfAsync(new() { Format = "A4", PrintBackground = true });

        await page.GotoAsync("/receipts");
        await DropAsync(page, ("invoice.pdf", "application/pdf", invoice));
        await Assertions.Expect(page.Locator("li.receipt img.thumbnail")).ToBeVisibleAsync();
        await page.Locator("li.receipt").GetByRole(AriaRole.Link, new() { Name = "invoice.pdf", Exact = true }).ClickAsync();
        var picture = page.GetByAltText("First page of invoice.pdf");
        await Assertions.Expect(picture).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Text of invoice.pdf" })).ToContainTextAsync("INVOICE");
        var response = await page.APIRequest.GetAsync(new Uri(new Uri(page.Url), (await picture.GetAttributeAsync("src"))!).ToString());
        using var drawn = SKBitmap.Decode(await response.BodyAsync());
        Assert.Equal(1280, drawn.Height);
        Assert.True(drawn.GetPixel(400, 60) is { Red: < 40, Green: > 80 and < 130 }, $"{drawn.GetPixel(400, 60)}");
        // The I of the heading is upright and dark, the background beside it white.
        var row = Enumerable.Range(0, drawn.Width).Select(x => drawn.GetPixel(x, 420).Red).ToList();
        Assert.Contains(row, r => r < 60);
        Assert.Contains(row, r => r > 240);
        Assert.Empty(session.Complaints);
    }

    /// <summary>Tiles, Display P3, turned by the file's own box and once more by EXIF: red is above, blue below. Chromium cannot read it by itself.</summary>
    [Fact]
    public async Task HEIC_of_an_iPhone_becomes_an_upright_JPEG_before_it_is_sent()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await page.GotoAsync("/receipts");
        await page.GetByLabel("Receipts: pictures or PDFs").SetInputFilesAsync(new FilePayload { Name = "IMG_0001.HEIC", MimeType = "", Buffer = HeicSamples.Phone() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add receipts" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Receipt added: IMG_0001.jpg");

        // Beside others, and one that is broken. The name and the type that the browser guesses of it say nothing.
        await DropAsync(
            page, ("one.jpg", "image/jpeg", ReceiptSamples.Jpeg(100, 90)), ("tile.jpeg", "image/jpeg", HeicSamples.Phone(["mif1", "miaf", "heic"], primary: 2)),
            ("two.heic", "image/heic", ReceiptSamples.Jpeg(110, 90)), ("broken.heic", "image/heic", HeicSamples.Phone()[..^60]));
        await Assertions.Expect(page.Locator("[data-failures] li")).ToHaveTextAsync("broken.heic: This HEIC picture is damaged, or this browser cannot read it. Export it as JPEG and add that.");

        var receipts = (await session.Api.ReadAsync("/api/v1/receipts"))["items"]!.AsArray().ToDictionary(r => (string)r!["file_name"]!, r => r!);
        Assert.Equal(["IMG_0001.jpg", "one.jpg", "tile.jpg", "two.heic.jpg"], receipts.Keys.Order(StringComparer.Ordinal));
        var phone = receipts["IMG_0001.jpg"];
        Assert.Equal(("image/jpeg", 64, 120), ((string)phone["content_type"]!, (int)phone["width"]!, (int)phone["height"]!));
        using var picture = SKBitmap.Decode(await session.Api.GetByteArrayAsync((string)phone["file_url"]!, TestContext.Current.CancellationToken));
        var (above, below) = (picture.GetPixel(32, 10), picture.GetPixel(32, 110));
        // Display P3's 200, 40, 40 is a red of 218 in sRGB.
        Assert.True(above.Red is > 212 and < 224 && above.Blue < 60 && below.Blue > 200 && below.Red < 60, $"{above} above, {below} below");
        using var tile = SKBitmap.Decode(await session.Api.GetByteArrayAsync((string)receipts["tile.jpg"]["file_url"]!, TestContext.Current.CancellationToken));
        Assert.True(tile.Width == 64 && tile.Height == 64 && tile.GetPixel(32, 32).Blue > 200, $"{tile.Width} × {tile.Height}: {tile.GetPixel(32, 32)}");
    }

    /// <summary>More than the server keeps, less than is refused.</summary>
    [Fact]
    public async Task HEIC_of_26_megapixels_is_made_smaller()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await page.GotoAsync("/receipts");
        await page.GetByLabel("Receipts: pictures or PDFs").SetInputFilesAsync(
            new FilePayload { Name = "large.heic", MimeType = "image/heic", Buffer = HeicSamples.Large() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add receipts" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Receipt added: large.jpg");

        var receipt = (await session.Api.ReadAsync("/api/v1/receipts"))["items"]![0]!;
        Assert.Equal((5590, 3578), ((int)receipt["width"]!, (int)receipt["height"]!));
        using var picture = SKBitmap.Decode(await session.Api.GetByteArrayAsync((string)receipt["file_url"]!, TestContext.Current.CancellationToken));
        var (left, right) = (picture.GetPixel(2700, 1800), picture.GetPixel(2900, 1800));
        Assert.True(left.Red is > 190 and < 210 && left.Blue < 60 && right.Blue is > 210 and < 230 && right.Red < 60, $"{left} on the left, {right} on the right");
    }

    /// <summary>Nothing is sent, and the next one is taken.</summary>
    [Fact]
    public async Task HEIC_that_cannot_be_read_says_so_and_stays_here()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await page.GotoAsync("/receipts");
        var sent = new List<string>();
        page.Request += (_, request) => sent.AddRange(request.Method == "POST" ? [request.Url] : []);

        foreach (var (name, file, why) in new[]
        {
            ("broken.heic", HeicSamples.Phone()[..^60], "This HEIC picture is damaged, or this browser cannot read it. Export it as JPEG and add that."),
            ("head.heic", HeicSamples.Brands("heic", "mif1"), "This HEIC picture is damaged, or this browser cannot read it. Export it as JPEG and add that."),
            ("wide.heic", HeicSamples.Phone(width: 60_000, height: 60_000), "This picture has more than 50 million pixels. Export it as a smaller JPEG and add that."),
        })
        {
            await page.GetByLabel("Receipts: pictures or PDFs").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/heic", Buffer = file });
            await page.GetByRole(AriaRole.Button, new() { Name = "Add receipts" }).ClickAsync();
            await Assertions.Expect(page.Locator("[data-failures] li")).ToHaveTextAsync($"{name}: {why}");
        }

        Assert.Empty(sent);
        await page.GetByLabel("Receipts: pictures or PDFs").SetInputFilesAsync(new FilePayload { Name = "good.heic", MimeType = "", Buffer = HeicSamples.Phone() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add receipts" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-done]")).ToContainTextAsync("Receipt added: good.jpg");
    }

    /// <summary>What compiles WebAssembly is one worker; pages may not, and do not load it before somebody has such a picture.</summary>
    [Fact]
    public async Task Only_the_worker_of_HEIC_may_compile()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync("/receipts");
        var refused = await page.EvaluateAsync<string>("WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'compiled', error => error.name)");

        Assert.Equal("CompileError", refused);
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, url => url.Contains("/heic/", StringComparison.Ordinal));
        foreach (var (path, mayCompile) in new[] { ("/receipts", false), ("/receipts.js", false), ("/heic/convert.js", true), ("/heic/libheif.js", false), ("/heic/libheif.wasm.gz", false), ("/heic/LICENSE.txt", false) })
        {
            var answer = await page.APIRequest.GetAsync(new Uri(new Uri(page.Url), path).ToString());
            Assert.True(answer.Ok, path);
            Assert.Equal(mayCompile ? Worker : Everywhere, answer.Headers["content-security-policy"]);
        }
    }

    [Fact]
    public async Task Many_are_dropped_at_once_and_each_says_why_it_was_not_taken()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await page.GotoAsync("/receipts");

        await DropAsync(
            page, ("one.jpg", "image/jpeg", ReceiptSamples.Jpeg(100, 90)), ("two.png", "image/png", ReceiptSamples.Picture(SKEncodedImageFormat.Png)),
            ("evil.svg", "image/svg+xml", System.Text.Encoding.UTF8.GetBytes($"<svg xmlns='http://www.w3.org/2000/svg'>{ReceiptSamples.Script}</svg>")));

        await Assertions.Expect(page.Locator("[data-failures] li")).ToHaveTextAsync(new Regex("^evil.svg: This is no JPEG"));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("li.receipt")).ToHaveCountAsync(2);
        await DropAsync(page, ("three.jpg", "image/jpeg", ReceiptSamples.Jpeg(110, 90)), ("one.jpg", "image/jpeg", ReceiptSamples.Jpeg(100, 90)));
        await Assertions.Expect(page.GetByText("In the book already: 1.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("li.receipt")).ToHaveCountAsync(3);
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Receipts waiting for their transaction: 3" })).ToBeVisibleAsync();
    }

    /// <summary>A phone without script: a form, a picture, a typed amount, a new transaction made of it.</summary>
    [Fact]
    public async Task Photograph_becomes_a_transaction_on_a_phone_without_script()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = await session.WindowAsync(o => (o.JavaScriptEnabled, o.ViewportSize, o.HasTouch) = (false, new() { Width = 390, Height = 844 }, true));

        await page.GotoAsync("/receipts");
        await page.GetByLabel("Receipts: pictures or PDFs").SetInputFilesAsync([Payload("slip.jpg", ReceiptSamples.JpegFromAPhone()), Payload("no.jpg", "<html>"u8.ToArray())]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add receipts" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no.jpg");
        var card = page.Locator("li.receipt");
        await card.GetByLabel("Amount").FillAsync("7.30");
        await card.GetByRole(AriaRole.Button, new() { Name = "Find transactions for slip.jpg" }).ClickAsync();
        await Assertions.Expect(card).ToContainTextAsync("No transaction of this amount near that day.");
        await BrowserSession.ShotOfAsync(page, "receipts-phone");
        await card.GetByRole(AriaRole.Link, new() { NameRegex = new("New transaction from this receipt.*slip.jpg") }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Amount 1")).ToHaveValueAsync("-7.30");
        await page.GetByLabel("Account 1").SelectOptionAsync(new SelectOptionValue { Label = "Cash" });
        await page.GetByLabel("Account 2").SelectOptionAsync(new SelectOptionValue { Label = "Food › Groceries" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "1 receipt" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Detach slip.jpg" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Choose from those that wait (1)" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose from those that wait (1)" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Attach slip.jpg" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Detach slip.jpg" })).ToBeVisibleAsync();
        await BrowserSession.ShotOfAsync(page, "receipts-transaction-phone");
        await page.GetByLabel("Receipts: pictures or PDFs").SetInputFilesAsync(Payload("second.png", ReceiptSamples.Picture(SKEncodedImageFormat.Png)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Add receipts" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Detach second.png" })).ToBeVisibleAsync();
    }

    /// <summary>No mouse: focus goes from the file to its transaction and to the picture in its actual size, which scrolls by keys.</summary>
    [Fact]
    public async Task Receipt_is_attached_and_enlarged_by_keyboard_alone()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var page = session.Page;
        await RecordAsync(session, DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "Corner Market", "12.50");
        var added = await Web.ReceiptsApiTests.AddAsync(session.Api, ReceiptSamples.Jpeg(2400, 1600), "wide.jpg");

        await page.GotoAsync("/receipts");
        await TabToAsync(page, "FactAmount");
        await page.Keyboard.TypeAsync("12.50");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".matches li")).ToContainTextAsync("Corner Market");
        await TabToAsync(page, "Choice");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Nothing waits")).ToBeVisibleAsync();

        await page.GotoAsync($"/receipts/{added["id"]}");
        var picture = page.GetByRole(AriaRole.Region, new() { Name = "Picture of wide.jpg" });
        Assert.Equal(0, await picture.EvaluateAsync<int>("e => e.scrollWidth - e.clientWidth"));
        await TabToAsync(page, "zoom");
        await page.Keyboard.PressAsync("Space");
        Assert.True(await picture.EvaluateAsync<int>("e => e.scrollWidth - e.clientWidth") > 500);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Locator(".picture").EvaluateAsync("e => new Promise(done => { const look = () => e.scrollLeft > 0 ? done() : requestAnimationFrame(look); look(); })");
        await BrowserSession.ShotOfAsync(page, "receipt");
        Assert.Empty(session.Complaints);
    }

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 100; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("n => document.activeElement.name === n || document.activeElement.id === n", name))
            {
                return;
            }
        }

        Assert.Fail($"{name} is not reached by keyboard.");
    }

    private static FilePayload Payload(string name, byte[] file) => new() { Name = name, MimeType = "application/octet-stream", Buffer = file };

    private static async Task DropAsync(IPage page, params (string Name, string Type, byte[] File)[] files)
    {
        var transfer = await page.EvaluateHandleAsync(
            """
            files => {
              const transfer = new DataTransfer();
              for (const { name, type, file } of files) transfer.items.add(new File([Uint8Array.from(atob(file), c => c.charCodeAt(0))], name, { type }));
              return transfer;
            }
            """,
            files.Select(f => new { name = f.Name, type = f.Type, file = Convert.ToBase64String(f.File) }).ToArray());
        await page.DispatchEventAsync("main", "dragover", new { dataTransfer = transfer });
        await Assertions.Expect(page.Locator("form.drop")).ToHaveClassAsync(new Regex("is-target"));
        await page.DispatchEventAsync("main", "drop", new { dataTransfer = transfer });
    }

    private static async Task RecordAsync(BrowserSession session, string date, string payee, string amount)
    {
        var (bank, food) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Groceries"));
        using var response = await session.Api.RecordAsync(Guid.CreateVersion7(), date, payee, (bank, $"-{amount}"), (food, amount));
        Assert.True(response.IsSuccessStatusCode);
    }
}
