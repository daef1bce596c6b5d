using FinanceAspire.AppHost.Embedded;

namespace FinanceAspire.AppHost;

/// <summary>The two stores of the model, whichever way they run.</summary>
/// <param name="OwnerConnection">For the worker: the login that owns the database.</param>
/// <param name="AppConnection">For web: the role that owns nothing.</param>
internal sealed record Stores(
    IResourceBuilder<IResource> Postgres,
    IResourceBuilder<IResource> Redis,
    ReferenceExpression OwnerConnection,
    ReferenceExpression AppConnection,
    ReferenceExpression RedisConnection,
    IResourceBuilder<ParameterResource> AppPassword,
    int? WebPort)
{
    /// <summary>Where the dashboard's button puts backups.</summary>
    public string BackupFolder { get; private init; } = "";

    public string ReceiptFolder { get; private init; } = "";

    public const string DatabaseName = "financedb";

    public static Stores Add(IDistributedApplicationBuilder builder)
    {
        var settings = InfrastructureSettings.Read(builder.Configuration);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return ContainerStores.Add(builder, settings);
        }

        var data = new DataFolder(settings.DataDirectory);
        var choice = InfrastructureMode.Choose(settings.Mode, data.Mode, ContainerEngine.Answers);
        Console.WriteLine($"Infrastructure: {InfrastructureMode.Code(choice.Mode)} ({choice.Reason}). Data folder: {data.Path}");
        data.Remember(choice.Mode);
        var stores = choice.Mode == StoreMode.Containers
            ? ContainerStores.Add(builder, settings)
            : EmbeddedStores.Add(builder, settings, data);
        return stores with { BackupFolder = System.IO.Path.Combine(data.Path, "backups"), ReceiptFolder = System.IO.Path.Combine(data.Path, "receipts") };
    }
}
