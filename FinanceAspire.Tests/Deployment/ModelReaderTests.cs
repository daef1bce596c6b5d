using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using FinanceAspire.AppHost.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Tests.Deployment;

/// <summary>What cannot be published is refused by name; nothing is left out silently.</summary>
public sealed class ModelReaderTests
{
    [Fact]
    public async Task Image_without_a_version_is_refused() =>
        await RefusedAsync(b => b.AddContainer("cache", "busybox").WithProbeCommand("true"), "cache has no image with a version");

    [Fact]
    public async Task Bind_mount_is_refused() =>
        await RefusedAsync(b => b.AddContainer("cache", "busybox", "1.0").WithBindMount(".", "/x").WithProbeCommand("true"), "the mount at /x cannot be published");

    [Fact]
    public async Task External_endpoint_without_a_place_is_refused() =>
        await RefusedAsync(b => b.AddContainer("cache", "busybox", "1.0").WithHttpEndpoint(targetPort: 80).WithExternalHttpEndpoints().WithProbeCommand("true"), "say with WithPublishedPort where");

    [Fact]
    public async Task Arguments_are_refused_until_the_command_is_told() =>
        await RefusedAsync(b => b.AddContainer("cache", "busybox", "1.0").WithArgs("-v").WithProbeCommand("true"), "say with WithCommandLine");

    [Fact]
    public async Task Container_whose_health_nobody_can_see_is_refused() =>
        await RefusedAsync(b => b.AddContainer("cache", "busybox", "1.0"), "cache has no probe");

    [Fact]
    public async Task Plain_parameter_without_a_default_is_refused() =>
        await RefusedAsync(b => b.AddContainer("cache", "busybox", "1.0").WithEnvironment("X", b.AddParameter("x")).WithProbeCommand("true"), "the parameter x has no default");

    [Fact]
    public async Task Secret_in_an_expression_makes_the_whole_a_file()
    {
        var builder = Builder();
        var secret = builder.AddParameter("token", secret: true);
        builder.AddContainer("cache", "busybox", "1.0").WithEnvironment("URL", ReferenceExpression.Create($"http://x?token={secret}")).WithProbeCommand("true");

        var cache = Assert.Single(await ReadAsync(builder));

        Assert.Equal([("URL", "http://x?token={password:token}")], cache.SecretFiles);
        Assert.Equal("/etc/financeaspire/secrets/URL", cache.Environment.Single(e => e.Name == "URL_FILE").Value.Text);
        Assert.DoesNotContain(cache.Environment, e => e.Name == "URL");
    }

    [Fact]
    public async Task Wait_for_a_child_is_one_for_its_server()
    {
        var builder = Builder();
        var server = builder.AddContainer("server", "busybox", "1.0").WithProbeCommand("true");
        var child = builder.AddResource(new Child("child", server.Resource));
        builder.AddContainer("client", "busybox", "1.0").WaitFor(child).WithProbeCommand("true");

        var client = (await ReadAsync(builder)).Single(w => w.Name == "client");

        Assert.Equal([("server", WaitType.WaitUntilHealthy)], client.Waits);
    }

    private static IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish", "--step", "export"], DisableDashboard = true });

    private static Task<IReadOnlyList<Workload>> ReadAsync(IDistributedApplicationBuilder builder) =>
        new ModelReader(builder.ExecutionContext, NullLogger.Instance).ReadAsync(new DistributedApplicationModel(builder.Resources), TestContext.Current.CancellationToken);

    private static async Task RefusedAsync(Action<IDistributedApplicationBuilder> compose, string message)
    {
        var builder = Builder();
        compose(builder);
        Assert.Contains(message, (await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(builder))).Message, StringComparison.Ordinal);
    }

    private sealed class Child(string name, IResource parent) : Resource(name), IResourceWithParent
    {
        public IResource Parent => parent;
    }
}
