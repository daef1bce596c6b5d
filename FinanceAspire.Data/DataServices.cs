using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace FinanceAspire.Data;

/// <summary>What both hosts and the tests register alike.</summary>
public static class DataServices
{
    public const string MigrationsTable = "schema_migrations";

    /// <summary>The provider with the ledger's conventions; without a connection string it keeps the one that is set already.</summary>
    public static DbContextOptionsBuilder UseLedger(this DbContextOptionsBuilder options, string? connectionString = null)
    {
        static void Configure(NpgsqlDbContextOptionsBuilder npgsql) => npgsql.MigrationsHistoryTable(MigrationsTable);
        return (connectionString is null ? options.UseNpgsql(Configure) : options.UseNpgsql(connectionString, Configure))
            .UseSnakeCaseNamingConvention();
    }

    public static IServiceCollection AddBookDatabase(this IServiceCollection services) =>
        services.AddSingleton<BookDatabase>();
}
