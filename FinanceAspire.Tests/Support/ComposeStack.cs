using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace FinanceAspire.Tests.Support;

/// <summary>The published compose file, run as its reader would run it: built, started, and taken away again with its volumes.</summary>
public sealed class ComposeStack : IAsyncDisposable
{
    private static readonly SemaphoreSlim Once = new(1);
    private static (string Postgres, string Redis)? Users;
    private static readonly string[] Profiles = ["--profile", "proxy", "--profile", "backup", "--profile", "observability"];
    private readonly Dictionary<string, string> _environment;
    private readonly string _folder;
    private readonly bool _isPlugin;

    private ComposeStack(string folder, bool isPlugin)
    {
        (_folder, _isPlugin) = (folder, isPlugin && Plugin is not null);
        _environment = new()
        {
            // Debian's client first: the newer one that the orchestrator needs cannot build without a plugin.
            ["PATH"] = $"/usr/bin{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["DOCKER_BUILDKIT"] = "1",
            ["COMPOSE_DOCKER_CLI_BUILD"] = "1",
            ["COMPOSE_PROJECT_NAME"] = Project,
            ["WEB_PORT"] = Text(WebPort),
            ["PROXY_PORT"] = Text(ProxyPort),
            ["DASHBOARD_PORT"] = Text(DashboardPort),
        };
        if (_isPlugin)
        {
            _environment["DOCKER_CONFIG"] = Plugin!;
        }
    }

    /// <summary>The client's folder of settings with Compose v2 among its plugins; null where only docker-compose 1.29 can be had.</summary>
    private static string? Plugin => Environment.GetEnvironmentVariable("FINANCEASPIRE_COMPOSE_V2");

    public string Project { get; } = $"financeaspire-test-{Guid.NewGuid():N}"[..30];

    public int WebPort { get; } = FreePort();

    public int ProxyPort { get; } = FreePort();

    public int DashboardPort { get; } = FreePort();

    /// <summary>True where it must run; false where docker-compose may be missing.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("FINANCEASPIRE_REQUIRE_COMPOSE") == "1";

    public static void RequireEngine() =>
        Assert.SkipUnless(IsRequired, "FINANCEASPIRE_REQUIRE_COMPOSE is not set: .ci/run sets it where a container engine and its images can be had.");

    /// <summary>A stack of its own name and ports that is not started yet.</summary>
    /// <param name="folder">The checkout whose compose file it is; without one, the checkout that is tested.</param>
    /// <param name="isPlugin">Run by <c>docker compose</c> (v2), where it can be had, rather than by <c>docker-compose</c> (1.29).</param>
    public static async Task<ComposeStack> CreateAsync(string? folder = null, bool isPlugin = false)
    {
        var stack = new ComposeStack(folder ?? Checkout.Folder, isPlugin);
        // Another distribution's image may number its users in another way; the settings say so.
        await Once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            Users ??= (
                (await stack.DockerAsync("run", "--rm", "--entrypoint", "id", "postgres:18.3", "-u", "postgres")).Trim(),
                (await stack.DockerAsync("run", "--rm", "--entrypoint", "id", "redis:8.6", "-u", "redis")).Trim());
        }
        finally
        {
            Once.Release();
        }

        (stack._environment["POSTGRES_UID"], stack._environment["REDIS_UID"]) = Users.Value;
        return stack;
    }

    public HttpClient Client(string? scheme = null, HttpClientHandler? handler = null) => new(handler ?? new HttpClientHandler { AllowAutoRedirect = false })
    {
        BaseAddress = scheme == "https" ? new Uri($"https://localhost:{ProxyPort}") : new Uri($"http://127.0.0.1:{WebPort}"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>What whoever runs it says in the environment rather than in .env.</summary>
    public void Set(string name, string value) => _environment[name] = value;

    public Task<string> ComposeAsync(params string[] arguments) => _isPlugin ? RunAsync("docker", ["compose", .. arguments]) : RunAsync("docker-compose", arguments);

    public Task<string> DockerAsync(params string[] arguments) => RunAsync("docker", arguments);

    /// <summary>Commands as somebody types them in the checkout. Where there is no Compose v2, <c>docker compose</c> is docker-compose, as its reader would type it.</summary>
    public Task<string> ShellAsync(string script) =>
        RunAsync("sh", "-ec", _isPlugin ? script : $"docker() {{ if [ \"$1\" = compose ]; then shift; docker-compose \"$@\"; else command docker \"$@\"; fi; }}\n{script}");

    /// <summary>The id of a service's container; empty where there is none.</summary>
    public async Task<string> IdAsync(string service) =>
        (await DockerAsync("ps", "-aq", "--filter", $"label=com.docker.compose.project={Project}", "--filter", $"label=com.docker.compose.service={service}", "--filter", "label=com.docker.compose.oneoff=False")).Trim();

    public async Task<JsonNode> InspectAsync(string service) => JsonNode.Parse(await DockerAsync("inspect", await IdAsync(service)))![0]!;

    /// <summary>Every container of the stack, jobs that have ended included.</summary>
    public async Task<IReadOnlyList<JsonNode>> InspectAllAsync()
    {
        var ids = (await DockerAsync("ps", "-aq", "--filter", $"label=com.docker.compose.project={Project}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. JsonNode.Parse(await DockerAsync(["inspect", .. ids]))!.AsArray().Select(n => n!)];
    }

    public async Task<string> LogsAsync(string service) => await LogsOfAsync(await IdAsync(service));

    public async Task<string> LogsOfAsync(string container)
    {
        var (_, output, error) = await ResultAsync("docker", ["logs", container]);
        return output + error;
    }

    public async Task<bool> IsUpAsync(params string[] services)
    {
        var well = await DockerAsync("ps", "--filter", $"label=com.docker.compose.project={Project}", "--filter", "health=healthy", "--format", "{{.Label \"com.docker.compose.service\"}}");
        return services.All(well.Split('\n').Contains);
    }

    /// <summary>Asks until the answer has something in it.</summary>
    public static async Task EventuallyAsync(string part, Func<Task<string>> ask)
    {
        var last = "";
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(1); await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            last = await ask();
            if (last.Contains(part, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"\"{part}\" is not in: {last}");
    }

    public async Task HealthyAsync(string service)
    {
        var last = "";
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(4); await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            last = (string?)(await InspectAsync(service))["State"]!["Health"]?["Status"] ?? "";
            if (last == "healthy")
            {
                return;
            }
        }

        Assert.Fail($"{service} is {last}: {await LogsAsync(service)}");
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

    /// <summary>Everything stopped, and some of the volumes gone.</summary>
    public async Task LoseAsync(params string[] volumes)
    {
        await ComposeAsync([.. Profiles, "down"]);
        await DockerAsync(["volume", "rm", .. volumes.Select(v => $"{Project}_{v}")]);
    }

    public async ValueTask DisposeAsync() => await ComposeAsync([.. Profiles, "down", "-v", "--remove-orphans", "-t", "2"]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exit, output, error) = await ResultAsync(program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {End(output)}\n{End(error)}");
        return output;

        static string End(string text) => text[Math.Max(0, text.Length - 3000)..];
    }

    private Task<(int ExitCode, string Output, string Error)> ResultAsync(string program, string[] arguments)
    {
        // The name is looked up on our PATH, not on the one that the child gets.
        var start = new ProcessStartInfo(_environment["PATH"].Split(Path.PathSeparator).Select(d => Path.Combine(d, program)).First(File.Exists), arguments) { WorkingDirectory = _folder };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Programs.RunAsync(start);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
