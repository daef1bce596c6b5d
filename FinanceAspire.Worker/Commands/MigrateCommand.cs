using System.CommandLine;
using FinanceAspire.Data;

namespace FinanceAspire.Worker.Commands;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database to this version's schema, then exit.");
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = Service.Build([.. parsed.UnmatchedTokens]);
            var applied = await host.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(applied.Count == 0
                ? "The schema is up to date."
                : $"Applied: {string.Join(", ", applied)}");
            return 0;
        });
        return command;
    }
}
