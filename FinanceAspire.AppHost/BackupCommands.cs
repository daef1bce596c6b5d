using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinanceAspire.AppHost;

/// <summary>Buttons in the dashboard that run <c>worker backup</c> and <c>worker restore latest</c>.</summary>
internal static class BackupCommands
{
    public static IResourceBuilder<ProjectResource> WithBackupCommands(this IResourceBuilder<ProjectResource> worker, Stores stores)
    {
        if (worker.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return worker;
        }

        return worker
            .WithCommand("backup", "Back up", context => RunAsync(context, stores, "backup"), new CommandOptions
            {
                Description = $"Writes everything into one file in {stores.BackupFolder}.",
                IconName = "Archive",
                UpdateState = WhenHealthy,
            })
            .WithCommand("restore", "Restore", context => RunAsync(context, stores, "restore", "latest"), new CommandOptions
            {
                Description = $"Puts the newest backup of {stores.BackupFolder} into this installation, which must be empty.",
                ConfirmationMessage = "Restore the newest backup? An installation with books in it is refused; nothing is changed then.",
                IconName = "ArchiveArrowBack",
                UpdateState = WhenHealthy,
            });
    }

    private static ResourceCommandState WhenHealthy(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.HealthStatus == HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static async Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext context, Stores stores, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "--no-launch-profile", "--project", new Projects.FinanceAspire_Worker().ProjectPath, "--", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Where the database and the receipts are is what the running worker has been told.
        if (context.Services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(context.ResourceName, out var state))
        {
            foreach (var variable in state.Snapshot.EnvironmentVariables.Where(v => v.IsFromSpec))
            {
                start.Environment[variable.Name] = variable.Value;
            }
        }

        start.Environment["Backup__Directory"] = stores.BackupFolder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(context.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(context.CancellationToken);
        await process.WaitForExitAsync(context.CancellationToken);
        return process.ExitCode == 0
            ? CommandResults.Success(await output)
            : CommandResults.Failure(await error + await output);
    }
}
