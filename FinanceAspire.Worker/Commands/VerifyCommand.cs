using System.CommandLine;
using System.Globalization;
using FinanceAspire.Data;

namespace FinanceAspire.Worker.Commands;

internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Recompute every book from its postings and name each difference; exit code 1 where there is one.");
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = Service.Build([.. parsed.UnmatchedTokens]);
            await using var scope = host.Services.CreateAsyncScope();
            var output = parsed.InvocationConfiguration.Output;
            var (books, differences) = (0, 0);
            await foreach (var book in LedgerVerifier.VerifyAsync(scope.ServiceProvider.GetRequiredService<LedgerDbContext>(), cancellationToken))
            {
                books++;
                await output.WriteLineAsync($"{book.Name} ({book.BookId}), version {book.Run.BookVersion}");
                foreach (var check in book.Run.Results)
                {
                    differences += check.Differences.Count;
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {(check.Ok ? "ok  " : "FAIL")} {check.Name}: {check.Examined} examined, {check.Differences.Count} difference(s)"));
                    foreach (var difference in check.Differences)
                    {
                        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"         {difference.SubjectId} {difference.Detail}{(difference.Figure is { } figure ? $": off by {figure}" : "")}"));
                    }
                }
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{books} book(s), {differences} difference(s)."));
            return differences == 0 ? 0 : 1;
        });
        return command;
    }
}
