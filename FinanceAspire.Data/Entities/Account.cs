using FinanceAspire.Ledger.Accounts;

namespace FinanceAspire.Data.Entities;

public sealed class Account
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid? ParentId { get; set; }
    public string Name { get; set; } = "";
    public AccountType Type { get; set; }

    /// <summary>The one commodity that the account holds: its code.</summary>
    public string Commodity { get; set; } = "";

    /// <summary>What the program itself needs the account for (<see cref="AccountRoles"/>); null for most.</summary>
    public string? Role { get; set; }
    public bool Closed { get; set; }

    /// <summary>Account number or IBAN as the bank's files name it, learnt from the first import.</summary>
    public string? BankAccountId { get; set; }

    /// <summary>Whether its money is there to be budgeted; null: as an own account, it is.</summary>
    public bool? OnBudget { get; set; }
    public int Version { get; set; } = 1;
    public Guid CreatedOperationId { get; set; }
}

/// <summary>Accounts that the program finds by what they are for, not by a name that the user may change.</summary>
public static class AccountRoles
{
    public const string OpeningBalances = "opening_balances";
    public const string UncategorisedIncome = "uncategorised_income";
    public const string UncategorisedExpense = "uncategorised_expense";
}

/// <summary>Sums of one account's postings in one month and transaction currency; kept by triggers, read-only here.</summary>
public sealed class AccountMonth
{
    public Guid BookId { get; set; }
    public Guid AccountId { get; set; }
    public DateOnly Month { get; set; }
    public string Currency { get; set; } = "";
    public decimal Quantity { get; set; }
    public decimal Value { get; set; }
    public decimal ClearedQuantity { get; set; }
    public long PostingCount { get; set; }
}

/// <summary>A dated claim of the bank's about an account.</summary>
public sealed class BalanceAssertion
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public DateOnly Date { get; set; }
    public decimal Quantity { get; set; }
    public Guid? ImportId { get; set; }
    public Guid? ReconciliationId { get; set; }
    public Guid CreatedOperationId { get; set; }
}
