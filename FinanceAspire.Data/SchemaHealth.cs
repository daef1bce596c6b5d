using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinanceAspire.Data;

/// <summary>Healthy at exactly the schema that this version was built for, and as long as the database still has it.</summary>
public sealed class SchemaHealth(LedgerDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await SchemaState.DifferenceAsync(db, cancellationToken) is { } difference ? HealthCheckResult.Unhealthy(difference) : HealthCheckResult.Healthy();
}
