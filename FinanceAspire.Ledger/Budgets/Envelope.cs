namespace FinanceAspire.Ledger.Budgets;

/// <summary>A category's budget in one month, in the category's commodity.</summary>
/// <param name="AccountId">The category: an expense account.</param>
/// <param name="Budgeted">What is meant for the month; negative takes away from what was carried.</param>
/// <param name="Activity">What was spent: positive is money spent, as on the account.</param>
/// <param name="Carryover">What came from the month before, by its <see cref="Rollover"/>.</param>
/// <param name="Rollover">What goes on.</param>
public sealed record Envelope(Guid AccountId, decimal Budgeted, decimal Activity, decimal Carryover, Rollover Rollover)
{
    /// <summary>What may still be spent; negative: overspent.</summary>
    public decimal Available => Carryover + Budgeted - Activity;
}
