using System.Security.Cryptography.X509Certificates;
using FinanceAspire.Worker.Commands;
using FinanceAspire.Worker.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace FinanceAspire.Tests.Deployment;

public sealed class SecretsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finance secrets ").FullName;

    [Fact]
    public void Secrets_are_made_once_kept_and_read_by_their_owner_only()
    {
        var plan = Plan(("Files:a:password", "{password:shared}"), ("Files:b:ConnectionStrings:financedb", "Host=postgres;Password={password:shared}"));

        SecretsCommand.Fill(_folder, plan);
        var first = Read("a/password");
        SecretsCommand.Fill(_folder, plan);

        Assert.Equal(32, first.Length);
        Assert.Equal(first, Read("a/password"));
        // A setting of several parts is one file, as configuration reads it back.
        Assert.Equal($"Host=postgres;Password={first}", Read("b/ConnectionStrings__financedb"));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public void Certificate_is_for_its_host_only_and_signed_by_the_authority_that_clients_get()
    {
        SecretsCommand.Fill(_folder, Plan(("Files:db:ca.crt", "{authority}"), ("Files:db:tls.crt", "{certificate:postgres}"), ("Files:db:tls.key", "{key:postgres}")));

        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "db", "ca.crt"));
        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, "db", "tls.crt"), Path.Combine(_folder, "db", "tls.key"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(certificate), string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation)));
        Assert.True(certificate.MatchesHostname("postgres"));
        Assert.False(certificate.MatchesHostname("redis"));
        Assert.DoesNotContain("PRIVATE", Read("db/tls.crt"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_installation_has_other_secrets()
    {
        var plan = Plan(("Files:a:password", "{password:x}"));

        SecretsCommand.Fill(Path.Combine(_folder, "1"), plan);
        SecretsCommand.Fill(Path.Combine(_folder, "2"), plan);

        Assert.NotEqual(Read("1/a/password"), Read("2/a/password"));
    }

    [Theory]
    [InlineData("5hort", true)]
    [InlineData("postgres12345678", true)]
    [InlineData("Changeme-changeme", true)]
    [InlineData("x7Gk2mQpLw9zRt4v", false)]
    public void Production_refuses_a_password_that_is_short_or_well_known(string password, bool refused)
    {
        HostApplicationBuilder Start(string environment)
        {
            var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, DisableDefaults = true });
            builder.Configuration["ConnectionStrings:financedb"] = $"Host=x;Username=y;Password={password}";
            return builder.AddSecretFiles();
        }

        Start("Development");
        if (refused)
        {
            var error = Assert.Throws<InvalidOperationException>(() => Start("Production"));
            Assert.Contains("ConnectionStrings:financedb", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(password, error.Message, StringComparison.Ordinal);
        }
        else
        {
            Start("Production");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    private static SecretPlan Plan(params (string Key, string Value)[] settings) =>
        SecretPlan.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, string? (s) => s.Value)).Build());
}
