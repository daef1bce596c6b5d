using System.CommandLine;

namespace FinanceAspire.Worker.Commands;

/// <summary>The commands as <c>--help</c> lists them.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("FinanceAspire's worker. Without a command it applies migrations and runs as a service.")
        {
            MigrateCommand.Create(),
            UserCommands.Create(),
            VerifyCommand.Create(),
            ImportCommand.Create(),
            BackupCommands.CreateBackup(),
            BackupCommands.CreateRestore(),
            SecretsCommand.Create(),
        };
        // What the host itself reads (--urls, --ConnectionStrings:financedb=…) passes through.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, cancellationToken) => Service.RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
        return root;
    }
}
