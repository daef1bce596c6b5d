using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.AppHost;

/// <summary>The AppHost as a process of its own, ended the hard way and the proper way.</summary>
[Collection(Stacks.Name)]
public sealed class KilledTests
{
    private const string Marker = "FINANCEASPIRE_TEST_FAMILY";

    [Fact]
    public async Task Killed_apphost_leaves_no_process_and_the_next_start_finds_the_books()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are followed through /proc.");
        var data = Stack.NewFolder();
        try
        {
            await KillAndInterruptAsync(data);
        }
        finally
        {
            // A failed test leaves nothing behind either.
            foreach (var (id, _) in Family(data))
            {
                using var left = Process.GetProcessById(id);
                left.Kill();
            }
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task KillAndInterruptAsync(string data)
    {
        var port = FreePort();
        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };

        using (var first = Start(data, port))
        {
            await HealthyAsync(client, first);
            using var setup = await client.PostAsJsonAsync(
                "/api/v1/setup", new { email = "a@example.org", password = WebApp.Password, book = new { name = "Home", currency = "EUR" } }, TestContext.Current.CancellationToken);
            var token = (string)(await setup.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["token"]!;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
            using var recorded = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-05", "Corner Market", (bank, "-12.50"), (food, "12.50"));
            var family = Family(data);
            Assert.True(family.Count > 5, "The AppHost has no children: this test looks at nothing.");

            first.Kill();

            await GoneAsync(family);
        }

        using var second = Start(data, port);
        await HealthyAsync(client, second);
        Assert.Equal(-12.50m, await client.BalanceAsync(await client.AccountAsync("Checking")));
        var last = Family(data);
        using (var interrupt = Process.Start("kill", ["-INT", second.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await GoneAsync(last);
        Assert.False(File.Exists(Path.Combine(data, "postgres", "postmaster.pid")), "The cluster was not shut down.");
    }

    private static Process Start(string data, int port)
    {
        // The AppHost's own output: beside the tests lies only its assembly.
        var output = AppContext.BaseDirectory.Replace("FinanceAspire.Tests", "FinanceAspire.AppHost", StringComparison.Ordinal);
        return Process.Start(new ProcessStartInfo(
            // Where this run was put into the background by a shell, Ctrl+C is ignored and would be by all that it starts.
            "env", ["--default-signal=INT", "dotnet", Path.Combine(output, "FinanceAspire.AppHost.dll"), "--Infrastructure:Mode=embedded", $"--Infrastructure:DataDirectory={data}", $"--Web:Port={port}"])
        {
            // As `dotnet run` gives it, without the launch profile's fixed ports of the dashboard.
            Environment =
            {
                [Marker] = data,
                ["ASPNETCORE_URLS"] = "http://localhost:0",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:0",
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                ["DOTNET_ENVIRONMENT"] = "Development",
            },
        })!;
    }

    private static async Task HealthyAsync(HttpClient client, Process apphost)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(3); await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            Assert.False(apphost.HasExited, "The AppHost has ended.");
            try
            {
                if (await client.GetStringAsync("/health", TestContext.Current.CancellationToken) == "Healthy")
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }
        }

        Assert.Fail("Web did not become healthy within three minutes.");
    }

    /// <summary>
    /// The AppHost and all that was started for it, by id and start time, so that an id used again is not taken for the old
    /// one. The orchestrator detaches itself, so parents say nothing; the environment, handed down, does.
    /// </summary>
    private static List<(int Id, string Started)> Family(string data) =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0)
            .Where(id => id > 0 && Read($"/proc/{id}/environ").Contains($"{Marker}={data}", StringComparison.Ordinal))
            .Select(id => (id, Stat(id)?[19] ?? ""))];

    /// <summary>The fields of /proc/ID/stat after the name: state, parent, …, start time; null where the process is gone or only waits to be reaped.</summary>
    private static string[]? Stat(int id)
    {
        var text = Read($"/proc/{id}/stat");
        var fields = text[(text.LastIndexOf(')') + 1)..].TrimStart().Split(' ');
        return fields.Length < 20 || fields[0] == "Z" ? null : fields;
    }

    /// <summary>What the kernel says of a process; empty where it is gone.</summary>
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task GoneAsync(List<(int Id, string Started)> family)
    {
        List<int> left = [];
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            left = [.. family.Where(p => Stat(p.Id) is { } stat && stat[19] == p.Started).Select(p => p.Id)];
            if (left.Count == 0)
            {
                return;
            }
        }

        Assert.Fail($"Still running after two minutes: {string.Join(", ", left.Select(id => Read($"/proc/{id}/cmdline").Replace('\0', ' ')))}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
