using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Backups;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Tests.Deployment;

/// <summary>The published stack, built and run for real, with somebody's books in it.</summary>
[Collection(Stacks.Name)]
public sealed partial class ComposeStackTests(ComposeStackTests.Home home, PostgresFixture postgres) : IClassFixture<ComposeStackTests.Home>
{
    [Fact]
    public async Task Everything_restarted_keeps_the_books_and_the_secrets()
    {
        var stack = await home.StackAsync();
        var password = await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password");

        await stack.ComposeAsync("down");
        await stack.ComposeAsync("up", "-d");
        await stack.HealthyAsync("web");

        Assert.Equal(Household.Balance, await home.Household.BalanceAsync());
        Assert.Equal(password, await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password"));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("worker")]
    public async Task Crashed_service_comes_back_and_the_books_with_it(string service)
    {
        var stack = await home.StackAsync();

        await stack.CrashAsync(service);

        await stack.HealthyAsync(service);
        await stack.HealthyAsync("web");
        Assert.Equal(Household.Balance, await home.Household.BalanceAsync());
    }

    [Fact]
    public async Task Without_redis_the_books_can_be_read()
    {
        var stack = await home.StackAsync();
        await stack.ComposeAsync("stop", "redis");

        Assert.Equal(Household.Balance, await home.Household.BalanceAsync());

        await stack.ComposeAsync("start", "redis");
        await stack.HealthyAsync("redis");
    }

    [Fact]
    public async Task Containers_are_nobody_special_can_write_nowhere_and_carry_no_secret_in_their_environment()
    {
        var stack = await home.StackAsync();
        var password = (await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password")).Trim();
        Assert.Equal(32, password.Length);

        foreach (var container in await stack.InspectAllAsync())
        {
            var (name, host) = ((string)container["Config"]!["Labels"]!["com.docker.compose.service"]!, container["HostConfig"]!);
            Assert.True((bool)host["ReadonlyRootfs"]!, name);
            Assert.False((bool)host["Privileged"]!, name);
            Assert.Equal(["ALL"], host["CapDrop"]!.AsArray().Select(c => (string)c!));
            Assert.Equal(name == "secrets" ? ["CHOWN"] : Array.Empty<string>(), (host["CapAdd"] as JsonArray ?? []).Select(c => (string)c!));
            Assert.Equal(["no-new-privileges:true"], host["SecurityOpt"]!.AsArray().Select(c => (string)c!));
            Assert.True((long)host["Memory"]! > 0 && (long)host["NanoCpus"]! > 0 && (long)host["PidsLimit"]! > 0, name);

            Assert.True(name == "secrets" || int.Parse((string)container["Config"]!["User"]!, CultureInfo.InvariantCulture) > 0, name);
            Assert.DoesNotContain(password, container.ToJsonString(), StringComparison.Ordinal);
        }

        // The kernel's own word for it.
        var status = await stack.ComposeAsync("exec", "-T", "postgres", "cat", "/proc/1/status");
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Equal("-rw-------", (await stack.ComposeAsync("exec", "-T", "postgres", "ls", "-l", "/etc/financeaspire/secrets/tls.key"))[..10]);
    }

    [Theory]
    [InlineData("web", 60)]
    [InlineData("worker", 60)]
    public async Task Image_is_small_labelled_and_holds_no_secret_no_source_and_no_package_cache(string target, int megabytes)
    {
        var stack = await home.StackAsync();
        var image = (string)(await stack.InspectAsync(target))["Config"]!["Image"]!;
        var inspected = JsonNode.Parse(await stack.DockerAsync("image", "inspect", image))![0]!["Config"]!;
        var layers = (await stack.DockerAsync("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ours = layers.TakeWhile(l => !l.Contains("ENV APP_UID", StringComparison.Ordinal)).ToList();
        // What is ours is the program alone: one layer with files, two empty directories.
        Assert.Equal(["/app"], ours.Where(l => !l.StartsWith("0 ", StringComparison.Ordinal)).Select(l => CopiedFrom().Match(l).Groups["path"].Value));
        var container = (await stack.DockerAsync("create", image)).Trim();
        var folder = Directory.CreateTempSubdirectory("finance image ").FullName;
        try
        {
            await stack.DockerAsync("cp", $"{container}:/app", folder);
            var files = Directory.EnumerateFiles(Path.Combine(folder, "app"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).ToList();

            Assert.Contains($"app/FinanceAspire.{(target == "web" ? "Web" : "Worker")}.dll", files);
            Assert.DoesNotContain(files, f => f.Contains("appsettings.Development", StringComparison.Ordinal) || Path.GetExtension(f) is ".pdb" or ".pfx" or ".key" or ".env" or ".cs");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            await stack.DockerAsync("rm", container);
        }

        Assert.InRange(ours.Sum(l => long.Parse(l.Split(' ')[0], CultureInfo.InvariantCulture)), 1, megabytes * 1_000_000L);
        Assert.DoesNotContain(layers, l => l.Contains("password=", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("1654", (string)inspected["User"]!);
        Assert.Equal(target == "web" ? "MIT AND LGPL-3.0-or-later" : "MIT", (string)inspected["Labels"]!["org.opencontainers.image.licenses"]!);
        Assert.Equal("--healthcheck", (string)inspected["Healthcheck"]!["Test"]!.AsArray()[^1]!);
    }

    /// <summary>Nothing said but the connection: the image's environment is Production.</summary>
    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    public async Task Production_does_not_start_with_a_secret_of_development(string target)
    {
        var stack = await home.StackAsync();
        var image = (string)(await stack.InspectAsync(target))["Config"]!["Image"]!;
        var container = (await stack.DockerAsync("run", "-d", "--network", "none", "-e", "ConnectionStrings__financedb=Host=postgres;Username=postgres;Password=postgres", "-e", "Database__AppPassword=x", image)).Trim();
        try
        {
            Assert.NotEqual("0", (await stack.DockerAsync("wait", container)).Trim());
            Assert.Contains("Production does not start with it", await stack.LogsOfAsync(container), StringComparison.Ordinal);
        }
        finally
        {
            await stack.DockerAsync("rm", "-f", container);
        }
    }

    [Fact]
    public async Task Proxy_serves_tls_from_either_replica_and_only_it_is_believed_about_the_client()
    {
        var stack = await home.StackAsync();
        await stack.ComposeAsync("--profile", "proxy", "up", "-d");
        await stack.HealthyAsync("web-2");
        await stack.HealthyAsync("proxy");
        using var authority = X509Certificate2.CreateFromPem(await stack.ComposeAsync("exec", "-T", "proxy", "cat", "/etc/financeaspire/secrets/ca.crt"));
        using var client = stack.Client("https", new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => IsSignedBy(authority, certificate!) && !errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch),
        });
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultRequestHeaders.Authorization = home.Household.Authorization;

        foreach (var away in new[] { "web", "web-2" })
        {
            await stack.ComposeAsync("stop", away);
            using var answer = await AnsweredAsync(client, "/api/v1/accounts");
            Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
            // Web knows that the outside speaks TLS.
            Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
            await stack.ComposeAsync("start", away);
            await stack.HealthyAsync(away);
        }

        using var direct = stack.Client();
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        forged.Headers.Add("X-Forwarded-Proto", "https");
        using var plain = await direct.SendAsync(forged, TestContext.Current.CancellationToken);
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        await stack.ComposeAsync("--profile", "proxy", "rm", "-sf", "proxy", "web-2");
    }

    [Fact]
    public async Task Database_refuses_a_connection_without_tls()
    {
        var stack = await home.StackAsync();

        var answer = await stack.ComposeAsync(
            "exec", "-T", "postgres", "sh", "-c",
            "export PGPASSWORD=\"$(cat /etc/financeaspire/secrets/password)\"; psql 'host=127.0.0.1 user=postgres dbname=financedb sslmode=disable' -c 'select 1' 2>&1; psql 'host=127.0.0.1 user=postgres dbname=financedb sslmode=require' -Atc \"select 'tls ' || ssl from pg_stat_ssl where pid = pg_backend_pid()\"");

        Assert.Contains("no encryption", answer, StringComparison.Ordinal);
        Assert.EndsWith("tls true", answer.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_made_in_compose_is_restored_on_a_server_of_embedded_mode()
    {
        var stack = await home.StackAsync();
        var folder = Directory.CreateTempSubdirectory("finance moved ").FullName;
        try
        {
            // As the running worker, which has the same image, user and volumes: no container more.
            var said = await stack.DockerAsync("exec", await stack.IdAsync("worker"), "/app/FinanceAspire.Worker", "backup");
            var path = said[..said.IndexOf(": ", StringComparison.Ordinal)].Split('\n')[^1];
            await stack.DockerAsync("cp", $"{await stack.IdAsync("worker")}:{path}", folder);
            var empty = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);

            var summary = await new BackupRestorer(empty, null, new SchemaMigrator(empty, PostgresFixture.AppPassword, NullLogger<SchemaMigrator>.Instance))
                .RestoreAsync(Directory.GetFiles(folder).Single(), TestContext.Current.CancellationToken);

            Assert.Equal(Household.Balance, summary.BalanceOf("Checking"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A replica that comes back has another address, which the proxy learns within seconds.</summary>
    private static async Task<HttpResponseMessage> AnsweredAsync(HttpClient client, string path)
    {
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(500, TestContext.Current.CancellationToken))
        {
            var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode || patience.Elapsed > TimeSpan.FromMinutes(1))
            {
                return answer;
            }

            answer.Dispose();
        }
    }

    private static bool IsSignedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    [GeneratedRegex(@"COPY (?<path>/\S+) ")]
    private static partial Regex CopiedFrom();

    /// <summary>One stack for the class, with somebody's books in it.</summary>
    public sealed class Home : IAsyncDisposable
    {
        private static readonly string[] Services = ["postgres", "redis", "worker", "web"];
        private ComposeStack? _stack;
        private Household? _household;

        public Household Household => _household!;

        public async Task<ComposeStack> StackAsync()
        {
            ComposeStack.RequireEngine();
            _stack ??= await ComposeStack.CreateAsync();
            if (_household is null || !await _stack.IsUpAsync(Services))
            {
                // The first time, or after a test that failed half-way.
                await _stack.ComposeAsync("up", "-d");
                foreach (var service in Services)
                {
                    await _stack.HealthyAsync(service);
                }
            }

            _household ??= await Household.MoveInAsync(_stack);
            return _stack;
        }

        public async ValueTask DisposeAsync()
        {
            if (_stack is not null)
            {
                await _stack.DisposeAsync();
            }
        }
    }
}
