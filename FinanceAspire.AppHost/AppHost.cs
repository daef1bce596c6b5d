var builder = DistributedApplication.CreateBuilder(args);
builder.AddProject<Projects.FinanceAspire_Web>("web");
builder.Build().Run();
