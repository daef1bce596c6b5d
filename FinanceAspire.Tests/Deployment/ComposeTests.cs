using System.Text.RegularExpressions;
using System.Xml.Linq;
using FinanceAspire.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace FinanceAspire.Tests.Deployment;

/// <summary>What docker-compose.yml promises, read from the file; .ci/run runs it for real.</summary>
public sealed partial class ComposeTests
{
    private static readonly YamlMappingNode File = Published.Compose();

    public static TheoryData<string> Services { get; } = [.. File.Keys("services")];

    private static YamlNode Service(string name) => File.At("services")!.At(name)!;

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_is_hardened_and_bounded(string name)
    {
        var service = Service(name);

        Assert.Equal("true", service.Text("read_only"));
        Assert.Contains("/tmp", service.Texts("tmpfs"));
        Assert.Equal(["ALL"], service.Texts("cap_drop"));
        Assert.Equal(["no-new-privileges:true"], service.Texts("security_opt"));
        foreach (var bound in new[] { "pids_limit", "mem_limit", "cpus", "stop_grace_period" })
        {
            Assert.NotNull(service.Text(bound));
        }

        Assert.Equal("10m", service.At("logging")!.At("options")!.Text("max-size"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_is_not_root_but_for_the_one_that_gives_files_away(string name)
    {
        var service = Service(name);

        if (name == "secrets")
        {
            Assert.Equal(("0:0", "none"), (service.Text("user"), service.Text("network_mode")));
            Assert.Equal(["CHOWN"], service.Texts("cap_add"));
            return;
        }

        Assert.Matches(@"^(\$\{[A-Z_]+:-)?[1-9][0-9]*\}?$", service.Text("user"));
        Assert.Empty(service.Texts("cap_add"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_waits_for_health_or_for_the_end_of_a_job_that_exists(string name)
    {
        foreach (var other in Service(name).Keys("depends_on"))
        {
            var condition = Service(name).At("depends_on")!.At(other)!.Text("condition");
            switch (condition)
            {
                case "service_healthy":
                    Assert.NotEmpty(Service(other).At("healthcheck")!.Texts("test"));
                    break;
                case "service_completed_successfully":
                    Assert.Equal("no", Service(other).Text("restart"));
                    break;
                default:
                    // Redis is an accelerator: nobody waits for it to be well.
                    Assert.Equal(("redis", "service_started"), (other, condition));
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_restarts_unless_it_is_a_job(string name) =>
        Assert.Equal(name is "secrets" or "migrate" ? "no" : "unless-stopped", Service(name).Text("restart"));

    [Fact]
    public void Web_alone_publishes_a_port_without_a_profile_and_only_to_this_machine()
    {
        var published = Services.Select(s => (string)s.Data).Where(s => Service(s).Texts("ports").Count > 0).ToList();

        Assert.Equal(["web"], published.Where(s => Service(s).Texts("profiles").Count == 0));
        Assert.All(published, s => Assert.All(Service(s).Texts("ports"), p => Assert.Matches(@"^\$\{[A-Z]+_ADDRESS:-127\.0\.0\.1\}:\$\{[A-Z]+_PORT:-[0-9]+\}:[0-9]+$", p)));
    }

    [Fact]
    public void Stores_and_worker_are_on_the_network_that_leads_nowhere()
    {
        Assert.Equal("true", File.At("networks")!.At("backend")!.Text("internal"));
        Assert.All(new[] { "postgres", "redis", "worker", "migrate", "backup" }, s => Assert.Equal(["backend"], Service(s).Texts("networks")));
        Assert.Equal(["frontend", "backend"], Service("web").Texts("networks"));
        Assert.Equal(["frontend"], Service("proxy").Texts("networks"));
    }

    [Fact]
    public void Nothing_is_mounted_but_declared_volumes_and_each_service_sees_its_own_secrets_only()
    {
        var declared = File.Keys("volumes");
        foreach (var name in Services.Select(s => (string)s.Data).Where(s => s != "secrets"))
        {
            var mounts = Service(name).Texts("volumes");
            Assert.All(mounts, m => Assert.Contains(m.Split(':')[0], declared));
            var secrets = Assert.Single(mounts, m => m.Contains("secrets", StringComparison.Ordinal));
            Assert.EndsWith(":/etc/financeaspire/secrets:ro", secrets, StringComparison.Ordinal);
            Assert.Equal(name switch { "web-2" => "web", "migrate" or "backup" => "worker", _ => name } + "-secrets", secrets.Split(':')[0]);
        }

        Assert.DoesNotContain("/data", Service("postgres").Texts("volumes").Single(v => v.StartsWith("postgres:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_placeholders_and_reach_a_service_by_file_only()
    {
        foreach (var name in Services.Select(s => (string)s.Data).Where(s => s != "secrets"))
        {
            foreach (var variable in Service(name).Keys("environment"))
            {
                Assert.True(!PasswordName().IsMatch(variable) || variable.EndsWith("_FILE", StringComparison.Ordinal), $"{name}: {variable}");
            }
        }

        foreach (var (key, value) in ((YamlMappingNode)Service("secrets").At("environment")!).Children)
        {
            if (PasswordName().IsMatch(((YamlScalarNode)key).Value!))
            {
                Assert.Contains("{password:", ((YamlScalarNode)value).Value!, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_variable_is_in_the_example_with_the_same_default_and_every_line_of_the_example_is_used()
    {
        var used = Variable().Matches(Published.Read("docker-compose.yml")).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).ToHashSet();
        var told = Published.Read(".env.example").Split('\n').Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#'))
            .Select(l => (l.Split('=', 2)[0], l.Split('=', 2)[1])).ToHashSet();

        Assert.Equal(told.Order(), used.Order());
    }

    [Fact]
    public void Database_is_reached_by_tls_with_the_name_checked()
    {
        var templates = ((YamlMappingNode)Service("secrets").At("environment")!).Children.Values.Select(v => ((YamlScalarNode)v).Value!).Where(v => v.Contains("Host=postgres", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, templates.Count);
        Assert.All(templates, t => Assert.Contains("SSL Mode=VerifyFull;Root Certificate=/etc/financeaspire/secrets/ca.crt", t, StringComparison.Ordinal));
        Assert.Contains("ssl=on", Service("postgres").Texts("command"));
        Assert.DoesNotContain("\nhost ", Service("secrets").At("environment")!.Text("Files__postgres__pg_hba.conf"), StringComparison.Ordinal);
    }

    /// <summary>The dashboard's images are tagged by Aspire's version: it is the one that the AppHost starts, and hears nobody without a key.</summary>
    [Fact]
    public void Dashboard_is_of_the_version_of_the_model_and_asks_for_its_keys()
    {
        var aspire = Version.Parse(XDocument.Load(Path.Combine(Checkout.Folder, "Directory.Packages.props")).Descendants("PackageVersion").Single(p => (string?)p.Attribute("Include") == "Aspire.Hosting.Testing").Attribute("Version")!.Value);

        Assert.Equal($"mcr.microsoft.com/dotnet/aspire-dashboard:{aspire.ToString(2)}", Service("dashboard").Text("image"));
        var environment = Service("dashboard").At("environment")!;
        Assert.Equal(("BrowserToken", "ApiKey", "ApiKey"), (environment.Text("Dashboard__Frontend__AuthMode"), environment.Text("Dashboard__Otlp__AuthMode"), environment.Text("Dashboard__Api__AuthMode")));
    }

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+):-([^}]*)\}")]
    private static partial Regex Variable();

    [GeneratedRegex("password|connectionstrings|token|apikey", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordName();
}
