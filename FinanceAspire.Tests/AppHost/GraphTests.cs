using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using FinanceAspire.AppHost;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Backups;

namespace FinanceAspire.Tests.AppHost;

/// <summary>The real graph, as `dotnet run` starts it: processes, ports, health checks and all.</summary>
[Collection(Stacks.Name)]
public sealed class GraphTests
{
    [Fact]
    public async Task Embedded_stack_starts_keeps_its_books_over_a_restart_and_stops_cleanly()
    {
        string data;
        await using (var stack = await Stack.StartEmbeddedAsync())
        {
            data = stack.Data;
            Assert.Equal(["financedb", "postgres", "postgres-binaries", "postgres-init", "redis", "web", "worker"], stack.Resources.Where(r => !r.Contains("password", StringComparison.Ordinal) && !r.Contains("dashboard", StringComparison.Ordinal) && !r.Contains("rebuilder", StringComparison.Ordinal)).Order());
            await TransactionSurvivesARestartOfWebAsync(stack);
            await BackedUpByTheDashboardsButtonAsync(stack);
            await AnswersWithoutRedisAsync(stack);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "secrets.json")));
            }
        }

        // PostgreSQL takes its pid file away only when it has closed the cluster cleanly.
        Assert.False(File.Exists(Path.Combine(data, "postgres", "postmaster.pid")), "The cluster was not shut down.");
        await RestoredByTheDashboardsButtonAsync(Path.Combine(data, "backups"));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Container_stack_starts_and_keeps_its_books_over_a_restart()
    {
        var required = Environment.GetEnvironmentVariable("FINANCEASPIRE_REQUIRE_CONTAINERS") == "1";
        Assert.SkipUnless(required || ContainerEngine.Answers(), "No container engine answers on this machine.");

        var prefix = $"financeaspire-test-{Guid.NewGuid():N}";
        await using (var stack = await Stack.StartContainersAsync(prefix))
        {
            await TransactionSurvivesARestartOfWebAsync(stack);
            await BackedUpByTheDashboardsButtonAsync(stack);
            Directory.Delete(stack.Data, recursive: true);
        }

        // Nobody but the engine's owner would find them again.
        var (exit, _, error) = await Programs.RunAsync(new ProcessStartInfo(Programs.Find("docker") ?? "podman", ["volume", "rm", $"{prefix}-postgres", $"{prefix}-redis"]));
        Assert.True(exit == 0, error);
    }

    private static async Task TransactionSurvivesARestartOfWebAsync(Stack stack)
    {
        using var client = stack.Client();
        Assert.Equal("Healthy", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await client.GetStringAsync("/alive", TestContext.Current.CancellationToken));
        using var setup = await client.PostAsJsonAsync(
            "/api/v1/setup", new { email = "a@example.org", password = WebApp.Password, book = new { name = "Home", currency = "EUR" } }, TestContext.Current.CancellationToken);
        var token = (string)(await setup.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["token"]!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        using var recorded = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-05", "Corner Market", (bank, "-12.50"), (food, "12.50"));
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);

        await stack.CommandAsync("web", KnownResourceCommands.RestartCommand);
        await stack.HealthyAsync("web");

        Assert.Equal(-12.50m, await client.BalanceAsync(bank));
    }

    private static async Task BackedUpByTheDashboardsButtonAsync(Stack stack)
    {
        await stack.CommandAsync("worker", "backup");

        using var backup = await BackupFile.OpenAsync(Assert.Single(Directory.GetFiles(Path.Combine(stack.Data, "backups"))), TestContext.Current.CancellationToken);
        Assert.Equal(-12.50m, backup.Summary.BalanceOf("Checking"));
    }

    /// <summary>On another machine, as it were: a stack without books and a folder with a backup. A second time it is refused.</summary>
    private static async Task RestoredByTheDashboardsButtonAsync(string backups)
    {
        var data = Stack.NewFolder();
        Directory.CreateDirectory(data);
        Directory.Move(backups, Path.Combine(data, "backups"));
        await using (var stack = await Stack.StartEmbeddedAsync(data))
        {
            await stack.CommandAsync("worker", "restore");

            using var client = stack.Client();
            await SignInAsync(client);
            Assert.Equal(-12.50m, await client.BalanceAsync(await client.AccountAsync("Checking")));
            Assert.Contains("not empty", await stack.RefusedCommandAsync("worker", "restore"), StringComparison.Ordinal);
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task SignInAsync(HttpClient client)
    {
        using var token = await client.PostAsJsonAsync(
            "/api/v1/tokens", new { email = "a@example.org", password = WebApp.Password, name = "t" }, TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await token.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["token"]!);
    }

    /// <summary>Redis only makes it faster: stopped, the books can be read and written, and health says Degraded.</summary>
    private static async Task AnswersWithoutRedisAsync(Stack stack)
    {
        await stack.CommandAsync("redis", KnownResourceCommands.StopCommand);
        using var client = stack.Client();
        await SignInAsync(client);

        Assert.Equal(-12.50m, await client.BalanceAsync(await client.AccountAsync("Checking")));
        using var health = await client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("Degraded", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
