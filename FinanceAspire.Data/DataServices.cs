using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.Data;

/// <summary>What both hosts and the tests register alike.</summary>
public static class DataServices
{
    public const string MigrationsTable = "schema_migrations";

    public static DbContextOptionsBuilder UseLedger(this DbContextOptionsBuilder options, string? connectionString = null) =>
        options.UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable(MigrationsTable)).UseSnakeCaseNamingConvention();

    public static IServiceCollection AddBookDatabase(this IServiceCollection services) =>
        services.AddSingleton<BookDatabase>();
}
