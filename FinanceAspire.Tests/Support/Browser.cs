using System.Diagnostics;
using FinanceAspire.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace FinanceAspire.Tests.Support;

/// <summary>
/// A real Chromium: the system's (the one without a screen first, which is quicker), else Playwright's own, else Debian's package
/// where root may install it. Never skipped. One for the whole run, started by the first test that asks; each test has contexts
/// of its own, which share nothing.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private static readonly Lazy<Task<(IPlaywright Driver, IBrowser Chromium)>> Shared = new(LaunchAsync);

    public static async Task<IBrowserContext> ContextAsync(BrowserNewContextOptions options) => await (await Shared.Value).Chromium.NewContextAsync(options);

    public async ValueTask DisposeAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
        {
            var (driver, chromium) = await Shared.Value;
            await chromium.DisposeAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Chromium)> LaunchAsync()
    {
        // Patience on a busy machine; what never comes still fails.
        Assertions.SetDefaultExpectTimeout(30_000);
        var system = Places.FirstOrDefault(File.Exists);
        if (system is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
        {
            Run("apt-get", "update -q");
            Run("apt-get", "install -y -q chromium");
            system = Places.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("No Chromium: neither the system's, nor Playwright's, nor Debian's could be had. Install chromium and run the tests again.");
        }

        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = system, Args = ["--no-sandbox", "--disable-gpu"] }));
    }

    private static void Run(string program, string arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
    }
}
