using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Worker.Backups;
using Npgsql;

namespace FinanceAspire.Worker.Commands;

/// <summary><c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    private const string StandardInput = "-";
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    public static Command CreateBackup()
    {
        var directory = new Option<string?>("--directory") { Description = "Where the file goes; else the setting Backup:Directory, else here." };
        var keep = new Option<int?>("--keep") { Description = "Remove all but the newest N once the new one is complete." };
        var daily = new Option<TimeOnly?>("--daily")
        {
            Description = "Stay, and write one every day at HH:mm or HH:mm:ss (UTC).",
            CustomParser = Time,
        };
        var command = new Command("backup", "Write the database, the receipts and a summary of every balance into one file.") { directory, keep, daily };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = Service.Build([]);
            var folder = parsed.GetValue(directory) ?? host.Configuration["Backup:Directory"] ?? Environment.CurrentDirectory;
            var writer = new BackupWriter(Connection(host), host.Services.GetRequiredService<ReceiptSettings>().Directory, TimeProvider.System);
            Task<int> Once() => GuardAsync(parsed, async output =>
            {
                var (path, summary) = await writer.WriteAsync(folder, cancellationToken);
                await output.WriteLineAsync(Describe(path, summary));
                if (parsed.GetValue(keep) is { } count and > 0 && BackupWriter.Keep(folder, count) is var removed and > 0)
                {
                    await output.WriteLineAsync($"{removed} older backup(s) removed.");
                }
            });
            if (parsed.GetValue(daily) is not { } time)
            {
                return await Once();
            }

            for (var wait = Until(time); ; wait = await Once() == 0 ? Until(time) : AfterFailure)
            {
                await Task.Delay(wait, cancellationToken);
            }
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("file") { Description = "The backup; a name alone is looked for in the setting Backup:Directory too. `latest` is the newest there, `-` is standard input." };
        var command = new Command("restore", "Put a backup into an empty installation and compare every balance.") { file };
        command.SetAction((parsed, cancellationToken) => GuardAsync(parsed, async output =>
        {
            await using var host = Service.Build([]);
            var (name, directory) = (parsed.GetRequiredValue(file), host.Configuration["Backup:Directory"]);
            using var received = name == StandardInput ? await ReceivedFile.ReadAsync(Console.OpenStandardInput(), directory, cancellationToken) : null;
            var path = received?.Path ?? Find(name, directory);
            var restorer = new BackupRestorer(Connection(host), host.Services.GetRequiredService<ReceiptSettings>().Directory, host.Services.GetRequiredService<SchemaMigrator>());
            var summary = await restorer.RestoreAsync(path, cancellationToken);
            await output.WriteLineAsync($"Restored. {Describe(received is null ? path : "The backup", summary)} Every balance is the one in the backup.");
        }));
        return command;
    }

    private static string Find(string name, string? directory)
    {
        if (name == "latest" && directory is not null && Directory.Exists(directory))
        {
            return Directory.GetFiles(directory, "*.backup").Order(StringComparer.Ordinal).LastOrDefault() ?? throw new BackupException($"There is no backup in {directory}.");
        }

        return new[] { name, Path.Combine(directory ?? ".", name) }.FirstOrDefault(File.Exists) ?? throw new BackupException($"There is no file {name}.");
    }

    private static TimeOnly? Time(ArgumentResult result)
    {
        if (TimeOnly.TryParseExact(result.Tokens[0].Value, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        result.AddError($"{result.Tokens[0].Value} is no time of day: write 03:00.");
        return null;
    }

    private static TimeSpan Until(TimeOnly time)
    {
        var now = TimeProvider.System.GetUtcNow();
        var today = new DateTimeOffset(DateOnly.FromDateTime(now.UtcDateTime), time, TimeSpan.Zero);
        return (today > now ? today : today.AddDays(1)) - now;
    }

    /// <summary>What was refused is said in a sentence; a bug or a database that is away is not hidden behind one.</summary>
    private static async Task<int> GuardAsync(ParseResult parsed, Func<TextWriter, Task> act)
    {
        try
        {
            await act(parsed.InvocationConfiguration.Output);
            return 0;
        }
        catch (Exception e) when (e is BackupException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(e is BackupException ? e.Message : e.ToString());
            return 1;
        }
    }

    private static string Describe(string path, BackupSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: {summary.Tables.Sum(t => t.Rows)} rows of {summary.Tables.Count} tables, {summary.Receipts.Count} receipts, {summary.Accounts.Select(a => a.BookId).Distinct().Count()} book(s), {summary.Accounts.Count} accounts.");

    private static string Connection(WebApplication host) =>
        host.Configuration.GetConnectionString("financedb") ?? throw new BackupException("The setting ConnectionStrings:financedb is missing.");
}
