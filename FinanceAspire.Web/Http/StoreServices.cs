using FinanceAspire.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace FinanceAspire.Web.Http;

/// <summary>PostgreSQL and Redis as web uses them. Redis may be absent, gone or hung: then the cache is this process's memory.</summary>
internal static class StoreServices
{
    public static void AddStores(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDbContext<LedgerDbContext>(
            "financedb",
            // Retries are BookDatabase's: it knows what may be run twice.
            settings => (settings.DisableRetry, settings.DisableHealthChecks) = (true, true),
            options => options.UseLedger());
        var health = builder.Services.AddHealthChecks()
            .AddCheck<SchemaHealth>("database", HealthStatus.Unhealthy, timeout: TimeSpan.FromSeconds(5));
        var cache = builder.Services.AddFusionCache()
            .WithOptions(options => options.DistributedCacheCircuitBreakerDuration = TimeSpan.FromSeconds(2))
            .WithDefaultEntryOptions(entry =>
            {
                entry.Duration = TimeSpan.FromSeconds(30);
                entry.DistributedCacheSoftTimeout = TimeSpan.FromMilliseconds(100);
                entry.DistributedCacheHardTimeout = TimeSpan.FromMilliseconds(500);
                entry.AllowBackgroundDistributedCacheOperations = true;
                entry.AllowBackgroundBackplaneOperations = true;
            });
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString("redis")))
        {
            return;
        }

        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true, options =>
        {
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 2000;
            options.SyncTimeout = options.AsyncTimeout = 1000;
        });
        health.AddCheck<RedisHealth>("redis", HealthStatus.Degraded, timeout: TimeSpan.FromSeconds(3));
        builder.Services.AddStackExchangeRedisCache(_ => { });
        builder.Services.AddOptions<Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions>().Configure<IServiceProvider>((options, services) =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>()));
        cache.WithSerializer(new FusionCacheSystemTextJsonSerializer())
            .WithRegisteredDistributedCache()
            .WithBackplane(services => new RedisBackplane(new RedisBackplaneOptions
            {
                ConnectionMultiplexerFactory = () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>()),
            }));
    }

    private sealed class RedisHealth(IConnectionMultiplexer redis) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await redis.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                return HealthCheckResult.Degraded("Redis does not answer; everything works without it, slower.", e);
            }
        }
    }
}
