using FinanceAspire.AppHost.Publishing;

namespace FinanceAspire.AppHost;

/// <summary>PostgreSQL and Redis as containers, their data in volumes of fixed names.</summary>
internal static class ContainerStores
{
    public static Stores Add(IDistributedApplicationBuilder builder, InfrastructureSettings settings)
    {
        var appPassword = builder.AddParameter(
            "app-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        var postgres = builder.AddPostgres("postgres").WithDataVolume($"{settings.VolumePrefix}-postgres");
        var database = postgres.AddDatabase(Stores.DatabaseName);
        var redis = builder.AddRedis("redis").WithDataVolume($"{settings.VolumePrefix}-redis");
        var tls = "";
        if (builder.ExecutionContext.IsPublishMode)
        {
            PublishedStores.Describe(postgres, redis);
            tls = PublishedStores.DatabaseTls;
        }

        var endpoint = postgres.Resource.PrimaryEndpoint;
        return new(
            database,
            redis,
            ReferenceExpression.Create($"{database.Resource.ConnectionStringExpression}{tls}"),
            ReferenceExpression.Create(
                $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username=finance_app;Password={appPassword};Database={Stores.DatabaseName}{tls}"),
            ReferenceExpression.Create($"{redis.Resource.ConnectionStringExpression}"),
            appPassword,
            settings.WebPort);
    }
}
