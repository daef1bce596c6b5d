using System.Diagnostics;
using FinanceAspire.AppHost.Embedded;
using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace FinanceAspire.Tests.Support;

/// <summary>
/// One real PostgreSQL for the whole run, by the same binaries and the same code as embedded mode. Each test class gets a
/// database of its own, made from a template that has been migrated once.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public const string AppPassword = "app-password";
    private const string OwnerPassword = "owner-password";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"financeaspire-tests-{Guid.NewGuid():N}");
    private readonly SemaphoreSlim _once = new(1);
    private Process? _server;
    private PostgresBinaries? _binaries;
    private int _port;
    private bool _migrated;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A fresh database at the current schema: the owner's connection string and the web role's.</summary>
    public async Task<(string Owner, string App)> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            await StartAsync(cancellationToken);
            if (!_migrated)
            {
                await ExecuteAsync("create database template_ledger", cancellationToken);
                await new SchemaMigrator(Owner("template_ledger"), AppPassword, NullLogger<SchemaMigrator>.Instance).MigrateAsync(cancellationToken);
                NpgsqlConnection.ClearAllPools();
                _migrated = true;
            }

            var name = $"t{Guid.NewGuid():N}";
            await ExecuteAsync($"create database {name} template template_ledger", cancellationToken);
            await ExecuteAsync($"grant connect on database {name} to finance_app", cancellationToken);
            return (Owner(name), $"Host=127.0.0.1;Port={_port};Username=finance_app;Password={AppPassword};Database={name};Maximum Pool Size=20");
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>A database without any schema.</summary>
    public async Task<string> CreateEmptyDatabaseAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            await StartAsync(cancellationToken);
            var name = $"e{Guid.NewGuid():N}";
            await ExecuteAsync($"create database {name}", cancellationToken);
            return Owner(name);
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            new PostgresCluster(_binaries!, Path.Combine(_folder, "postgres")).Stop();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _once.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        var data = Path.Combine(_folder, "postgres");
        _binaries = PostgresLocator.Provide(null, data);
        new PostgresCluster(_binaries, data).Initialise(OwnerPassword, Path.Combine(_folder, "password"));
        _port = FreePort();
        var started = new TaskCompletionSource<Process>();
        // The kernel ends the server with the thread that started it, so that thread waits for as long as the server lives.
        new Thread(() =>
        {
            var process = Process.Start(Unprivileged.Start(
                _binaries.Program("postgres"),
                ["-D", data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=300", "-c", "log_min_messages=fatal", "-c", "log_min_error_statement=fatal"],
                diesWithParent: true))!;
            started.SetResult(process);
            process.WaitForExit();
        })
        { IsBackground = true }.Start();
        _server = await started.Task;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await ExecuteAsync("select 1", cancellationToken);
                return;
            }
            catch (NpgsqlException) when (attempt < 200)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Owner("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Names made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Owner(string database) => $"Host=127.0.0.1;Port={_port};Username={PostgresCluster.Owner};Password={OwnerPassword};Database={database};Maximum Pool Size=5";

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
