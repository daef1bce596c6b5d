using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Benchmarks;

/// <summary>Whole pages over HTTP from a running web, signed in as a browser is, beside a page that shows nothing of the book but its frame.</summary>
internal static partial class PageBenchmarks
{
    private const string Email = "bench@example.org";
    private const string Password = "four random words here";

    public static async Task RunAsync(ScratchPostgres server, int transactions, int runs)
    {
        var sample = new SampleBook(transactions);
        var (owner, app) = await BenchBook.MigratedAsync(server);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var web = Start(address, app);
        try
        {
            using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.All };
            using var browser = new HttpClient(handler) { BaseAddress = address };
            await HealthyAsync(browser);
            using var set = await browser.PostAsJsonAsync("/api/v1/setup", new { email = Email, password = Password, book = new { name = "Benchmark", currency = "EUR" } });
            var made = await set.Content.ReadFromJsonAsync<JsonElement>();
            var book = await BenchBook.InAsync(sample, owner, app, made.GetProperty("book_id").GetGuid(), made.GetProperty("user_id").GetGuid());
            await book.CopyAsync(triggers: true);
            await book.AnalyseAsync();
            await SignInAsync(browser);
            await PagesAsync(browser, sample, transactions, runs);
        }
        finally
        {
            web.Kill(entireProcessTree: true);
            await web.WaitForExitAsync();
        }
    }

    private static async Task PagesAsync(HttpClient browser, SampleBook sample, int transactions, int runs)
    {
        var register = $"/accounts/{sample.AccountIds[0]}";
        (string Name, string Path, string Holds)[] pages =
        [
            ("a bare page: the frame and nothing else of the book", "/settings/display", "Display"),
            ("home", "/", sample.Payees.Length > 0 ? "Benchmark" : ""),
            ("register, newest 100", register, "data-row"),
            // The same question without a page: what is left is the writing of it.
            ("register by the API, newest 100", $"/api/v1/accounts/{sample.AccountIds[0]}/register?limit=100", "running_balance"),
            ("register, search for a payee", $"{register}?q=cinema", "Cinema"),
            ("transactions, newest 100", "/transactions", "data-row"),
            ("transactions by the API, newest 100", "/api/v1/transactions?limit=100", "postings"),
            ("search for a payee", "/transactions?q=cinema", "Cinema"),
            ("search for a category and an amount", "/transactions?q=category:C05+amount:%3E100", "data-row"),
        ];
        var times = pages.Select(_ => new List<double>()).ToArray();
        var bytes = new long[pages.Length];
        for (var run = -10; run < runs; run++)
        {
            // Turn by turn, so that a slow second of the machine meets all of them.
            for (var i = 0; i < pages.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                var text = await browser.GetStringAsync(pages[i].Path);
                if (run >= 0)
                {
                    times[i].Add(watch.Elapsed.TotalMilliseconds);
                }

                Measure.Check(text.Contains(pages[i].Holds, StringComparison.Ordinal), $"what {pages[i].Path} shows");
                bytes[i] = text.Length;
            }
        }

        Console.WriteLine($"\n### Pages of a book of {transactions:N0} transactions, {runs} visits of each, turn by turn\n\n| page | median, ms | p95, ms | beside the bare page (p95) | characters |\n| --- | --- | --- | --- | --- |");
        for (var i = 0; i < pages.Length; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {pages[i].Name} | {At(times[i], 0.5):0.0} | {At(times[i], 0.95):0.0} | {At(times[i], 0.95) / At(times[0], 0.95):0.0}x | {bytes[i]:N0} |"));
        }
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));

    private static async Task SignInAsync(HttpClient browser)
    {
        var page = await browser.GetStringAsync("/sign-in");
        using var content = new FormUrlEncodedContent(Hidden().Matches(page).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value))
            .Concat([new("Form.Email", Email), new("Form.Password", Password)]));
        using var answer = await browser.PostAsync("/sign-in", content);
        Measure.Check(answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).Contains("Benchmark", StringComparison.Ordinal), "signing in");
    }

    private static async Task HealthyAsync(HttpClient browser)
    {
        for (var wait = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var answer = await browser.GetAsync("/health");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (wait.Elapsed < TimeSpan.FromSeconds(60))
            {
                // It is still starting.
            }

            Measure.Check(wait.Elapsed < TimeSpan.FromSeconds(60), "web is healthy within a minute");
            await Task.Delay(200);
        }
    }

    /// <summary>The web of this very build, as it runs in production.</summary>
    private static Process Start(Uri address, string app)
    {
        var folder = Path.GetDirectoryName(new Projects.FinanceAspire_Web().ProjectPath)!;
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        var program = Path.Combine([folder, "bin", .. own[^2..], "FinanceAspire.Web.dll"]);
        return Process.Start(new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = false,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["ConnectionStrings__financedb"] = app,
                ["Logging__LogLevel__Default"] = "Error",
            },
        })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
