namespace FinanceAspire.Web.Features.Reports;

internal static class BalanceTotals
{
    /// <summary>The sum, or null where a part of it is unknown: an unknown rate is neither 0 nor 1.</summary>
    public static decimal? Of(IEnumerable<decimal?> amounts) => amounts.Aggregate((decimal?)0, (sum, amount) => sum + amount);
}
