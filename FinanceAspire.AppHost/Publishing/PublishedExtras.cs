namespace FinanceAspire.AppHost.Publishing;

/// <summary>What only a published stack has; each is off until its profile is asked for.</summary>
internal static class PublishedExtras
{
    public static void AddPublishedExtras(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> web)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.AddContainer("proxy", "nginx", "1.29")
            .WithHttpEndpoint(targetPort: 8443, name: "tls").WithExternalHttpEndpoints()
            .WithPublishedPort(Setting.ProxyAddress, Setting.ProxyPort)
            .WithCommandLine("nginx", "-c", $"{ModelReader.SecretsPath}/nginx.conf", "-g", "daemon off;")
            .WithSecretFile("nginx.conf", ProxyConfiguration.Write(["web", "web-2"], 8081))
            .WithSecretFile("tls.crt", "{certificate:localhost}")
            .WithSecretFile("tls.key", "{key:localhost}")
            .WithSecretFile("ca.crt", "{authority}")
            .WithProbeCommand("nginx", "-t", "-q", "-c", $"{ModelReader.SecretsPath}/nginx.conf")
            .WithLimits(memoryMiB: 128, cpus: 1, processes: 50)
            .WithUser(Setting.ProxyUser)
            .WithScratch("/var/cache/nginx", "/var/run")
            .AtTheEdge()
            .WaitFor(web)
            .InProfile("proxy");

        builder.AddContainer("dashboard", "mcr.microsoft.com/dotnet/aspire-dashboard", "13.6")
            .WithHttpEndpoint(targetPort: 18888, name: "ui").WithExternalHttpEndpoints()
            .WithPublishedPort(Setting.DashboardAddress, Setting.DashboardPort)
            .WithInnerPort("otlp", 18889)
            .WithEnvironment("ASPIRE_DASHBOARD_FILE_CONFIG_DIRECTORY", ModelReader.SecretsPath)
            .WithEnvironment("Dashboard__Otlp__AuthMode", "ApiKey")
            .WithEnvironment("Dashboard__Frontend__AuthMode", "BrowserToken")
            // What it has heard can be read by programs too, by default without a key.
            .WithEnvironment("Dashboard__Api__AuthMode", "ApiKey")
            .WithSecretFile("Dashboard__Otlp__PrimaryApiKey", "{password:telemetry-key}")
            .WithSecretFile("Dashboard__Frontend__BrowserToken", "{password:dashboard-token}")
            .WithSecretFile("Dashboard__Api__PrimaryApiKey", "{password:dashboard-api-key}")
            // Its image has neither a shell nor a command that asks.
            .WithProbeCommand()
            .WithLimits(memoryMiB: 384, cpus: 1, processes: 100)
            .InProfile("observability");
    }
}
