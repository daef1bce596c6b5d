namespace FinanceAspire.Ledger.Accounts;

/// <summary>
/// The five roots of double-entry bookkeeping. Debit is positive: an Asset or Expense account normally has a positive
/// balance, a Liability, Equity or Income account a negative one.
/// </summary>
public enum AccountType
{
    /// <summary>What is owned: cash, bank accounts, securities.</summary>
    Asset = 1,

    /// <summary>What is owed: credit cards, loans.</summary>
    Liability = 2,

    /// <summary>Opening balances and the balancing side of revaluations.</summary>
    Equity = 3,

    /// <summary>Where money comes from. On screen: an income category.</summary>
    Income = 4,

    /// <summary>Where money goes. On screen: a category.</summary>
    Expense = 5,
}
