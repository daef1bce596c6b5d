using FinanceAspire.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinanceAspire.Worker.Jobs;

/// <summary>Healthy once the migrations of this version are applied, and as long as the database still has them.</summary>
internal sealed class SchemaHealth(LedgerDbContext db) : IHealthCheck
{
    /// <summary>Set once by the service when its migrations are through.</summary>
    public static bool IsMigrated { get; set; }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (!IsMigrated)
        {
            return HealthCheckResult.Unhealthy("Migrations are being applied.");
        }

        return await SchemaState.DifferenceAsync(db, cancellationToken) is { } difference
            ? HealthCheckResult.Unhealthy(difference)
            : HealthCheckResult.Healthy();
    }
}
