using System.Diagnostics;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>
/// PostgreSQL refuses to run as root. Started by root (a container, a CI job), its programs run under the account nobody,
/// by setpriv of util-linux; anybody else runs them as themselves.
/// </summary>
internal static class Unprivileged
{
    private const int Nobody = 65534;

    public static bool IsRoot { get; } = !OperatingSystem.IsWindows() && Environment.UserName == "root";

    /// <summary>How to start one of PostgreSQL's programs.</summary>
    /// <param name="diesWithParent">True where the program must not outlive this process, however it ends (Linux).</param>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments, bool diesWithParent = false)
    {
        List<string> prefix = [];
        if (OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") && (IsRoot || diesWithParent))
        {
            prefix.Add("/usr/bin/setpriv");
            if (IsRoot)
            {
                prefix.AddRange([$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"]);
            }

            // INT is PostgreSQL's fast shutdown: sessions end, the cluster is closed cleanly.
            if (diesWithParent)
            {
                prefix.Add("--pdeathsig=INT");
            }
        }
        else if (IsRoot)
        {
            throw new InvalidOperationException("PostgreSQL does not run as root and setpriv (util-linux) is not here. Start as an ordinary user, or install util-linux.");
        }

        string[] all = [.. prefix, program, .. arguments];
        return new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = Path.GetTempPath() };
    }

    /// <summary>Gives a folder, with what is in it, to the account that the programs run under.</summary>
    public static void Own(string folder)
    {
        if (IsRoot)
        {
            Command.Run("chown", ["-R", $"{Nobody}:{Nobody}", folder]);
        }
    }

    /// <summary>Refuses a folder that the account cannot reach, naming the parent that is closed to it.</summary>
    public static void RequireReachable(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        for (var parent = Path.GetDirectoryName(folder); IsRoot && parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Directory.Exists(parent) && (File.GetUnixFileMode(parent) & UnixFileMode.OtherExecute) == 0)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL runs as nobody and cannot enter {parent}. Choose another place: --Infrastructure:DataDirectory=/var/lib/FinanceAspire");
            }
        }
    }
}
