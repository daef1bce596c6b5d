using System.Data;
using System.Globalization;
using System.IO.Compression;
using FinanceAspire.Worker.Secrets;
using Npgsql;

namespace FinanceAspire.Worker.Backups;

/// <summary>Writes everything into one file, as it stood at one moment; people go on working meanwhile.</summary>
internal sealed class BackupWriter(string connectionString, string? receipts, TimeProvider clock)
{
    private const string Pattern = "financeaspire-*.backup";

    /// <returns>The file. It is there whole and checked, or not at all.</returns>
    public async Task<(string Path, BackupSummary Summary)> WriteAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var now = clock.GetUtcNow();
        var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"financeaspire-{now:yyyyMMdd'T'HHmmss'Z'}.backup"));
        var temporary = path + ".partial";
        try
        {
            // Everybody's figures are in it: for its owner's eyes only. What a killed run left is in the way of nobody.
            File.Delete(temporary);
            await using (var file = PrivateFile.Create(temporary))
            {
                await using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    await FillAsync(archive, now, cancellationToken);
                }

                file.Flush(flushToDisk: true);
            }

            // What cannot be read back is no backup.
            using var written = await BackupFile.OpenAsync(temporary, cancellationToken);
            File.Move(temporary, path);
            return (path, written.Summary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes all but the newest; their names sort by time.</summary>
    public static int Keep(string directory, int count)
    {
        var old = Directory.GetFiles(directory, Pattern).Order(StringComparer.Ordinal).SkipLast(count).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    private async Task FillAsync(ZipArchive archive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        // One snapshot for all tables.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await BecomeReaderOfAllAsync(connection, cancellationToken);
        var migrations = await LedgerContent.MigrationsAsync(connection, cancellationToken);
        if (migrations.Count == 0)
        {
            throw new BackupException("The database has no schema yet, so there is nothing to back up.");
        }

        var tables = new List<BackedUpTable>();
        foreach (var (table, columns) in await LedgerContent.TablesAsync(connection, cancellationToken))
        {
            var rows = await LedgerContent.CountAsync(connection, table, cancellationToken);
            var (sha256, _) = await BackupFile.AddAsync(archive, BackupFile.TableEntry(table), async stream =>
            {
                await using var copy = await connection.BeginRawBinaryCopyAsync(
                    $"copy {LedgerContent.Quote(table)} ({string.Join(", ", columns.Select(LedgerContent.Quote))}) to stdout (format binary)", cancellationToken);
                await copy.CopyToAsync(stream, cancellationToken);
            }, cancellationToken);
            tables.Add(new(table, columns, rows, sha256));
        }

        var summary = new BackupSummary(
            BackupSummary.CurrentFormat,
            now,
            migrations,
            tables,
            await LedgerContent.SequencesAsync(connection, cancellationToken),
            // After the snapshot: files are added, and taken away only a month after their last receipt, so each that a row names is there.
            await AddReceiptsAsync(archive, cancellationToken),
            await LedgerContent.AccountsAsync(connection, cancellationToken));
        await BackupFile.SealAsync(archive, summary, cancellationToken);
    }

    /// <summary>With row_security off a policy that would hide a row is an error: a backup never lacks rows silently.</summary>
    private static async Task BecomeReaderOfAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await LedgerContent.ExecuteAsync(connection, "set local role finance_backup; set local row_security = off", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedObject)
        {
            throw new BackupException("The login of ConnectionStrings:financedb may not act as finance_backup, which reads every row. Use the server's superuser, or grant it that role.", e);
        }
    }

    private async Task<List<BackedUpFile>> AddReceiptsAsync(ZipArchive archive, CancellationToken cancellationToken)
    {
        var files = new List<BackedUpFile>();
        if (receipts is null || !Directory.Exists(receipts))
        {
            return files;
        }

        // What is being written just now is no receipt yet.
        foreach (var file in Directory.EnumerateFiles(receipts, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(receipts, file).Replace('\\', '/');
            var (sha256, length) = await BackupFile.AddAsync(archive, BackupFile.ReceiptEntry(name), async stream =>
            {
                await using var content = File.OpenRead(file);
                await content.CopyToAsync(stream, cancellationToken);
            }, cancellationToken);
            files.Add(new(name, length, sha256));
        }

        return files;
    }
}
