using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>PostgreSQL and Redis without a container engine: as executables of this machine, each step a resource.</summary>
internal static class EmbeddedStores
{
    public static string DotnetHost { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    public static Stores Add(IDistributedApplicationBuilder builder, InfrastructureSettings settings, DataFolder data)
    {
        var secrets = data.Secrets();
        var ownerPassword = builder.AddParameter("owner-password", () => secrets.OwnerPassword, secret: true);
        var appPassword = builder.AddParameter("app-password", () => secrets.AppPassword, secret: true);
        var redisPassword = builder.AddParameter("redis-password", () => secrets.RedisPassword, secret: true);

        var binaries = Step("postgres-binaries", "binaries");
        var init = Step("postgres-init", "init").WaitForCompletion(binaries);
        var postgres = Step("postgres", "postgres")
            .WithEndpoint(name: "tcp", scheme: "tcp", env: EmbeddedTool.PortVariable)
            .WaitForCompletion(init);
        var redis = Step("redis", "redis")
            .WithEndpoint(name: "tcp", scheme: "tcp", env: EmbeddedTool.PortVariable);

        var at = postgres.GetEndpoint("tcp");
        var (host, port) = (at.Property(EndpointProperty.Host), at.Property(EndpointProperty.Port));
        var server = ReferenceExpression.Create($"Host={host};Port={port};Username={PostgresCluster.Owner};Password={ownerPassword};Database=postgres");
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "postgres-answers", _ => new PostgresAnswers(server), HealthStatus.Unhealthy, tags: null));
        postgres.WithHealthCheck("postgres-answers");

        var database = builder.AddConnectionString(
            Stores.DatabaseName,
            ReferenceExpression.Create($"Host={host};Port={port};Username={PostgresCluster.Owner};Password={ownerPassword};Database={Stores.DatabaseName}"));
        return new(
            postgres,
            redis,
            database.Resource.ConnectionStringExpression,
            ReferenceExpression.Create($"Host={host};Port={port};Username=finance_app;Password={appPassword};Database={Stores.DatabaseName}"),
            ReferenceExpression.Create($"{redis.GetEndpoint("tcp").Property(EndpointProperty.HostAndPort)},password={redisPassword}"),
            appPassword,
            settings.WebPort);

        IResourceBuilder<ExecutableResource> Step(string name, string step) =>
            builder.AddExecutable(
                    name, DotnetHost, builder.AppHostDirectory,
                    [.. ThisProgram(), EmbeddedTool.Verb, step, data.Path, settings.PostgresBin ?? ""])
                .WithEnvironment("FINANCEASPIRE_TOOLS", Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..")));
    }

    /// <summary>
    /// This assembly, run with the frameworks and packages of whatever process we are in: the AppHost itself, or a test run
    /// that has the AppHost among its files.
    /// </summary>
    private static string[] ThisProgram()
    {
        var assembly = typeof(EmbeddedStores).Assembly.Location;
        var entry = Path.Combine(Path.GetDirectoryName(assembly)!, System.Reflection.Assembly.GetEntryAssembly()!.GetName().Name!);
        return ["exec", "--runtimeconfig", $"{entry}.runtimeconfig.json", "--depsfile", $"{entry}.deps.json", assembly];
    }
}
