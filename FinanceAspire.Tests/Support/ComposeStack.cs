using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace FinanceAspire.Tests.Support;

/// <summary>The published compose file, run as its reader would run it: built, started, and taken away again with its volumes.</summary>
public sealed class ComposeStack : IAsyncDisposable
{
    private readonly string _project = $"financeaspire-test-{Guid.NewGuid():N}"[..30];
    private readonly Dictionary<string, string?> _environment = [];

    public int WebPort { get; } = FreePort();

    public int ProxyPort { get; } = FreePort();

    /// <summary>True where it must run; false where docker-compose may be missing.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("FINANCEASPIRE_REQUIRE_COMPOSE") == "1";

    public static async Task<ComposeStack> StartAsync(params string[] services)
    {
        var stack = new ComposeStack();
        // Debian's client first: the newer one that the orchestrator needs cannot build without a plugin.
        stack._environment["PATH"] = $"/usr/bin{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        stack._environment["DOCKER_BUILDKIT"] = stack._environment["COMPOSE_DOCKER_CLI_BUILD"] = "1";
        stack._environment["WEB_PORT"] = stack.WebPort.ToString(CultureInfo.InvariantCulture);
        stack._environment["PROXY_PORT"] = stack.ProxyPort.ToString(CultureInfo.InvariantCulture);
        // Another distribution's image may number its users in another way; the settings say so.
        stack._environment["POSTGRES_UID"] = (await stack.DockerAsync("run", "--rm", "--entrypoint", "id", "postgres:18.3", "-u", "postgres")).Trim();
        stack._environment["REDIS_UID"] = (await stack.DockerAsync("run", "--rm", "--entrypoint", "id", "redis:8.6", "-u", "redis")).Trim();
        await stack.ComposeAsync(["up", "-d", .. services]);
        return stack;
    }

    public HttpClient Client(string? scheme = null, HttpClientHandler? handler = null) => new(handler ?? new HttpClientHandler { AllowAutoRedirect = false })
    {
        BaseAddress = scheme == "https" ? new Uri($"https://localhost:{ProxyPort}") : new Uri($"http://127.0.0.1:{WebPort}"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public Task<string> ComposeAsync(params string[] arguments) =>
        RunAsync("docker-compose", ["-f", Path.Combine(Checkout.Folder, "docker-compose.yml"), "--project-directory", Checkout.Folder, "-p", _project, .. arguments]);

    public Task<string> DockerAsync(params string[] arguments) => RunAsync("docker", arguments);

    public async Task<string> IdAsync(string service) => (await ComposeAsync("ps", "-q", service)).Trim();

    public async Task<JsonNode> InspectAsync(string service) => JsonNode.Parse(await DockerAsync("inspect", await IdAsync(service)))![0]!;

    /// <summary>Every container of the stack, jobs that have ended included.</summary>
    public async Task<IReadOnlyList<JsonNode>> InspectAllAsync()
    {
        var ids = (await DockerAsync("ps", "-aq", "--filter", $"label=com.docker.compose.project={_project}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. JsonNode.Parse(await DockerAsync(["inspect", .. ids]))!.AsArray().Select(n => n!)];
    }

    public async Task HealthyAsync(string service)
    {
        var last = "";
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(4); await Task.Delay(500, TestContext.Current.CancellationToken))
        {
            last = (string?)(await InspectAsync(service))["State"]!["Health"]?["Status"] ?? "";
            if (last == "healthy")
            {
                return;
            }
        }

        Assert.Fail($"{service} is {last}: {await DockerAsync("logs", "--tail", "50", await IdAsync(service))}");
    }

    /// <summary>Ends a container's process as a crash or the kernel would; <c>docker kill</c> would count as a wish.</summary>
    public async Task CrashAsync(string service)
    {
        var state = (await InspectAsync(service))["State"]!;
        var (process, started) = ((int)state["Pid"]!, (string)state["StartedAt"]!);
        using (var victim = Process.GetProcessById(process))
        {
            victim.Kill();
        }

        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            state = (await InspectAsync(service))["State"]!;
            if ((string)state["StartedAt"]! != started && (bool)state["Running"]!)
            {
                return;
            }
        }

        Assert.Fail($"{service} was not started again.");
    }

    public async ValueTask DisposeAsync() => await ComposeAsync("--profile", "proxy", "--profile", "backup", "--profile", "observability", "down", "-v", "--remove-orphans", "-t", "5");

    private async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        // The name is looked up on our PATH, not on the one that the child gets.
        start.FileName = _environment["PATH"]!.Split(Path.PathSeparator).Select(d => Path.Combine(d, program)).First(File.Exists);
        var (exit, output, error) = await Programs.RunAsync(start);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {output[Math.Max(0, output.Length - 3000)..]}\n{error[Math.Max(0, error.Length - 3000)..]}");
        return output;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
