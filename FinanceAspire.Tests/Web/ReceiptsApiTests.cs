using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;
using SkiaSharp;

namespace FinanceAspire.Tests.Web;

public sealed class ReceiptsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Picture_is_kept_upright_without_what_its_camera_wrote_and_shown_as_a_picture_only()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var phone = ReceiptSamples.JpegFromAPhone();
        Assert.Contains("SECRET-GPS", Text(phone), StringComparison.Ordinal);

        var receipt = await AddAsync(client, phone, "slip.jpg");

        Assert.Equal("slip.jpg", (string)receipt["file_name"]!);
        Assert.Equal("image/jpeg", (string)receipt["content_type"]!);
        using var response = await client.GetAsync((string)receipt["file_url"]!, TestContext.Current.CancellationToken);
        var stored = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("SECRET-GPS", Text(stored), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Text(stored), StringComparison.Ordinal);
        // Turned by its orientation: red above, blue below.
        using var picture = SKBitmap.Decode(stored);
        Assert.Equal((80, 120), (picture.Width, picture.Height));
        Assert.True(picture.GetPixel(40, 10).Red > 200 && picture.GetPixel(40, 110).Blue > 200);
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Null(response.Content.Headers.ContentDisposition);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        using var thumbnail = await client.GetAsync((string)receipt["thumbnail_url"]!, TestContext.Current.CancellationToken);
        Assert.Equal("image/webp", thumbnail.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("", "attachment")]
    [InlineData("?open=true", "inline")]
    [InlineData("?open=true&download=true", "attachment")]
    public async Task PDF_is_saved_and_opened_only_where_that_is_asked_for_and_runs_nothing_either_way(string query, string disposition)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var letter = await AddAsync(client, ReceiptSamples.PdfWithPicture(ReceiptSamples.Jpeg(), isScan: false), "Brief für März.pdf");

        using var response = await client.GetAsync((string)letter["file_url"]! + query, TestContext.Current.CancellationToken);

        Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(disposition, response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Brief für März.pdf", response.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Scan_in_a_PDF_is_shown_by_the_picture_of_its_page_and_a_logo_where_it_stands()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        foreach (var (format, turned) in new[] { (SKEncodedImageFormat.Jpeg, 0), (SKEncodedImageFormat.Jpeg, 90), (SKEncodedImageFormat.Png, 270) })
        {
            var receipt = await AddAsync(client, ReceiptSamples.PdfWithPicture(ReceiptSamples.Picture(format, 1200, 1700), turned: turned), "scan.pdf");

            using var response = await client.GetAsync((string)receipt["thumbnail_url"]!, TestContext.Current.CancellationToken);
            Assert.Equal("image/webp", response.Content.Headers.ContentType!.MediaType);
            using var picture = SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(1280, Math.Max(picture.Width, picture.Height));
            Assert.Equal(turned != 0, picture.Width > picture.Height);
            // The left half is red: turned by a quarter to the right it lies above, to the left below.
            var (x, y) = (picture.Width / 2, picture.Height / 2);
            var red = turned switch { 90 => picture.GetPixel(x, 50), 270 => picture.GetPixel(x, picture.Height - 50), _ => picture.GetPixel(50, y) };
            Assert.True(red.Red > 200 && red.Blue < 60, $"{turned}: {red}");
        }

        var letter = await AddAsync(client, ReceiptSamples.PdfWithPicture(ReceiptSamples.Jpeg(), isScan: false), "letter.pdf");
        using var drawn = await client.GetAsync((string)letter["thumbnail_url"]!, TestContext.Current.CancellationToken);
        using var page = SKBitmap.Decode(await drawn.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        // Points 10 to 70 from the left, 780 to 830 of 842 from below; its left half is red, its right half blue.
        var logo = (page.GetPixel(25 * page.Width / 595, 37 * page.Height / 842), page.GetPixel(55 * page.Width / 595, 37 * page.Height / 842));
        Assert.True(logo.Item1.Red > 200 && logo.Item1.Blue < 80 && logo.Item2.Blue > 200 && logo.Item2.Red < 80, $"{logo}");
        Assert.Equal(SKColors.White, page.GetPixel(page.Width / 2, page.Height / 2));
    }

    [Fact]
    public async Task Document_is_saved_not_opened_and_found_by_its_words_once_it_is_attached()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var transaction = await RecordAsync(client, "2026-10-05", "Corner Market", "12.50");
        var other = await RecordAsync(client, "2026-10-06", "Corner Market", "3.00");
        var receipt = await AddAsync(client, ReceiptSamples.Pdf("Northwind Espresso", "Date 2026-10-04", "Total 12.50"), "invoice.pdf");

        Assert.Equal(("2026-10-04", "12.50", 1), ((string)receipt["date"]!, (string)receipt["amount"]!, (int)receipt["pages"]!));
        using (var file = await client.GetAsync((string)receipt["file_url"]!, TestContext.Current.CancellationToken))
        {
            Assert.Equal(("attachment", "invoice.pdf"), (file.Content.Headers.ContentDisposition!.DispositionType, file.Content.Headers.ContentDisposition.FileNameStar ?? file.Content.Headers.ContentDisposition.FileName));
        }

        Assert.Empty(await FoundAsync(client, "espresso"));
        var proposal = (await client.ReadAsync($"/api/v1/receipts/{receipt["id"]}/proposals"))["items"]!.AsArray().Single()!;
        Assert.Equal((transaction.ToString(), 1, false), ((string)proposal["transaction_id"]!, (int)proposal["days_apart"]!, (bool)proposal["has_receipt"]!));
        await SendAsync(client, HttpMethod.Put, $"/api/v1/receipts/{receipt["id"]}/transactions/{transaction}", HttpStatusCode.NoContent);
        await SendAsync(client, HttpMethod.Put, $"/api/v1/receipts/{receipt["id"]}/transactions/{transaction}", HttpStatusCode.NoContent);

        foreach (var query in new[] { "espresso", "ESPRESSO", "\"northwind espresso\"", "has:receipt", "invoice.pdf" })
        {
            Assert.Equal([transaction], await FoundAsync(client, query));
        }

        Assert.Equal([other], await FoundAsync(client, "not has:receipt"));
        var bank = await client.AccountAsync("Checking");
        Assert.Single((await client.ReadAsync($"/api/v1/accounts/{bank}/register?q=espresso"))["items"]!.AsArray());
        Assert.Empty((await client.ReadAsync("/api/v1/receipts?inbox=true"))["items"]!.AsArray());
        Assert.Single((await client.ReadAsync("/api/v1/receipts?q=northwind"))["items"]!.AsArray());
        Assert.Equal((string)receipt["id"]!, (string)(await client.ReadAsync($"/api/v1/transactions/{transaction}"))["receipt_ids"]![0]!);
    }

    [Fact]
    public async Task Same_file_again_is_the_receipt_that_is_there_and_comes_back_with_undo_after_its_deletion()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var first = await AddAsync(client, ReceiptSamples.Jpeg(), "one.jpg");

        using var again = await UploadAsync(client, ReceiptSamples.Jpeg(), "two.jpg");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await SendAsync(client, HttpMethod.Delete, $"/api/v1/receipts/{first["id"]}", HttpStatusCode.NoContent);
        await SendAsync(client, HttpMethod.Get, $"/api/v1/receipts/{first["id"]}/file", HttpStatusCode.NotFound);
        var deletion = (await client.ReadAsync("/api/v1/changes"))["items"]![0]!;
        Assert.Equal("Receipt deleted: one.jpg", (string)deletion["summary"]!);
        await client.PostAsync($"/api/v1/changes/{deletion["id"]}/undo");
        await SendAsync(client, HttpMethod.Get, $"/api/v1/receipts/{first["id"]}/file", HttpStatusCode.OK);

        // Deleted and sent anew: another receipt of the same file; the old one cannot come back beside it.
        await SendAsync(client, HttpMethod.Delete, $"/api/v1/receipts/{first["id"]}", HttpStatusCode.NoContent);
        var second = await AddAsync(client, ReceiptSamples.Jpeg(), "three.jpg");
        Assert.NotEqual((string)first["id"]!, (string)second["id"]!);
        var gone = (await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().First(c => (string)c!["summary"]! == "Receipt deleted: one.jpg")!;
        var (refused, body) = await client.PostAsync($"/api/v1/changes/{gone["id"]}/undo");
        Assert.Equal((HttpStatusCode.Conflict, "receipt_is_there_already"), (refused.StatusCode, (string)body["code"]!));
    }

    [Fact]
    public async Task Amount_and_date_typed_by_hand_propose_the_transaction_and_the_edit_of_an_old_version_is_refused()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var split = await RecordAsync(client, "2026-10-05", "Corner Market", "12.50", "7.50");
        await RecordAsync(client, "2026-10-05", "Corner Market", "19.99");
        var receipt = await AddAsync(client, ReceiptSamples.Jpeg(), "slip.jpg");

        using var amended = await client.PatchAsJsonAsync($"/api/v1/receipts/{receipt["id"]}", new { date = "2026-10-20", amount = "20.00" }, TestContext.Current.CancellationToken);
        Assert.Equal("\"2\"", amended.Headers.ETag!.Tag);
        var proposal = Assert.Single((await client.ReadAsync($"/api/v1/receipts/{receipt["id"]}/proposals"))["items"]!.AsArray())!;
        Assert.Equal((split.ToString(), 15), ((string)proposal["transaction_id"]!, (int)proposal["days_apart"]!));
        using var stale = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/receipts/{receipt["id"]}") { Content = JsonContent.Create(new { amount = "1.00" }) };
        stale.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
        using var refused = await client.SendAsync(stale, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.Equal("receipt_version_differs", await CodeAsync(refused));
    }

    [Fact]
    public async Task Another_books_receipt_is_404_by_every_door_and_its_transaction_too()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var mine = await app.SetUpAsync();
        using var theirs = await app.AnotherBookAsync();
        var transaction = await RecordAsync(mine, "2026-10-05", "Corner Market", "12.50");
        var foreign = await RecordAsync(theirs, "2026-10-05", "Corner Market", "12.50");
        var receipt = await AddAsync(mine, ReceiptSamples.Jpeg(), "secret.jpg");
        var own = await AddAsync(theirs, ReceiptSamples.Jpeg(), "own.jpg");

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, ""), (HttpMethod.Get, "/file"), (HttpMethod.Get, "/thumbnail"), (HttpMethod.Get, "/proposals"), (HttpMethod.Delete, ""),
            (HttpMethod.Put, $"/transactions/{foreign}"), (HttpMethod.Delete, $"/transactions/{foreign}"), (HttpMethod.Patch, ""),
        })
        {
            var (here, nowhere) = (await AskAsync($"/api/v1/receipts/{receipt["id"]}{path}"), await AskAsync($"/api/v1/receipts/{Guid.CreateVersion7()}{path}"));
            Assert.Equal((HttpStatusCode.NotFound, "receipt_not_found"), here);
            Assert.Equal(nowhere, here);

            async Task<(HttpStatusCode, string)> AskAsync(string address)
            {
                using var request = new HttpRequestMessage(method, address) { Content = method == HttpMethod.Patch ? JsonContent.Create(new { amount = "1" }) : null };
                using var response = await theirs.SendAsync(request, TestContext.Current.CancellationToken);
                return (response.StatusCode, await CodeAsync(response));
            }
        }

        using var attach = await theirs.PutAsync($"/api/v1/receipts/{own["id"]}/transactions/{transaction}", null, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "transaction_not_found"), (attach.StatusCode, await CodeAsync(attach)));
        Assert.DoesNotContain("secret.jpg", (await theirs.ReadAsync("/api/v1/receipts")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("secret.jpg", (string)(await mine.ReadAsync($"/api/v1/receipts/{receipt["id"]}"))["file_name"]!);
    }

    [Fact]
    public async Task Quota_of_a_book_is_kept_whoever_uploads_at_once_and_deleted_receipts_count()
    {
        await using var app = await WebApp.StartAsync(postgres, ("Receipts:QuotaMegabytes", "1"));
        using var client = await app.SetUpAsync();
        // Noise packs badly: some 300 kB each.
        var files = Enumerable.Range(0, 6).Select(Noise).ToList();

        var answers = await Task.WhenAll(files.Select((f, i) => UploadAsync(client, f, $"{i}.png")));

        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.UnprocessableEntity).ToList();
        Assert.InRange(refused.Count, 2, 5);
        Assert.All(await Task.WhenAll(refused.Select(CodeAsync)), code => Assert.Equal("receipt_quota_is_exceeded", code));
        var listed = await client.ReadAsync("/api/v1/receipts");
        Assert.InRange((long)listed["used_bytes"]!, 1, 1024 * 1024);
        await SendAsync(client, HttpMethod.Delete, $"/api/v1/receipts/{listed["items"]![0]!["id"]}", HttpStatusCode.NoContent);
        Assert.Equal((long)listed["used_bytes"]!, (long)(await client.ReadAsync("/api/v1/receipts"))["used_bytes"]!);
        Array.ForEach(answers, a => a.Dispose());
    }

    /// <summary>The ledger goes on, and nothing half is left. Only root may make a disk this small.</summary>
    [Fact]
    public async Task Full_disk_refuses_the_receipt_and_nothing_else()
    {
        var disk = Directory.CreateTempSubdirectory("full disk ").FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk), "A disk this small can be made by root only.");
        try
        {
            await using var app = await WebApp.StartAsync(postgres, ("Receipts:Directory", disk));
            using var client = await app.SetUpAsync();

            using var refused = await UploadAsync(client, Noise(1), "slip.png");

            Assert.Equal((HttpStatusCode.InsufficientStorage, "receipt_storage_is_full"), (refused.StatusCode, await CodeAsync(refused)));
            // A small picture that found room is an orphan, which the sweep takes; what it belongs to is not there, nor half of it.
            Assert.All(Directory.EnumerateFiles(disk, "*", SearchOption.AllDirectories), f => Assert.EndsWith(".thumbnail", f, StringComparison.Ordinal));
            Assert.Empty((await client.ReadAsync("/api/v1/receipts"))["items"]!.AsArray());
            await RecordAsync(client, "2026-10-05", "Corner Market", "12.50");
        }
        finally
        {
            Run("umount", disk);
            Directory.Delete(disk);
        }
    }

    [Fact]
    public async Task Replicas_share_the_directory_and_a_file_under_its_name_is_whole()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var first = await app.SetUpAsync();
        await using var replica = app.Replica();
        using var second = replica.CreateClient();
        second.DefaultRequestHeaders.Authorization = first.DefaultRequestHeaders.Authorization;
        var files = Enumerable.Range(0, 4).Select(Noise).ToList();

        var answers = await Task.WhenAll(files.SelectMany((f, i) => new[] { UploadAsync(first, f, $"{i}.png"), UploadAsync(second, f, $"{i}.png") }));

        Assert.Equal(4, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(4, (await second.ReadAsync("/api/v1/receipts"))["items"]!.AsArray().Count);
        var contents = Directory.EnumerateFiles(app.Receipts, "*", SearchOption.AllDirectories).ToList();
        Assert.Equal(8, contents.Count);
        Assert.All(contents.Where(f => !f.EndsWith(".thumbnail", StringComparison.Ordinal)), f => Assert.Equal(Path.GetFileName(f), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))));
        Array.ForEach(answers, a => a.Dispose());
    }

    internal static async Task<JsonNode> AddAsync(HttpClient client, byte[] file, string name)
    {
        using var response = await UploadAsync(client, file, name);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    internal static async Task<HttpResponseMessage> UploadAsync(HttpClient client, byte[] file, string name)
    {
        using var content = new ByteArrayContent(file);
        using var form = new MultipartFormDataContent { { content, "file", name } };
        return await client.PostAsync("/api/v1/receipts", form, TestContext.Current.CancellationToken);
    }

    internal static async Task<string> CodeAsync(HttpResponseMessage response) =>
        (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!;

    private static async Task<Guid> RecordAsync(HttpClient client, string date, string payee, params string[] amounts)
    {
        var (id, bank, food) = (Guid.CreateVersion7(), await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var whole = amounts.Sum(a => decimal.Parse(a, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var response = await client.RecordAsync(id, date, payee, [(bank, $"-{whole}"), .. amounts.Select(a => (food, a))]);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return id;
    }

    private static async Task<List<Guid>> FoundAsync(HttpClient client, string query) =>
        [.. (await client.ReadAsync($"/api/v1/transactions?q={Uri.EscapeDataString(query)}"))["items"]!.AsArray().Select(i => Guid.Parse((string)i!["id"]!))];

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    private static byte[] Noise(int seed)
    {
        var random = new Random(seed);
        using var bitmap = new SKBitmap(320, 320);
        for (var i = 0; i < 320 * 320; i++)
        {
            bitmap.SetPixel(i % 320, i / 320, new SKColor((uint)random.Next() | 0xFF000000));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
