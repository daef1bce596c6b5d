using System.Diagnostics;

namespace FinanceAspire.Tests.Support;

/// <summary>Another program's opinion: hledger, Ledger, beancount, as Debian packages them.</summary>
public static class Judge
{
    /// <summary>Skips the test where the program is not there, and says so; where it is required, its absence fails.</summary>
    public static void Require(string program)
    {
        if (Environment.GetEnvironmentVariable("FINANCEASPIRE_REQUIRE_JUDGES") != "1")
        {
            var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
            Assert.SkipUnless(found, $"{program} is not installed on this machine.");
        }
    }

    /// <summary>What the program prints; its complaint fails the test.</summary>
    public static async Task<string> AskAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Locale decides how Haskell reads a file.
            Environment = { ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" },
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}{(await output)[..Math.Min(2000, (await output).Length)]}");
        return await output;
    }
}
