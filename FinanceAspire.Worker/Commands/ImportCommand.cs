using System.CommandLine;
using FinanceAspire.Worker.Imports;

namespace FinanceAspire.Worker.Commands;

/// <summary>Files from the command line, each on its own: one that is not clean does not stop the others.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("files") { Description = "Bank files, journals or exports.", Arity = ArgumentArity.OneOrMore };
        var book = new Option<string?>("--book") { Description = "The book's name or id; may be left out where there is one." };
        var account = new Option<string?>("--account") { Description = "The account's name, path or id; may be left out where the files say it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would happen; nothing is booked." };
        var command = new Command("import", "Import files, each committed only where it is clean. Exit code 1 where one was not.") { files, book, account, dryRun };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            await using var host = Service.Build([]);
            var importer = host.Services.GetRequiredService<FileImporter>();
            if (await importer.BookAsync(parsed.GetValue(book), cancellationToken) is not { } access)
            {
                await error.WriteLineAsync("There is no such book, or there are several: name one with --book.");
                return 2;
            }

            var failed = 0;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var report = await ReportAsync(file);
                failed += report.IsCommitted || parsed.GetValue(dryRun) ? 0 : 1;
                await output.WriteLineAsync(report.ToString());
            }

            return failed == 0 ? 0 : 1;

            async Task<FileReport> ReportAsync(FileInfo file)
            {
                try
                {
                    return file.Exists
                        ? await importer.ImportAsync(file.FullName, parsed.GetValue(account), access, parsed.GetValue(dryRun), cancellationToken)
                        : new FileReport(file.Name, false, ["There is no such file."]);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return new FileReport(file.Name, false, [$"It cannot be read: {e.Message}"]);
                }
            }
        });
        return command;
    }
}
