using System.ComponentModel;
using System.Diagnostics;

namespace FinanceAspire.AppHost;

internal static class ContainerEngine
{
    /// <summary>True where Docker's or Podman's engine answers within a few seconds; an installed client alone is not enough.</summary>
    public static bool Answers() => Answers("docker") || Answers("podman");

    private static bool Answers(string client)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(client, ["version", "--format", "{{.Server.Version}}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            // The client is not installed.
            return false;
        }
    }
}
