namespace FinanceAspire.Ledger.Accounts;

/// <summary>One account of the chart that a new book starts with.</summary>
public sealed record ChartAccount(AccountType Type, string Name, string? Parent = null, string? Role = null);

/// <summary>The chart of accounts of a new book: enough to begin with on the first day, all of it to be renamed or removed.</summary>
public static class DefaultChart
{
    /// <summary>The accounts, parents before their children.</summary>
    public static IReadOnlyList<ChartAccount> Accounts { get; } =
    [
        new(AccountType.Asset, "Checking"),
        new(AccountType.Asset, "Savings"),
        new(AccountType.Asset, "Cash"),
        new(AccountType.Liability, "Credit card"),
        new(AccountType.Equity, "Opening balances", Role: "opening_balances"),
        new(AccountType.Income, "Salary"),
        new(AccountType.Income, "Interest"),
        new(AccountType.Income, "Other income"),
        new(AccountType.Income, "Uncategorised income", Role: "uncategorised_income"),
        new(AccountType.Expense, "Housing"),
        new(AccountType.Expense, "Rent", "Housing"),
        new(AccountType.Expense, "Energy", "Housing"),
        new(AccountType.Expense, "Food"),
        new(AccountType.Expense, "Groceries", "Food"),
        new(AccountType.Expense, "Eating out", "Food"),
        new(AccountType.Expense, "Transport"),
        new(AccountType.Expense, "Health"),
        new(AccountType.Expense, "Insurance"),
        new(AccountType.Expense, "Phone and internet"),
        new(AccountType.Expense, "Leisure"),
        new(AccountType.Expense, "Clothing"),
        new(AccountType.Expense, "Gifts and donations"),
        new(AccountType.Expense, "Bank fees"),
        new(AccountType.Expense, "Taxes"),
        new(AccountType.Expense, "Uncategorised", Role: "uncategorised_expense"),
    ];
}
