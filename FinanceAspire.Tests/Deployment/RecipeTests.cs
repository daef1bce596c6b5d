using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Backups;
using k8s.Models;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using YamlDotNet.RepresentationModel;

namespace FinanceAspire.Tests.Deployment;

/// <summary>
/// docs/recipes, as its reader follows it: each block is read from the page and run in a fresh clone, whose stack was started
/// with no file edited. Only the environment is another: the project's name, ports, and the numbers of the images' users.
/// </summary>
[Collection(Stacks.Name)]
public sealed partial class RecipeTests(RecipeTests.Newcomer newcomer, PostgresFixture postgres) : IClassFixture<RecipeTests.Newcomer>
{
    [Fact]
    public void Each_recipe_has_a_test_and_each_of_its_blocks_says_its_language()
    {
        Assert.Equal(["backup", "behind-a-proxy", "kubernetes", "logs", "restore", "upgrade", "volumes"], Recipe.Names);
        foreach (var recipe in Recipe.Names)
        {
            Assert.All(Recipe.Blocks(recipe), b => Assert.Contains(b.Language, new[] { "sh", "ini", "nginx", "yaml" }));
        }
    }

    [Fact]
    public async Task First_start_from_a_fresh_clone_logs_no_error()
    {
        await newcomer.StackAsync();

        Assert.Contains(newcomer.FirstLog, l => l.Contains("database system is ready", StringComparison.Ordinal));
        Assert.DoesNotContain(newcomer.FirstLog, Complaint().IsMatch);
    }

    [Fact]
    public async Task Backup()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("backup");

        for (var times = 0; times < 3; times++)
        {
            Assert.Contains("1 book(s)", await stack.ShellAsync(recipe.Peek()), StringComparison.Ordinal);
        }

        recipe.Next();
        // The night is a few seconds away.
        stack.Set("BACKUP_AT", TimeProvider.System.GetUtcNow().AddSeconds(12).ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        stack.Set("BACKUP_KEEP", "2");
        await stack.ShellAsync(recipe.Next());
        await ComposeStack.EventuallyAsync("older backup(s) removed", () => stack.LogsAsync("backup"));
        await stack.ShellAsync("rm -rf my-backups");
        await stack.ShellAsync(recipe.Next());
        var kept = Directory.GetFiles(Path.Combine(newcomer.Folder, "my-backups"));
        Assert.Equal(2, kept.Length);
        foreach (var file in kept)
        {
            using var opened = await BackupFile.OpenAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(Household.Balance, opened.Summary.BalanceOf("Checking"));
        }

        // Without Compose: this checkout's worker on a server of embedded mode.
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -12.50m), (book.Food, 12.50m));
        var folder = Path.Combine(newcomer.Folder, "by hand");
        var (exit, output, error) = await Programs.RunAsync(new ProcessStartInfo("sh", ["-ec", recipe.Next()])
        {
            WorkingDirectory = Checkout.Folder,
            Environment = { ["ConnectionStrings__financedb"] = book.Connections.Owner, ["Backup__Directory"] = folder, ["Database__AppPassword"] = PostgresFixture.AppPassword },
        });
        Assert.True(exit == 0, output + error);
        using (var opened = await BackupFile.OpenAsync(Assert.Single(Directory.GetFiles(folder)), TestContext.Current.CancellationToken))
        {
            Assert.Contains(opened.Summary.Accounts, a => a.Id == book.Bank);
        }

        await using var cluster = await KubernetesServer.StartAsync();
        await ClusterAsync(stack, cluster);
        await stack.ShellAsync("kubectl apply -k k8s/overlays/prod");
        await stack.ShellAsync(recipe.Next());
        // The first argument of the first container: spec, template, spec, containers, args.
        Assert.Equal("backup", cluster.Text("/apis/batch/v1/namespaces/financeaspire/jobs/backup-now", 2, 6, 2, 2, 4));
        recipe.End();
        await stack.ComposeAsync("--profile", "backup", "rm", "-sf", "backup");
    }

    [Fact]
    public async Task Restore()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("restore");
        var mine = Path.Combine(newcomer.Folder, "my-backups");
        await stack.ComposeAsync("run", "--rm", "-T", "worker", "backup");

        // On another machine: a backup of embedded mode, with a receipt, into what is as empty as a new installation.
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -12.50m), (book.Food, 12.50m));
        var receipts = Directory.CreateDirectory(Path.Combine(newcomer.Folder, "receipts", "ab"));
        await File.WriteAllTextAsync(Path.Combine(receipts.FullName, "cdef"), "a photograph", TestContext.Current.CancellationToken);
        await FillAsync(mine, book.Connections.Owner, receipts.Parent!.FullName);
        await stack.LoseAsync("postgres", "receipts");
        Assert.Contains("Every balance is the one in the backup.", await stack.ShellAsync(recipe.Next()), StringComparison.Ordinal);
        // Written by the worker; web may read it and write beside it.
        Assert.Equal("1654 a photograph", await InReceiptsAsync(stack, "stat -c %u ab/cdef | tr '\\n' ' '; cat ab/cdef; touch ab/another"));

        // Where it was made: the household's own, which is still in the volume.
        Assert.Contains("Every balance is the one in the backup.", await stack.ShellAsync(recipe.Next()), StringComparison.Ordinal);
        await stack.HealthyAsync("web");
        Assert.Equal(Household.Balance, await newcomer.Household.BalanceAsync());

        // A backup of an older version.
        var old = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);
        await new SchemaMigrator(old, PostgresFixture.AppPassword, NullLogger<SchemaMigrator>.Instance).MigrateAsync(FirstMigration, TestContext.Current.CancellationToken);
        await FillAsync(mine, old, null);
        await stack.LoseAsync("postgres");
        Assert.Contains("Every balance is the one in the backup.", await stack.ShellAsync(recipe.Next()), StringComparison.Ordinal);
        await stack.HealthyAsync("web");

        await stack.LoseAsync("postgres");
        await stack.ComposeAsync("up", "-d", "worker");
        await stack.ComposeAsync("run", "--rm", "-T", "worker", "restore", "latest");
        Assert.Contains("1 book(s), 0 difference(s).", await stack.ShellAsync(recipe.Next()), StringComparison.Ordinal);
        recipe.End();
    }

    [Fact]
    public async Task Upgrade()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("upgrade");
        var version = Published.Read(".env.example").Split('\n').Single(l => l.StartsWith("VERSION=", StringComparison.Ordinal))[8..];
        Assert.Equal($"financeaspire/web:{version}", (string)(await stack.InspectAsync("web"))["Config"]!["Image"]!);
        await newcomer.Clone.ReleaseAsync(version, "99.0.0");

        await stack.ShellAsync(recipe.Next());

        await stack.HealthyAsync("web");
        var image = (await stack.InspectAsync("web"))["Config"]!;
        Assert.Equal("financeaspire/web:99.0.0", (string)image["Image"]!);
        Assert.Equal("99.0.0", (string)image["Labels"]!["org.opencontainers.image.version"]!);
        Assert.Equal(0, (int)(await stack.InspectAsync("migrate"))["State"]!["ExitCode"]!);
        Assert.Equal(Household.Balance, await newcomer.Household.BalanceAsync());
        recipe.End();
    }

    [Fact]
    public async Task Volumes()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("volumes");
        var before = await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password");
        await stack.LoseAsync("secrets");

        await stack.ShellAsync(recipe.Next());

        await stack.HealthyAsync("web");
        Assert.NotEqual(before, await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password"));
        Assert.Equal(Household.Balance, await newcomer.Household.BalanceAsync());
        recipe.End();
    }

    [Fact]
    public async Task Logs()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("logs");
        Assert.Contains("database system is ready", await stack.ShellAsync(recipe.Next()), StringComparison.Ordinal);

        await stack.ShellAsync(recipe.Next());
        await stack.HealthyAsync("web");
        var token = await stack.ShellAsync(recipe.Next());
        recipe.End();
        var key = await stack.ShellAsync("docker cp \"$(docker compose ps -q dashboard)\":/etc/financeaspire/secrets/Dashboard__Api__PrimaryApiKey key && cat key");

        using var dashboard = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{stack.DashboardPort}") };
        await newcomer.Household.BalanceAsync();
        await ComposeStack.EventuallyAsync("\"web\"", () => AskAsync(dashboard, "/api/telemetry/resources", key));
        await ComposeStack.EventuallyAsync("/api/v1/accounts", () => AskAsync(dashboard, "/api/telemetry/traces?resource=web", key));
        Assert.DoesNotContain(Household.Balance.ToString(CultureInfo.InvariantCulture), await AskAsync(dashboard, "/api/telemetry/logs", key), StringComparison.Ordinal);

        // Nobody gets in without the token or the key.
        Assert.Equal("Unauthorized", await AskAsync(dashboard, "/api/telemetry/resources", "wrong"));
        using var stranger = await dashboard.GetAsync("/structuredlogs", TestContext.Current.CancellationToken);
        Assert.Contains("/login", stranger.Headers.Location?.ToString(), StringComparison.Ordinal);
        using var known = await dashboard.GetAsync($"/login?t={token.Trim()}", TestContext.Current.CancellationToken);
        Assert.Contains(known.Headers.GetValues("Set-Cookie"), c => c.Contains("Dashboard", StringComparison.Ordinal));
        await stack.ShellAsync("rm .env && docker compose --profile observability rm -sf dashboard");
    }

    [Fact]
    public async Task Behind_a_proxy()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("behind-a-proxy");
        await stack.ShellAsync(recipe.Next());
        await stack.HealthyAsync("proxy");
        await stack.ShellAsync(recipe.Next());
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(newcomer.Folder, "financeaspire-ca.crt"));
        using (var client = stack.Client("https", new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Issuer == authority.Subject }))
        {
            Assert.Equal("Healthy", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        }

        await stack.ComposeAsync("--profile", "proxy", "rm", "-sf", "proxy", "web-2");

        // One of one's own, on the same machine, under a path.
        await File.WriteAllTextAsync(Path.Combine(newcomer.Folder, ".env"), recipe.Next("ini"), TestContext.Current.CancellationToken);
        await stack.ComposeAsync("up", "-d");
        await stack.HealthyAsync("web");
        var location = recipe.Next("nginx").Replace(":5080", $":{stack.WebPort.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        recipe.End();
        var port = stack.ProxyPort.ToString(CultureInfo.InvariantCulture);
        var configuration = Path.Combine(newcomer.Folder, "own.conf");
        await File.WriteAllTextAsync(configuration, $"server {{\nlisten 127.0.0.1:{port};\n{location}}}\n", TestContext.Current.CancellationToken);
        var proxy = (await stack.DockerAsync("run", "-d", "--network", "host", "-v", $"{configuration}:/etc/nginx/conf.d/default.conf:ro", "nginx:1.29")).Trim();
        try
        {
            using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await ComposeStack.EventuallyAsync("Healthy", async () =>
            {
                try
                {
                    return await client.GetStringAsync("/finance/health", TestContext.Current.CancellationToken);
                }
                catch (HttpRequestException e)
                {
                    return e.Message;
                }
            });
            using var start = await client.GetAsync("/finance/", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
            Assert.StartsWith("/finance/", new Uri(client.BaseAddress, start.Headers.Location!).AbsolutePath, StringComparison.Ordinal);
            Assert.Contains("<base href=\"/finance/\"", await client.GetStringAsync("/finance/sign-in", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            await stack.DockerAsync("rm", "-f", proxy);
            File.Delete(Path.Combine(newcomer.Folder, ".env"));
        }

        await stack.ComposeAsync("up", "-d");
    }

    [Fact]
    public async Task Kubernetes()
    {
        var stack = await newcomer.StackAsync();
        var recipe = new Recipe("kubernetes");
        await using var cluster = await KubernetesServer.StartAsync();
        await ClusterAsync(stack, cluster);
        stack.Set("REGISTRY", "registry.example.org");
        try
        {
            var build = recipe.Next();
            await stack.ShellAsync(build);
            // There is no registry here: what is pushed is what was built.
            Assert.Equal(Names().Matches(build).Select(m => m.Value), Names().Matches(recipe.Next()).Select(m => m.Value));
            var images = recipe.Next("yaml");
            await File.AppendAllTextAsync(Path.Combine(newcomer.Folder, "k8s", "overlays", "dev", "kustomization.yaml"), images, TestContext.Current.CancellationToken);
            await stack.ShellAsync(recipe.Next());
        }
        finally
        {
            await stack.ShellAsync("git checkout -q k8s; docker image rm -f \"$REGISTRY/financeaspire/web:0.1.0\" \"$REGISTRY/financeaspire/worker:0.1.0\"");
        }

        var web = cluster.Read<V1Deployment>("/apis/apps/v1/namespaces/financeaspire-dev/deployments/web");
        Assert.Equal("REGISTRY/financeaspire/web:0.1.0", web.Spec.Template.Spec.Containers[0].Image);
        Assert.NotEmpty(cluster.Read<V1Secret>("/api/v1/namespaces/financeaspire-dev/secrets/web-secrets").StringData["ConnectionStrings__financedb"]);
        var forward = Forward().Match(recipe.Next());
        var service = cluster.Read<V1Service>($"/api/v1/namespaces/{forward.Groups["space"].Value}/services/{forward.Groups["name"].Value}");
        Assert.Contains(service.Spec.Ports, p => p.Port.ToString(CultureInfo.InvariantCulture) == forward.Groups["port"].Value);

        // The settings of the example are ones that there are.
        var yaml = new YamlStream();
        yaml.Load(new StringReader(recipe.Next("yaml")));
        var generator = ((YamlSequenceNode)yaml.Documents[0].RootNode.At("configMapGenerator")!)[0];
        Assert.Contains($"{generator.Texts("literals").Single().Split('=')[0]}=", Published.Read("k8s/base/kustomization.yaml"), StringComparison.Ordinal);
        recipe.End();
    }

    private static async Task<string> AskAsync(HttpClient dashboard, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-API-Key", key.Trim());
        using var answer = await dashboard.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : answer.StatusCode.ToString();
    }

    private async Task ClusterAsync(ComposeStack stack, KubernetesServer cluster)
    {
        Assert.SkipUnless(Programs.Find("kubectl") is not null, "kubectl is not installed.");
        var file = Path.Combine(newcomer.Folder, "kubeconfig");
        await cluster.WriteConfigurationAsync(file);
        stack.Set("KUBECONFIG", file);
    }

    private static string FirstMigration =>
        typeof(LedgerDbContext).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal).First();

    private static async Task FillAsync(string folder, string owner, string? receipts)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await new BackupWriter(owner, receipts, TimeProvider.System).WriteAsync(folder, TestContext.Current.CancellationToken);
    }

    /// <summary>A command in the volume of receipts, as the user of web and worker, whose images have no shell.</summary>
    private static Task<string> InReceiptsAsync(ComposeStack stack, string command) =>
        stack.DockerAsync("run", "--rm", "--user", "1654", "--cap-drop", "ALL", "--entrypoint", "sh", "-w", "/receipts", "-v", $"{stack.Project}_receipts:/receipts", "redis:8.6", "-ec", command);

    /// <summary>As .NET, PostgreSQL and Redis write them.</summary>
    [GeneratedRegex(@"^\s*(?:fail|crit): |\b(?:ERROR|FATAL|PANIC): |Unhandled exception|Can't save")]
    private static partial Regex Complaint();

    [GeneratedRegex("\\$REGISTRY/[^\"]+")]
    private static partial Regex Names();

    [GeneratedRegex(@"kubectl port-forward -n (?<space>\S+) svc/(?<name>\S+) \d+:(?<port>\d+)")]
    private static partial Regex Forward();

    /// <summary>One clone and one stack for the class, started as README says.</summary>
    public sealed class Newcomer : IAsyncDisposable
    {
        private ComposeStack? _stack;
        private Household? _household;
        private FreshClone? _clone;

        public FreshClone Clone => _clone!;

        /// <summary>What all services have written when the first start is over, before a recipe stops anything.</summary>
        public List<string> FirstLog { get; } = [];

        public string Folder => Clone.Folder;

        public Household Household => _household!;

        public async Task<ComposeStack> StackAsync()
        {
            ComposeStack.RequireEngine();
            var isFirst = _stack is null;
            if (_stack is null)
            {
                _clone = await FreshClone.MakeAsync();
                _stack = await ComposeStack.CreateAsync(_clone.Folder, isPlugin: true);
            }

            // README's own words; again where an earlier recipe took something away.
            await _stack.ShellAsync("docker compose up -d");
            await _stack.HealthyAsync("web");
            _household ??= await Household.MoveInAsync(_stack);
            if (isFirst)
            {
                foreach (var service in new[] { "secrets", "postgres", "redis", "migrate", "worker", "web" })
                {
                    FirstLog.AddRange((await _stack.LogsAsync(service)).Split('\n'));
                }
            }

            return _stack;
        }

        public async ValueTask DisposeAsync()
        {
            if (_stack is not null)
            {
                await _stack.DisposeAsync();
                await _stack.ShellAsync("docker image rm -f financeaspire/web:99.0.0 financeaspire/worker:99.0.0");
                await _clone!.DisposeAsync();
            }
        }
    }
}
