using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FinanceAspire.AppHost.Embedded;
using Npgsql;

namespace FinanceAspire.Tests.Support;

/// <summary>A real PostgreSQL of its own in a temporary folder, by the same binaries and the same code as embedded mode.</summary>
public sealed class ScratchPostgres : IAsyncDisposable
{
    private const string OwnerPassword = "owner-password";

    /// <summary>A test has a database and pools of its own: what it leaves idle must not keep the next ones out.</summary>
    private const string Idle = "Connection Idle Lifetime=10;Connection Pruning Interval=5";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"financeaspire-tests-{Guid.NewGuid():N}");
    private readonly int _port = FreePort();
    private PostgresBinaries _binaries = null!;
    private Process _server = null!;

    private ScratchPostgres()
    {
    }

    private string Data => Path.Combine(_folder, "postgres");

    /// <summary>Starts a server with settings of the form <c>name=value</c> beside those that keep it to itself.</summary>
    public static async Task<ScratchPostgres> StartAsync(string[] settings, CancellationToken cancellationToken)
    {
        var postgres = new ScratchPostgres();
        Directory.CreateDirectory(postgres._folder);
        postgres._binaries = PostgresLocator.Provide(null, postgres.Data);
        new PostgresCluster(postgres._binaries, postgres.Data).Initialise(OwnerPassword, Path.Combine(postgres._folder, "password"));
        var started = new TaskCompletionSource<Process>();
        string[] all = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "log_min_messages=fatal", "log_min_error_statement=fatal", .. settings];
        // The kernel ends the server with the thread that started it, so that thread waits for as long as the server lives.
        new Thread(() =>
        {
            var process = Process.Start(Unprivileged.Start(
                postgres._binaries.Program("postgres"), ["-D", postgres.Data, "-p", $"{postgres._port}", .. all.SelectMany(s => new[] { "-c", s })], diesWithParent: true))!;
            started.SetResult(process);
            process.WaitForExit();
        })
        { IsBackground = true }.Start();
        postgres._server = await started.Task;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await postgres.ExecuteAsync("select 1", cancellationToken);
                return postgres;
            }
            catch (NpgsqlException) when (attempt < 200)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    /// <summary>The connection string of the login that owns the server.</summary>
    public string Owner(string database) => $"Host=127.0.0.1;Port={_port};Username={PostgresCluster.Owner};Password={OwnerPassword};Database={database};Maximum Pool Size=5;{Idle}";

    /// <summary>The connection string of the web role.</summary>
    public string App(string database, string password) => $"Host=127.0.0.1;Port={_port};Username=finance_app;Password={password};Database={database};Maximum Pool Size=20;{Idle}";

    /// <summary>Runs a statement in the server's own database.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Owner("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Names made by tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        new PostgresCluster(_binaries, Data).Stop();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
