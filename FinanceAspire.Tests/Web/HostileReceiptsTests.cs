using System.Diagnostics;
using System.Net;
using System.Text;
using FinanceAspire.Tests.Support;
using SkiaSharp;

namespace FinanceAspire.Tests.Web;

/// <summary>What attackers upload: refused, or harmless where it is kept.</summary>
public sealed class HostileReceiptsTests(PostgresFixture postgres)
{
    private const string Svg = $"""<svg xmlns="http://www.w3.org/2000/svg">{ReceiptSamples.Script}</svg>""";

    [Fact]
    public async Task What_is_no_receipt_by_its_content_is_refused_by_name_and_leaves_nothing()
    {
        await using var app = await WebApp.StartAsync(postgres, ("Receipts:FileMegabytes", "1"));
        using var client = await app.SetUpAsync();
        var jpeg = ReceiptSamples.Jpeg();
        var pdf = ReceiptSamples.Pdf("Total 1.00");
        (string What, byte[] File, string Name, HttpStatusCode Status, string Code)[] hostile =
        [
            ("nothing", [], "slip.jpg", HttpStatusCode.UnprocessableEntity, "receipt_is_empty"),
            ("SVG with a script", Encoding.UTF8.GetBytes(Svg), "slip.svg", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("SVG called a picture", Encoding.UTF8.GetBytes(Svg), "slip.png", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("HTML called a JPEG", Encoding.UTF8.GetBytes("<html>" + ReceiptSamples.Script), "slip.jpg", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("HTML before a PDF", [.. Encoding.UTF8.GetBytes(ReceiptSamples.Script), .. pdf], "slip.pdf", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("GIF that is JavaScript", [.. "GIF89a/*"u8, .. new byte[200], .. "*/=1;alert(1)"u8], "slip.gif", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("PDF that is a ZIP too", [.. pdf, .. ReceiptSamples.Zip()], "slip.pdf", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("ZIP called a PDF", ReceiptSamples.Zip(), "slip.pdf", HttpStatusCode.UnsupportedMediaType, "receipt_type_is_unknown"),
            ("50,000 pixels square", ReceiptSamples.PngClaiming(50_000, 50_000), "slip.png", HttpStatusCode.UnprocessableEntity, "receipt_has_too_many_pixels"),
            ("a picture of one endless line", ReceiptSamples.PngClaiming(1_000_000, 1), "slip.png", HttpStatusCode.UnprocessableEntity, "receipt_has_too_many_pixels"),
            ("less than it claims", ReceiptSamples.PngClaiming(5_000, 5_000), "slip.png", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("half a JPEG", jpeg[..(jpeg.Length / 2)], "slip.jpg", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("the head of a JPEG", jpeg[..12], "slip.jpg", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("the head of a WebP", [.. "RIFF"u8, 40, 0, 0, 0, .. "WEBPVP8 "u8, .. new byte[20]], "slip.webp", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("half a PDF", pdf[..(pdf.Length / 2)], "slip.pdf", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("PDF of nothing", "%PDF-1.7\n%%EOF"u8.ToArray(), "slip.pdf", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("PDF nested without end", Encoding.ASCII.GetBytes($"%PDF-1.4\n1 0 obj {new string('[', 400_000)} endobj\ntrailer << /Root 1 0 R >>\n%%EOF"), "slip.pdf", HttpStatusCode.UnprocessableEntity, "receipt_is_unreadable"),
            ("more than a megabyte", [.. jpeg, .. new byte[1024 * 1024]], "slip.jpg", HttpStatusCode.RequestEntityTooLarge, "receipt_is_too_large"),
        ];
        var wrong = new List<string>();

        foreach (var (what, file, name, status, code) in hostile)
        {
            var time = Stopwatch.StartNew();
            using var response = await ReceiptsApiTests.UploadAsync(client, file, name);
            var answer = (response.StatusCode, await ReceiptsApiTests.CodeAsync(response));
            if (answer != (status, code))
            {
                wrong.Add($"{what}: {answer} instead of {(status, code)} after {time.Elapsed}");
            }
        }

        Assert.Empty(wrong);
        Assert.Empty((await client.ReadAsync("/api/v1/receipts"))["items"]!.AsArray());
        Assert.False(Directory.Exists(app.Receipts) && Directory.EnumerateFiles(app.Receipts, "*", SearchOption.AllDirectories).Any());
    }

    /// <summary>A document that unpacks to a gigabyte costs the process that reads it, not the one that answers.</summary>
    [Fact]
    public async Task Page_that_unpacks_to_a_gigabyte_harms_nobody()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var bomb = ReceiptSamples.PdfBomb();
        Assert.True(bomb.Length < 2 * 1024 * 1024);

        using var response = await ReceiptsApiTests.UploadAsync(client, bomb, "slip.pdf");

        // Refused, or kept without its text.
        Assert.True(response.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Created, $"{response.StatusCode}");
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 64 * 1024 * 1024);
        using var alive = await client.GetAsync("/api/v1/receipts", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData(SKEncodedImageFormat.Png, "image/png")]
    [InlineData(SKEncodedImageFormat.Webp, "image/webp")]
    public async Task Picture_with_a_page_behind_it_is_kept_as_the_picture_alone(SKEncodedImageFormat format, string type)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        var receipt = await ReceiptsApiTests.AddAsync(client, [.. ReceiptSamples.Picture(format), .. Encoding.UTF8.GetBytes(ReceiptSamples.Script)], "slip.html");

        Assert.Equal(type, (string)receipt["content_type"]!);
        Assert.EndsWith(type == "image/jpeg" ? ".html.jpg" : $".html.{type[6..]}", (string)receipt["file_name"]!, StringComparison.Ordinal);
        var stored = await client.GetByteArrayAsync((string)receipt["file_url"]!, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("script", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_the_end_of_a_document_is_cut_off()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();

        var receipt = await ReceiptsApiTests.AddAsync(client, [.. ReceiptSamples.Pdf("Total 1.00"), .. Encoding.UTF8.GetBytes("\n" + ReceiptSamples.Script)], "slip.pdf");

        using var response = await client.GetAsync((string)receipt["file_url"]!, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("script", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_never_reaches_the_disk_nor_breaks_a_header()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        string[] names = ["../../../escaped", "..\\..\\escaped", "%2e%2e%2fescaped", "a\u202Egpj.exe", "CON", "\"; rm -rf", new string('n', 300), "line\u0085break\u0007.pdf"];

        for (var i = 0; i < names.Length; i++)
        {
            using var content = new ByteArrayContent(ReceiptSamples.Pdf($"Number {i}"));
            using var response = await client.PostAsync($"/api/v1/receipts?file_name={Uri.EscapeDataString(names[i])}", content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        var listed = (await client.ReadAsync("/api/v1/receipts"))["items"]!.AsArray();
        Assert.Equal(names.Length, listed.Count);
        foreach (var receipt in listed)
        {
            var name = (string)receipt!["file_name"]!;
            Assert.DoesNotContain(name, c => c is '/' or '\\' || char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format);
            using var file = await client.GetAsync((string)receipt["file_url"]!, TestContext.Current.CancellationToken);
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        }

        var files = Directory.EnumerateFiles(app.Receipts, "*", SearchOption.AllDirectories).ToList();
        Assert.Equal(names.Length, files.Count(f => !f.EndsWith(".thumbnail", StringComparison.Ordinal)));
        Assert.All(files, f => Assert.Matches(@"^[0-9a-f]{64}(\.thumbnail)?$", Path.GetFileName(f)));
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), "*escaped*"));
    }

    /// <summary>A thousand broken files, each a good one with some bytes changed: refused or kept, and never a fault.</summary>
    [Fact]
    public void Decoders_answer_every_broken_file()
    {
        var folder = Directory.CreateTempSubdirectory("fuzz ").FullName;
        var random = new Random(4711);
        var samples = new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp }.Select(f => ReceiptSamples.Picture(f)).Append(ReceiptSamples.Pdf("Total 1.00", "Date 2026-01-05")).ToList();
        var (kept, refused) = (0, 0);

        for (var i = 0; i < 1000; i++)
        {
            var file = (byte[])samples[i % samples.Count].Clone();
            for (var changes = random.Next(1, 20); changes > 0; changes--)
            {
                file[random.Next(8, file.Length)] = (byte)random.Next(256);
            }

            var source = Path.Combine(folder, "source");
            File.WriteAllBytes(source, file);
            var reading = FinanceAspire.Web.Features.Receipts.Reading.ReadReceipt.Read(source, folder);
            (kept, refused) = reading.Content is null ? (kept, refused + 1) : (kept + 1, refused);
        }

        Directory.Delete(folder, recursive: true);
        Assert.True(kept > 50 && refused > 50, $"{kept} kept, {refused} refused: this looks at one side only.");
    }
}
