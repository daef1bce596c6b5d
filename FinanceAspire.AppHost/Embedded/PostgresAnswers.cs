using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>Healthy when the server answers a query; makes the database at the first answer, as AddDatabase does for a container.</summary>
internal sealed class PostgresAnswers(ReferenceExpression server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(await server.GetValueAsync(cancellationToken)) { Pooling = false, Timeout = 5 };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
            find.Parameters.AddWithValue(Stores.DatabaseName);
            if (await find.ExecuteScalarAsync(cancellationToken) is null)
            {
                await using var create = new NpgsqlCommand($"create database {Stores.DatabaseName}", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }

            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer yet.", e);
        }
    }
}
