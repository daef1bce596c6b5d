using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every host of the model does alike: telemetry, probes, resilient HTTP. Nothing about finance.</summary>
public static class Extensions
{
    private const string Health = "/health";
    private const string Alive = "/alive";

    /// <summary>Telemetry over OTLP where the AppHost names a collector; health checks; service discovery and resilience for HttpClient.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddSecretFiles();
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// <c>/health</c>: ready to serve, all checks; <c>/alive</c>: the process answers. Mapped in every environment, since
    /// probes of a published stack run in Production; they say one word and nothing about the inside.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(Health).AllowAnonymous().DisableHttpMetrics();
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") }).AllowAnonymous().DisableHttpMetrics();
        return app;
    }

    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddProcessInstrumentation()
                .AddMeter("Npgsql", "FinanceAspire"))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, "FinanceAspire")
                .AddAspNetCoreInstrumentation(options =>
                    // A probe every few seconds would drown what people do.
                    options.Filter = context => !context.Request.Path.StartsWithSegments(Health) && !context.Request.Path.StartsWithSegments(Alive))
                .AddHttpClientInstrumentation()
                .AddSource("Npgsql")
                .AddRedisInstrumentation());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            // A collector that does not answer must not hold up the end of a process: what it missed is only telemetry.
            builder.Configuration["OTEL_EXPORTER_OTLP_TIMEOUT"] ??= "1000";
            telemetry.UseOtlpExporter();
        }
    }
}
