using System.Diagnostics;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Support;

/// <summary>A real Chromium: the system's, else Playwright's own, else Debian's package where root may install it. Never skipped.</summary>
public static class Browser
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
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

        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = system, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    private static void Run(string program, string arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
    }
}
