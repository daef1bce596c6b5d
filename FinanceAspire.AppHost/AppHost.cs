using FinanceAspire.AppHost;
using FinanceAspire.AppHost.Embedded;
using FinanceAspire.AppHost.Publishing;

// The steps of embedded mode (fetch, initialise, run) are this program too, started as resources of the model below.
if (EmbeddedTool.Handles(args))
{
    return EmbeddedTool.Run(args);
}

var builder = DistributedApplication.CreateBuilder(PublishCommand.Expand(args));

// PostgreSQL is the truth, Redis an accelerator: as containers with volumes, or as executables with a data folder.
var stores = Stores.Add(builder);

// The worker owns the schema: it migrates and makes the role that web signs in with.
var worker = builder.AddProject<Projects.FinanceAspire_Worker>("worker", options => options.ExcludeLaunchProfile = true)
    .WithHttpEndpoint()
    .WithEnvironment("ConnectionStrings__financedb", stores.OwnerConnection)
    .WithEnvironment("Database__AppPassword", stores.AppPassword)
    .WaitFor(stores.Postgres)
    .WithHttpHealthCheck("/health")
    .WithBackupCommands(stores)
    // Where it is published:
    .WithImage("worker", "FinanceAspire.Worker", ready: "/health", live: "/alive")
    .WithJobFirst("migrate", "migrate")
    .WithDailyJob("backup", "backup", new(Setting.BackupAt, "0 3 * * *"), "backup", "--keep", Setting.BackupKeep)
    .WithPersistentDirectory("receipts", "/var/lib/financeaspire/receipts", "Receipts__Directory", gib: 10, here: stores.ReceiptFolder)
    .WithPersistentDirectory("backups", "/var/lib/financeaspire/backups", "Backup__Directory", gib: 20)
    .WithLimits(memoryMiB: 1024, cpus: 1, processes: 100);

// Web waits for the schema, not for Redis: without Redis it answers, slower.
var web = builder.AddProject<Projects.FinanceAspire_Web>("web", options => options.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: stores.WebPort)
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.ExecutionContext.IsPublishMode ? "Production" : builder.Environment.EnvironmentName)
    .WithEnvironment("ConnectionStrings__financedb", stores.AppConnection)
    .WithEnvironment("ConnectionStrings__redis", stores.RedisConnection)
    .WaitFor(worker)
    .WaitForStart(stores.Redis)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    // Where it is published:
    .WithImage("web", "FinanceAspire.Web", ready: "/health", live: "/alive")
    .WithPersistentDirectory("receipts", "/var/lib/financeaspire/receipts", "Receipts__Directory", gib: 10, here: stores.ReceiptFolder)
    .WithPublishedPort(Setting.WebAddress, Setting.WebPort)
    .WithInnerPort("proxied", 8081)
    .WithReplicaInProfile("web-2", "proxy")
    .WithSetting("Receipts__QuotaMegabytes", Setting.ReceiptsQuota)
    .WithSetting("Proxy__Port", Setting.ForwardedPort)
    .WithSetting("Proxy__PathBase", Setting.PathBase)
    .WithLimits(memoryMiB: 1024, cpus: 2, processes: 200);

builder.AddPublishedExtras(web);
builder.AddPublishing();
builder.Build().Run();
return 0;
