namespace FinanceAspire.AppHost.Publishing;

/// <summary>What whoever runs the published stack may change: a variable with a default and a sentence.</summary>
internal sealed record Setting(string Name, string Default, string Description)
{
    public static Setting Version { get; } = new("VERSION", typeof(Setting).Assembly.GetName().Version!.ToString(3), "The version that is built and run; images are tagged with it.");

    public static Setting Environment { get; } = new("ENVIRONMENT", "Production", "Production refuses to start with secrets that are short or well known; Development shows errors in full.");

    public static Setting WebAddress { get; } = new("WEB_ADDRESS", "127.0.0.1", "The address of this machine at which the page is served; 0.0.0.0 opens it to the network, without TLS: prefer the profile proxy.");

    public static Setting WebPort { get; } = new("WEB_PORT", "5080", "The port of the page.");

    public static Setting ForwardedPort { get; } = new("FORWARDED_PORT", "8081", "The container's port whose callers are believed when they forward a client's address (X-Forwarded-*). 8081 is reached by the profile proxy only; set 8080 where a proxy of your own calls WEB_PORT.");

    public static Setting PathBase { get; } = new("PATH_BASE", "", "A path under which a proxy serves the page, such as /finance.");

    public static Setting ProxyAddress { get; } = new("PROXY_ADDRESS", "127.0.0.1", "Profile proxy: the address that TLS is served at; 0.0.0.0 opens it to the network.");

    public static Setting ProxyPort { get; } = new("PROXY_PORT", "5443", "Profile proxy: the port of TLS.");

    public static Setting DashboardAddress { get; } = new("DASHBOARD_ADDRESS", "127.0.0.1", "Profile observability: the address of the dashboard.");

    public static Setting DashboardPort { get; } = new("DASHBOARD_PORT", "18888", "Profile observability: the port of the dashboard.");

    public static Setting Collector { get; } = new("OTEL_EXPORTER_OTLP_ENDPOINT", "", "Where telemetry goes: http://dashboard:18889 with the profile observability, or a collector of your own. Empty: nowhere.");

    public static Setting BackupAt { get; } = new("BACKUP_AT", "03:00", "Profile backup: the time of day (UTC) of the nightly backup.");

    public static Setting BackupKeep { get; } = new("BACKUP_KEEP", "14", "Profile backup: how many backups are kept; older ones are removed after a new one is complete.");

    public static Setting ReceiptsQuota { get; } = new("RECEIPTS_QUOTA_MB", "2048", "The most that the receipts of one book take, in MB.");

    public static Setting PostgresUser { get; } = new("POSTGRES_UID", "999", "The number of the user postgres in its image (70 in an Alpine image).");

    public static Setting RedisUser { get; } = new("REDIS_UID", "999", "The number of the user redis in its image.");

    public static Setting ProxyUser { get; } = new("PROXY_UID", "101", "The number of the user nginx in its image.");

    /// <summary>The user of our own images; the public .NET images have it as APP_UID.</summary>
    public const string AppUser = "1654";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Version, Environment, WebAddress, WebPort, PathBase, ForwardedPort, ProxyAddress, ProxyPort, DashboardAddress, DashboardPort, Collector,
        BackupAt, BackupKeep, ReceiptsQuota, PostgresUser, RedisUser, ProxyUser,
    ];
}
