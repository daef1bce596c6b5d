using System.Diagnostics;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>Runs a program to its end; its output is this program's, and so the resource's log.</summary>
internal static class Command
{
    public static void Run(string program, IEnumerable<string> arguments) => Run(new ProcessStartInfo(program, arguments));

    public static void Run(ProcessStartInfo start)
    {
        if (TryRun(start) is var code and not 0)
        {
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {code}.");
        }
    }

    public static int TryRun(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The first line that a program prints, or null where it is not there or fails.</summary>
    public static string? FirstLine(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var line = process.StandardOutput.ReadLine();
            process.WaitForExit();
            return process.ExitCode == 0 ? line : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
