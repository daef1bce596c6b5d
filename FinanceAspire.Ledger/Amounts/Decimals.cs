namespace FinanceAspire.Ledger.Amounts;

/// <summary>What <see cref="decimal"/> itself does not say: 1.50 and 1.5 are equal, and carry different scales.</summary>
public static class Decimals
{
    /// <summary>The same number without trailing zeros after the point.</summary>
    public static decimal Trimmed(this decimal amount) => amount / 1.0000000000000000000000000000m;

    /// <summary>How many decimals the number needs.</summary>
    public static int DecimalPlaces(this decimal amount) => amount.Trimmed().Scale;
}
