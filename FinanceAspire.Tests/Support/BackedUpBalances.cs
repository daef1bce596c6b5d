using System.Globalization;
using FinanceAspire.Worker.Backups;

namespace FinanceAspire.Tests.Support;

internal static class BackedUpBalances
{
    /// <summary>What a backup's summary says of the one account of a name.</summary>
    public static decimal BalanceOf(this BackupSummary summary, string account) =>
        decimal.Parse(summary.Accounts.Single(a => a.Name == account).Balance, CultureInfo.InvariantCulture);
}
