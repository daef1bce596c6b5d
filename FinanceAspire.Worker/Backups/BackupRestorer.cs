using FinanceAspire.Data;
using Npgsql;

namespace FinanceAspire.Worker.Backups;

/// <summary>Puts a backup into an empty installation: all of it, with the very balances that it was made of, or nothing.</summary>
internal sealed class BackupRestorer(string connectionString, string? receipts, SchemaMigrator migrator)
{
    public async Task<BackupSummary> RestoreAsync(string path, CancellationToken cancellationToken)
    {
        // First every byte of the file is read against its checksums.
        using var backup = await BackupFile.OpenAsync(path, cancellationToken);
        await PrepareAsync(backup.Summary, cancellationToken);
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await FillAsync(connection, backup, cancellationToken);
            await CompareAsync(connection, backup.Summary, cancellationToken);
            // Receipts before the rows that name them are to be seen.
            await RestoreReceiptsAsync(backup, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await migrator.MigrateAsync(cancellationToken);
        return backup.Summary;
    }

    /// <summary>Brings an empty database to the schema that the backup was made of, and refuses one that is not empty.</summary>
    private async Task PrepareAsync(BackupSummary summary, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var applied = await LedgerContent.MigrationsAsync(connection, cancellationToken);
        if (applied.Except(summary.Migrations).ToList() is { Count: > 0 } newer)
        {
            throw new BackupException(
                $"The database is newer than the backup by {newer.Count} migration(s). Restore into a database without a schema (before the first start of this version's worker); it is brought up to date afterwards. Nothing was changed.");
        }

        foreach (var table in applied.Count == 0 ? [] : new[] { "users", "books" })
        {
            if (await LedgerContent.CountAsync(connection, table, cancellationToken) > 0)
            {
                throw new BackupException($"The installation is not empty: it has {table}. Restore into a new one. Nothing was changed.");
            }
        }

        if (applied.Count < summary.Migrations.Count)
        {
            await migrator.MigrateAsync(summary.Migrations[^1], cancellationToken);
        }

        if ((await LedgerContent.MigrationsAsync(connection, cancellationToken)).SequenceEqual(summary.Migrations) is false)
        {
            throw new BackupException("The backup was made by a newer version of the program, or by another one. Update the program first.");
        }
    }

    private static async Task FillAsync(NpgsqlConnection connection, BackupFile backup, CancellationToken cancellationToken)
    {
        try
        {
            // Rows come as they were: no trigger derives, refuses or logs anything. Only a superuser can say so.
            await LedgerContent.ExecuteAsync(connection, "set local session_replication_role = replica; set local lock_timeout = '20s'", cancellationToken);
            var tables = string.Join(", ", (await LedgerContent.TablesAsync(connection, cancellationToken)).Select(t => LedgerContent.Quote(t.Table)));
            await LedgerContent.ExecuteAsync(connection, $"truncate {tables}", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.LockNotAvailable)
        {
            throw new BackupException(
                e.SqlState == PostgresErrorCodes.LockNotAvailable
                    ? "The tables are in use. Stop web and worker, then restore again. Nothing was changed."
                    : "Restoring needs the server's superuser in ConnectionStrings:financedb. Nothing was changed.", e);
        }

        foreach (var table in backup.Summary.Tables)
        {
            await using var stream = await backup.ReadAsync(BackupFile.TableEntry(table.Name), cancellationToken);
            await using var copy = await connection.BeginRawBinaryCopyAsync(
                $"copy {LedgerContent.Quote(table.Name)} ({string.Join(", ", table.Columns.Select(LedgerContent.Quote))}) from stdin (format binary)", cancellationToken);
            await stream.CopyToAsync(copy, cancellationToken);
        }

        foreach (var sequence in backup.Summary.Sequences)
        {
            await using var command = new NpgsqlCommand("select setval(format('public.%I', $1)::regclass, $2, $3)", connection);
            command.Parameters.AddWithValue(sequence.Name);
            command.Parameters.AddWithValue(sequence.Value);
            command.Parameters.AddWithValue(sequence.IsCalled);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>What is in the database now against what the backup says it held: every table's rows, every account's balance.</summary>
    private static async Task CompareAsync(NpgsqlConnection connection, BackupSummary summary, CancellationToken cancellationToken)
    {
        foreach (var table in summary.Tables)
        {
            if (await LedgerContent.CountAsync(connection, table.Name, cancellationToken) is var rows && rows != table.Rows)
            {
                throw new BackupException($"{table.Name} has {rows} rows where the backup has {table.Rows}. Nothing was changed.");
            }
        }

        var accounts = await LedgerContent.AccountsAsync(connection, cancellationToken);
        if (summary.Accounts.Except(accounts).Concat(accounts.Except(summary.Accounts)).FirstOrDefault() is { } differing)
        {
            throw new BackupException($"The balance of the account {differing.Name} ({differing.Id}) is not the one of the backup. Nothing was changed.");
        }
    }

    private async Task RestoreReceiptsAsync(BackupFile backup, CancellationToken cancellationToken)
    {
        if (backup.Summary.Receipts.Count > 0 && receipts is null)
        {
            throw new BackupException("The backup has receipts: say where they go with the setting Receipts:Directory. Nothing was changed.");
        }

        foreach (var receipt in backup.Summary.Receipts)
        {
            var target = Path.GetFullPath(Path.Combine(receipts!, receipt.Path));
            if (!target.StartsWith(Path.GetFullPath(receipts!) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new BackupException($"The backup has a receipt at {receipt.Path}, outside of the receipts' directory. Nothing was changed.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var temporary = target + ".partial";
            await using (var content = await backup.ReadAsync(BackupFile.ReceiptEntry(receipt.Path), cancellationToken))
            await using (var file = File.Create(temporary))
            {
                await content.CopyToAsync(file, cancellationToken);
            }

            File.Move(temporary, target, overwrite: true);
        }
    }
}
