using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FinanceAspire.Data;

/// <summary>
/// Brings a database to this version's schema: roles, then migrations, under one advisory lock, so that two workers at
/// once make one migration. Connects with a login that may create roles; everything is owned by <c>finance_owner</c>.
/// </summary>
public sealed partial class SchemaMigrator(string connectionString, string appPassword, ILogger<SchemaMigrator> logger)
{
    private const long LockKey = 0x46696E4173706972; // "FinAspir"

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) => MigrateAsync(null, cancellationToken);

    /// <summary>Up to a migration and no further: the schema that an older backup was made of.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(string? last, CancellationToken cancellationToken)
    {
        await using var guard = new NpgsqlConnection(connectionString);
        await guard.OpenAsync(cancellationToken);
        await ExecuteAsync(guard, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await CreateRolesAsync(guard, cancellationToken);
            return await ApplyAsync(last, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(guard, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<string>> ApplyAsync(string? last, CancellationToken cancellationToken)
    {
        // Options=-c role=… would be dropped by a pooler; a plain SET on the one connection that EF is given is not.
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, "set role finance_owner", cancellationToken);
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseNpgsql(connection, npgsql => npgsql.MigrationsHistoryTable(DataServices.MigrationsTable)).UseSnakeCaseNamingConvention();
        await using var db = new LedgerDbContext(options.Options);
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        // Made before it is read: a table that is not there would be an error in the server's log.
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            Log.Migrating(logger, pending.Count);
            await db.GetService<IMigrator>().MigrateAsync(last, cancellationToken);
        }

        Log.Migrated(logger, pending.Count);
        return pending;
    }

    private async Task CreateRolesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The password reaches the server as a parameter of set_config and is quoted there: it never stands in a statement's text.
        await using (var set = new NpgsqlCommand("select set_config('app.new_password', $1, false)", connection))
        {
            set.Parameters.AddWithValue(appPassword);
            await set.ExecuteNonQueryAsync(cancellationToken);
        }

        // Roles are the server's and the lock is the database's: a neighbour on the same server may be making them just now.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync(connection, SqlScript.Read("roles.sql"), cancellationToken);
                return;
            }
            catch (PostgresException e) when (attempt < 5 && e.SqlState is (PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError))
            {
                await Task.Delay(100 * attempt, cancellationToken);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Built from constants and embedded files only.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Applying {Count} migration(s)")]
        public static partial void Migrating(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Information, Message = "The schema is up to date ({Count} migration(s) applied now)")]
        public static partial void Migrated(ILogger logger, int count);
    }
}
