using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace FinanceAspire.Tests.Support;

/// <summary>
/// One real PostgreSQL for the whole run. Each test class gets a database of its own, made from a template that has been
/// migrated once.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public const string AppPassword = "app-password";
    private readonly SemaphoreSlim _once = new(1);
    private ScratchPostgres? _server;
    private bool _migrated;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A fresh database at the current schema: the owner's connection string and the web role's.</summary>
    public async Task<(string Owner, string App)> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            var server = await ServerAsync(cancellationToken);
            if (!_migrated)
            {
                await server.ExecuteAsync("create database template_ledger", cancellationToken);
                await new SchemaMigrator(server.Owner("template_ledger"), AppPassword, NullLogger<SchemaMigrator>.Instance).MigrateAsync(cancellationToken);
                NpgsqlConnection.ClearAllPools();
                _migrated = true;
            }

            var name = $"t{Guid.NewGuid():N}";
            await server.ExecuteAsync($"create database {name} template template_ledger", cancellationToken);
            await server.ExecuteAsync($"grant connect on database {name} to finance_app", cancellationToken);
            return (server.Owner(name), server.App(name, AppPassword));
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
            var server = await ServerAsync(cancellationToken);
            var name = $"e{Guid.NewGuid():N}";
            await server.ExecuteAsync($"create database {name}", cancellationToken);
            return server.Owner(name);
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
            await _server.DisposeAsync();
        }

        _once.Dispose();
    }

    private async Task<ScratchPostgres> ServerAsync(CancellationToken cancellationToken) =>
        _server ??= await ScratchPostgres.StartAsync(["fsync=off", "max_connections=600"], cancellationToken);
}
