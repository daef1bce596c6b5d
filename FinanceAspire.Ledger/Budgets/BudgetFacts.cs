namespace FinanceAspire.Ledger.Budgets;

/// <summary>A category of spending with its place in the tree.</summary>
public sealed record BudgetAccount(Guid AccountId, Guid? ParentId, string Commodity, bool Closed);

/// <summary>What an envelope gets in the month that begins on <paramref name="Month"/>.</summary>
public sealed record BudgetedMonth(Guid AccountId, DateOnly Month, decimal Budgeted);

/// <summary>What was posted to a category in a month: positive is money spent.</summary>
public sealed record ActivityMonth(Guid AccountId, DateOnly Month, decimal Quantity);

/// <summary>All that a month's budget is computed from.</summary>
/// <param name="Accounts">The tree of categories.</param>
/// <param name="Envelopes">Categories that have a budget, and what of them goes on.</param>
/// <param name="Budgeted">What they got, of any month.</param>
/// <param name="Activity">What was spent, through the month that is asked for.</param>
/// <param name="Balances">By commodity, what lies on accounts whose money is there to be budgeted, at the month's end.</param>
public sealed record BudgetFacts(
    IReadOnlyList<BudgetAccount> Accounts, IReadOnlyDictionary<Guid, Rollover> Envelopes, IReadOnlyList<BudgetedMonth> Budgeted,
    IReadOnlyList<ActivityMonth> Activity, IReadOnlyDictionary<string, decimal> Balances);
