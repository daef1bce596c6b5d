using FinanceAspire.Data;

namespace FinanceAspire.Worker.Imports;

/// <summary>
/// A folder to drop files in: <c>folder/ACCOUNT/file</c>, or <c>folder/BOOK/ACCOUNT/file</c> where there are several books. What
/// was booked moves to <c>done</c> beside it, what was not to <c>failed</c>, each with its report. Looked into every few
/// seconds rather than watched: notifications get lost on network drives and in containers.
/// </summary>
internal sealed partial class WatchFolder(FileImporter importer, IConfiguration configuration, TimeProvider clock, ILogger<WatchFolder> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, (long Size, DateTime Written)> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["Import:Folder"] is not { Length: > 0 } folder)
        {
            return;
        }

        Log.Watching(logger, folder);
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                await LookAsync(folder, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database or the drive may be away for a while: the files wait. Whatever else it is, the worker has more to do.
                Log.Failed(logger, e);
            }

            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    /// <summary>Takes in what has lain unchanged since the last look: a file that is still being copied is left alone.</summary>
    internal async Task<int> LookAsync(string folder, CancellationToken cancellationToken)
    {
        var taken = 0;
        var present = Files(folder).ToList();
        foreach (var (path, book, account) in present)
        {
            var info = new FileInfo(path);
            var state = (info.Length, info.LastWriteTimeUtc);
            if (!_seen.TryGetValue(path, out var before) || before != state)
            {
                _seen[path] = state;
                continue;
            }

            _seen.Remove(path);
            try
            {
                await TakeAsync(info, book, account, cancellationToken);
                taken++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // This one cannot be read or moved just now: it waits, the others do not wait for it.
                Log.Failed(logger, e);
            }
        }

        foreach (var gone in _seen.Keys.Except(present.Select(p => p.Path)).ToList())
        {
            _seen.Remove(gone);
        }

        return taken;
    }

    private async Task TakeAsync(FileInfo info, string? book, string account, CancellationToken cancellationToken)
    {
        var access = await importer.BookAsync(book, cancellationToken);
        var report = access is null
            ? new FileReport(info.Name, false, [book is null ? "There is no book, or there are several: put the account's folder into a folder of the book's name." : $"There is no book '{book}', or several."])
            : await importer.ImportAsync(info.FullName, account, access, dryRun: false, cancellationToken);
        Move(info, report);
    }

    private static IEnumerable<(string Path, string? Book, string Account)> Files(string folder)
    {
        foreach (var first in Directory.EnumerateDirectories(folder).Where(IsOpen))
        {
            foreach (var file in Plain(first))
            {
                yield return (file, null, Path.GetFileName(first));
            }

            foreach (var second in Directory.EnumerateDirectories(first).Where(IsOpen))
            {
                foreach (var file in Plain(second))
                {
                    yield return (file, Path.GetFileName(first), Path.GetFileName(second));
                }
            }
        }
    }

    /// <summary>No hidden or half-copied files, and nothing that only points elsewhere.</summary>
    private static IEnumerable<string> Plain(string folder) =>
        Directory.EnumerateFiles(folder).Where(f => !Path.GetFileName(f).StartsWith('.') && Path.GetExtension(f) is not (".part" or ".tmp" or ".crdownload") && new FileInfo(f).LinkTarget is null);

    private static bool IsOpen(string folder) => Path.GetFileName(folder) is not ("done" or "failed") && !Path.GetFileName(folder).StartsWith('.') && new DirectoryInfo(folder).LinkTarget is null;

    private void Move(FileInfo file, FileReport report)
    {
        var folder = Path.Combine(file.DirectoryName!, report.IsCommitted ? "done" : "failed");
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, $"{clock.GetUtcNow():yyyyMMdd-HHmmss}-{file.Name}");
        for (var i = 2; File.Exists(target); i++)
        {
            target = Path.Combine(folder, $"{clock.GetUtcNow():yyyyMMdd-HHmmss}-{i}-{file.Name}");
        }

        file.MoveTo(target);
        File.WriteAllText($"{target}.report.txt", report + Environment.NewLine);
        Log.Taken(logger, report.IsCommitted ? "imported" : "not imported");
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Files put into {Folder}/ACCOUNT are imported")]
        public static partial void Watching(ILogger logger, string folder);

        [LoggerMessage(Level = LogLevel.Information, Message = "A file of the import folder was {Outcome}; its report lies beside it")]
        public static partial void Taken(ILogger logger, string outcome);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The import folder could not be worked through; it is tried again")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
