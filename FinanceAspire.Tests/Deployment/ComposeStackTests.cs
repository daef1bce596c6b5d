using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Backups;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Tests.Deployment;

/// <summary>The published stack, built and run for real, with somebody's books in it.</summary>
[Collection(Stacks.Name)]
public sealed class ComposeStackTests(ComposeStackTests.Household household, PostgresFixture postgres) : IClassFixture<ComposeStackTests.Household>
{
    [Fact]
    public async Task Everything_restarted_keeps_the_books_and_the_secrets()
    {
        var stack = await household.StackAsync();
        var password = await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password");

        await stack.ComposeAsync("down");
        await stack.ComposeAsync("up", "-d");
        await stack.HealthyAsync("web");

        Assert.Equal(1349.25m, await household.BalanceAsync());
        Assert.Equal(password, await stack.ComposeAsync("exec", "-T", "redis", "cat", "/etc/financeaspire/secrets/password"));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("worker")]
    public async Task Crashed_service_comes_back_and_the_books_with_it(string service)
    {
        var stack = await household.StackAsync();

        await stack.CrashAsync(service);

        await stack.HealthyAsync(service);
        await stack.HealthyAsync("web");
        Assert.Equal(1349.25m, await household.BalanceAsync());
    }

    [Fact]
    public async Task Without_redis_the_books_can_be_read()
    {
        var stack = await household.StackAsync();
        await stack.ComposeAsync("stop", "redis");

        Assert.Equal(1349.25m, await household.BalanceAsync());

        await stack.ComposeAsync("start", "redis");
        await stack.HealthyAsync("redis");
    }

    [Fact]
    public async Task Containers_are_nobody_special_can_write_nowhere_and_carry_no_secret_in_their_environment()
    {
        var stack = await household.StackAsync();
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
        var stack = await household.StackAsync();
        var image = (string)(await stack.InspectAsync(target))["Config"]!["Image"]!;
        var inspected = JsonNode.Parse(await stack.DockerAsync("image", "inspect", image))![0]!["Config"]!;
        var layers = (await stack.DockerAsync("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ours = layers.TakeWhile(l => !l.Contains("ENV APP_UID", StringComparison.Ordinal)).ToList();
        var container = (await stack.DockerAsync("create", image)).Trim();
        var archive = Path.Combine(Path.GetTempPath(), $"{container}.tar");
        try
        {
            await stack.DockerAsync("export", "-o", archive, container);
            using var tar = new System.Formats.Tar.TarReader(File.OpenRead(archive));
            var files = new List<string>();
            while (await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry)
            {
                files.Add(entry.Name);
            }

            Assert.Contains($"app/FinanceAspire.{(target == "web" ? "Web" : "Worker")}.dll", files);
            Assert.DoesNotContain(files, f => f.StartsWith("src/", StringComparison.Ordinal) || f.Contains(".nuget/packages", StringComparison.Ordinal) || f.Contains("appsettings.Development", StringComparison.Ordinal)
                || (f.StartsWith("app/", StringComparison.Ordinal) && Path.GetExtension(f) is ".pdb" or ".pfx" or ".key" or ".env" or ".cs"));
        }
        finally
        {
            File.Delete(archive);
            await stack.DockerAsync("rm", container);
        }

        Assert.InRange(ours.Sum(l => long.Parse(l.Split(' ')[0], CultureInfo.InvariantCulture)), 1, megabytes * 1_000_000L);
        Assert.DoesNotContain(layers, l => l.Contains("password=", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("1654", (string)inspected["User"]!);
        Assert.Equal("MIT", (string)inspected["Labels"]!["org.opencontainers.image.licenses"]!);
        Assert.Equal("--healthcheck", (string)inspected["Healthcheck"]!["Test"]!.AsArray()[^1]!);
    }

    [Fact]
    public async Task Proxy_serves_tls_from_either_replica_and_only_it_is_believed_about_the_client()
    {
        var stack = await household.StackAsync();
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
        client.DefaultRequestHeaders.Authorization = household.Authorization;

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
        var stack = await household.StackAsync();

        var answer = await stack.ComposeAsync(
            "exec", "-T", "postgres", "sh", "-c",
            "export PGPASSWORD=\"$(cat /etc/financeaspire/secrets/password)\"; psql 'host=127.0.0.1 user=postgres dbname=financedb sslmode=disable' -c 'select 1' 2>&1; psql 'host=127.0.0.1 user=postgres dbname=financedb sslmode=require' -Atc \"select 'tls ' || ssl from pg_stat_ssl where pid = pg_backend_pid()\"");

        Assert.Contains("no encryption", answer, StringComparison.Ordinal);
        Assert.EndsWith("tls true", answer.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_made_in_compose_is_restored_on_a_server_of_embedded_mode()
    {
        var stack = await household.StackAsync();
        var folder = Directory.CreateTempSubdirectory("finance moved ").FullName;
        try
        {
            var said = await stack.ComposeAsync("run", "--rm", "-T", "worker", "backup");
            var path = said[..said.IndexOf(": ", StringComparison.Ordinal)].Split('\n')[^1];
            await stack.DockerAsync("cp", $"{await stack.IdAsync("worker")}:{path}", folder);
            var empty = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);

            var summary = await new BackupRestorer(empty, null, new SchemaMigrator(empty, PostgresFixture.AppPassword, NullLogger<SchemaMigrator>.Instance))
                .RestoreAsync(Directory.GetFiles(folder).Single(), TestContext.Current.CancellationToken);

            Assert.Equal(1349.25m, decimal.Parse(summary.Accounts.Single(a => a.Name == "Checking").Balance, CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Backup_made_in_embedded_mode_is_restored_into_an_empty_compose_stack()
    {
        household.RequireEngine();
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -12.50m), (book.Food, 12.50m));
        var folder = Directory.CreateTempSubdirectory("finance moved ").FullName;
        await using var stack = await ComposeStack.StartAsync("worker");
        await stack.HealthyAsync("worker");
        try
        {
            var (path, summary) = await new BackupWriter(book.Connections.Owner, null, TimeProvider.System).WriteAsync(folder, TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                // The container's user is another one.
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
                File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
            }

            var said = await stack.ComposeAsync("run", "--rm", "-T", "-v", $"{folder}:/from:ro", "worker", "restore", $"/from/{Path.GetFileName(path)}");
            Assert.Contains($"{summary.Accounts.Count} accounts. Every balance is the one in the backup.", said, StringComparison.Ordinal);
            var verified = await stack.ComposeAsync("run", "--rm", "-T", "worker", "verify");
            Assert.Contains("1 book(s), 0 difference(s).", verified, StringComparison.Ordinal);
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

    /// <summary>One stack for the class: signed up over HTTP, with an imported statement.</summary>
    public sealed class Household : IAsyncDisposable
    {
        private ComposeStack? _stack;

        public AuthenticationHeaderValue? Authorization { get; private set; }

        public void RequireEngine() =>
            Assert.SkipUnless(ComposeStack.IsRequired, "FINANCEASPIRE_REQUIRE_COMPOSE is not set: .ci/run sets it where a container engine and its images can be had.");

        public async Task<ComposeStack> StackAsync()
        {
            RequireEngine();
            if (_stack is not null)
            {
                // Whatever an earlier test stopped.
                await _stack.ComposeAsync("up", "-d");
                await _stack.HealthyAsync("web");
                return _stack;
            }

            _stack = await ComposeStack.StartAsync();
            await _stack.HealthyAsync("web");
            using var client = _stack.Client();
            using var setup = await client.PostAsJsonAsync(
                "/api/v1/setup", new { email = "a@example.org", password = WebApp.Password, book = new { name = "Home", currency = "EUR" } }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, setup.StatusCode);
            Authorization = client.DefaultRequestHeaders.Authorization =
                new("Bearer", (string)(await setup.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["token"]!);
            var (_, plan) = await client.UploadAsync(await client.AccountAsync("Checking"), Samples.Ofx1, "october.ofx");
            var (committed, _) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
            Assert.Equal(HttpStatusCode.OK, committed.StatusCode);
            return _stack;
        }

        public async Task<decimal> BalanceAsync()
        {
            using var client = _stack!.Client();
            client.DefaultRequestHeaders.Authorization = Authorization;
            return await client.BalanceAsync(await client.AccountAsync("Checking"));
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
