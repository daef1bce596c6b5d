using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.AppHost;

/// <summary>A button in the dashboard that runs <c>worker backup</c>.</summary>
internal static class BackupCommand
{
    public static IResourceBuilder<ProjectResource> WithBackupCommand(this IResourceBuilder<ProjectResource> worker, Stores stores)
    {
        if (worker.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return worker;
        }

        return worker.WithCommand(
            "backup", "Back up",
            async context =>
            {
                var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "--no-launch-profile", "--project", new Projects.FinanceAspire_Worker().ProjectPath, "--", "backup"])
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
            },
            new CommandOptions
            {
                Description = $"Writes everything into one file in {stores.BackupFolder}.",
                IconName = "Archive",
                UpdateState = state => state.ResourceSnapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
                    ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            });
    }
}
