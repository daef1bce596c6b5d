using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>
/// The steps of embedded mode as this same program: <c>embedded binaries|init|postgres|redis DATA [POSTGRESBIN]</c>. So they
/// are resources, with a log in the dashboard, and the same on every system.
/// </summary>
internal static class EmbeddedTool
{
    public const string Verb = "embedded";
    public const string PortVariable = "FINANCEASPIRE_PORT";

    public static bool Handles(string[] args) => args is [Verb, ..];

    public static int Run(string[] args)
    {
        try
        {
            var (step, data) = (args[1], new DataFolder(args[2]));
            var asked = args is [_, _, _, { Length: > 0 } folder, ..] ? folder : null;
            switch (step)
            {
                case "binaries":
                    var found = PostgresLocator.Provide(asked, data.Cluster);
                    Console.WriteLine($"PostgreSQL {found.Major} in {found.Folder}");
                    return 0;
                case "init":
                    new PostgresCluster(PostgresLocator.Provide(asked, data.Cluster), data.Cluster).Initialise(data.Secrets().OwnerPassword, data.PasswordFile);
                    return 0;
                case "postgres":
                    return new PostgresCluster(PostgresLocator.Provide(asked, data.Cluster), data.Cluster).Run(Port(), []);
                case "redis":
                    return RunRedis(data);
                default:
                    Console.Error.WriteLine($"There is no step '{step}'.");
                    return 2;
            }
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static int Port() => int.Parse(Environment.GetEnvironmentVariable(PortVariable)!, CultureInfo.InvariantCulture);

    /// <summary>Garnet, which speaks Redis' protocol: on loopback, with a password from a private file, bounded in memory, without a disk.</summary>
    private static int RunRedis(DataFolder data)
    {
        // Restored once; afterwards this looks into the user's tool cache and needs no network.
        Command.Run(Dotnet(["tool", "restore"]));
        DataFolder.WritePrivately(data.RedisSettings, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Address"] = "127.0.0.1",
            ["Port"] = Port(),
            ["AuthenticationMode"] = "Password",
            ["Password"] = data.Secrets().RedisPassword,
            ["MemorySize"] = "256m",
            ["IndexSize"] = "16m",
        }));
        using var server = Process.Start(Dotnet(["tool", "run", "garnet-server", "--", "--config-import-path", data.RedisSettings]))!;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, server));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, server));
        server.WaitForExit();
        return server.ExitCode;
    }

    /// <summary>A cache holds nothing that could be lost: it is ended at once, with the server that the tool launcher started.</summary>
    private static void End(PosixSignalContext context, Process server)
    {
        context.Cancel = true;
        server.Kill(entireProcessTree: true);
    }

    private static ProcessStartInfo Dotnet(IEnumerable<string> arguments) => new(EmbeddedStores.DotnetHost, arguments)
    {
        // Where .config/dotnet-tools.json is found.
        WorkingDirectory = Environment.GetEnvironmentVariable("FINANCEASPIRE_TOOLS") ?? Environment.CurrentDirectory,
    };
}
