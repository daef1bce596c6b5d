using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Worker.Commands;
using FinanceAspire.Worker.Imports;
using FinanceAspire.Worker.Jobs;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Hosting;

namespace FinanceAspire.Worker;

/// <summary>The host: the same services for the service and for its commands.</summary>
internal static class Service
{
    public static WebApplication Build(string[] args, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // What the database refuses becomes an answer, what fails is logged once, by who answers for it.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.AddNpgsqlDbContext<LedgerDbContext>(
            "financedb",
            settings => (settings.DisableRetry, settings.DisableHealthChecks) = (true, true),
            options => options.UseLedger());
        builder.Services.AddSingleton(services => new SchemaMigrator(
            Required(builder.Configuration, "ConnectionStrings:financedb"),
            Required(builder.Configuration, "Database:AppPassword"),
            services.GetRequiredService<ILogger<SchemaMigrator>>()));
        builder.Services.AddIdentityCore<AppUser>(options =>
            {
                options.Password = new() { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
                options.User.RequireUniqueEmail = true;
            })
            .AddEntityFrameworkStores<LedgerDbContext>()
            .AddTokenProvider<ResetTokens>(TokenOptions.DefaultProvider);
        builder.Services.AddHealthChecks().AddCheck<SchemaHealth>("schema");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddBookDatabase();
        builder.Services.AddSingleton<FileImporter>();
        builder.Services.AddSingleton(_ => ReceiptSettings.Of(builder.Configuration));
        builder.Services.AddSingleton<ReceiptFolder>();
        builder.Services.AddSingleton<ReceiptSweep>();
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var app = Build(args, services => services.AddHostedService<VerifyJob>().AddHostedService<SweepReceipts>().AddHostedService<EnterSchedules>().AddHostedService<WatchFolder>());
        app.MapDefaultEndpoints();
        // Nothing of it runs before the schema is this version's, and nobody is told that it lives.
        await app.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static string Required(ConfigurationManager configuration, string key) =>
        configuration[key] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The setting {key} is missing. The AppHost sets it; by hand: --{key}=… or the variable {key.Replace(":", "__", StringComparison.Ordinal)}.");
}
