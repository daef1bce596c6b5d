namespace FinanceAspire.Ledger.Budgets;

/// <summary>What of an <see cref="Envelope"/> goes on to the next month.</summary>
public enum Rollover
{
    /// <summary>Nothing: what is left, and what was spent too much, is <c>ToBudget</c>'s again.</summary>
    None,

    /// <summary>What is left goes on; what was spent too much comes off <c>ToBudget</c>. The custom of envelope budgets.</summary>
    Surplus,

    /// <summary>Both: what was spent too much is saved up again by the envelope itself.</summary>
    Both,
}
