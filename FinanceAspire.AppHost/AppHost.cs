using FinanceAspire.AppHost;
using FinanceAspire.AppHost.Embedded;

// The steps of embedded mode (fetch, initialise, run) are this program too, started as resources of the model below.
if (EmbeddedTool.Handles(args))
{
    return EmbeddedTool.Run(args);
}

var builder = DistributedApplication.CreateBuilder(args);

// PostgreSQL is the truth, Redis an accelerator: as containers with volumes, or as executables with a data folder.
var stores = Stores.Add(builder);

// The worker owns the schema: it migrates and makes the role that web signs in with.
var worker = builder.AddProject<Projects.FinanceAspire_Worker>("worker", options => options.ExcludeLaunchProfile = true)
    .WithHttpEndpoint()
    .WithEnvironment("ConnectionStrings__financedb", stores.OwnerConnection)
    .WithEnvironment("Database__AppPassword", stores.AppPassword)
    .WaitFor(stores.Postgres)
    .WithHttpHealthCheck("/health");

// Web waits for the schema, not for Redis: without Redis it answers, slower.
builder.AddProject<Projects.FinanceAspire_Web>("web", options => options.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: stores.WebPort)
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithEnvironment("ConnectionStrings__financedb", stores.AppConnection)
    .WithEnvironment("ConnectionStrings__redis", stores.RedisConnection)
    .WaitFor(worker)
    .WaitForStart(stores.Redis)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

builder.Build().Run();
return 0;
