using System.ComponentModel;
using System.Diagnostics;

namespace FinanceAspire.AppHost;

internal static class ContainerEngine
{
    /// <summary>Aspire's orchestrator refuses older clients, Debian 12's 20.10 among them, after half a minute of trying.</summary>
    private static readonly Version OldestDockerClient = new(25, 0);

    /// <summary>True where Docker's or Podman's engine answers within a few seconds to a client that Aspire works with; an installed client alone is not enough.</summary>
    public static bool Answers() =>
        (Output("docker", "version", "--format", "{{.Server.Version}}") is not null && Supports(Output("docker", "version", "--format", "{{.Client.Version}}")))
        || Output("podman", "info") is not null;

    /// <summary>True for a Docker client's version that Aspire works with.</summary>
    public static bool Supports(string? clientVersion) =>
        Version.TryParse(clientVersion?.Trim().Split('-', '+')[0], out var version) && version >= OldestDockerClient;

    /// <summary>What the client prints, or null where it is not installed, fails or hangs.</summary>
    private static string? Output(string client, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(client, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            // The client is not installed.
            return null;
        }
    }
}
