using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>One cluster in a folder: made once, run until told to stop, always closed cleanly.</summary>
internal sealed class PostgresCluster(PostgresBinaries binaries, string folder)
{
    public const string Owner = "finance";

    /// <summary>Makes the cluster where there is none. A folder that an interrupted initdb left half made is made anew.</summary>
    public void Initialise(string password, string passwordFile)
    {
        if (File.Exists(Path.Combine(folder, "made")))
        {
            Console.WriteLine("The cluster is there.");
            return;
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        Unprivileged.RequireReachable(folder);
        Unprivileged.Own(folder);
        // The password reaches initdb by a file, never by its command line, which every user of the machine can read.
        DataFolder.WritePrivately(passwordFile, password + "\n");
        Unprivileged.Own(passwordFile);
        try
        {
            string[] locale = binaries.Major >= 17 ? ["--locale-provider=builtin", "--locale=C.UTF-8"] : ["--locale=C"];
            Command.Run(Unprivileged.Start(binaries.Program("initdb"),
            [
                "-D", folder, "-U", Owner, $"--pwfile={passwordFile}", "-E", "UTF8", .. locale,
                "--auth=scram-sha-256", "--data-checksums",
            ]));
        }
        finally
        {
            File.Delete(passwordFile);
        }

        File.WriteAllText(Path.Combine(folder, "made"), "");
        Unprivileged.Own(Path.Combine(folder, "made"));
    }

    /// <summary>Runs the server until this process is told to end. Ends it fast: sessions are cut, the cluster is closed cleanly.</summary>
    /// <returns>The server's exit code.</returns>
    public int Run(int port, IEnumerable<string> settings)
    {
        // A server that an earlier, killed start left behind still holds the folder.
        if (Command.TryRun(Quiet("status")) == 0)
        {
            Console.WriteLine("An earlier server still runs on this folder; it is stopped first.");
            Command.Run(Control("stop", "-m", "fast", "-w"));
        }

        var start = Unprivileged.Start(
            binaries.Program("postgres"),
            [
                "-D", folder, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=", .. settings.SelectMany(s => new[] { "-c", s }),
            ],
            diesWithParent: true);

        // Started on the main thread: the kernel ties the child to the thread that made it, and that one lives as long as we do.
        using var server = Process.Start(start)!;
        void Stop(PosixSignalContext context)
        {
            // Not ours to die from yet: the server goes first, then Run returns.
            context.Cancel = true;
            Command.TryRun(Control("stop", "-m", "fast", "-w"));
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        server.WaitForExit();
        return server.ExitCode;
    }

    public void Stop() => Command.TryRun(Control("stop", "-m", "fast", "-w"));

    private ProcessStartInfo Control(string command, params string[] more) =>
        Unprivileged.Start(binaries.Program("pg_ctl"), [command, "-D", folder, .. more]);

    private ProcessStartInfo Quiet(string command)
    {
        var start = Control(command);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }
}
