namespace FinanceAspire.Ledger.Accounts;

/// <summary>The stable codes of <see cref="AccountType"/>: <c>asset</c>, <c>liability</c>, <c>equity</c>, <c>income</c>, <c>expense</c>.</summary>
public static class AccountTypes
{
    /// <summary>All types in the order of a balance sheet followed by an income statement.</summary>
    public static IReadOnlyList<AccountType> All { get; } =
        [AccountType.Asset, AccountType.Liability, AccountType.Equity, AccountType.Income, AccountType.Expense];

    /// <summary>The code of a type.</summary>
    public static string Code(AccountType type) => type switch
    {
        AccountType.Asset => "asset",
        AccountType.Liability => "liability",
        AccountType.Equity => "equity",
        AccountType.Income => "income",
        AccountType.Expense => "expense",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The type of a code; an unknown code throws <see cref="FormatException"/>.</summary>
    public static AccountType Parse(string code) =>
        TryParse(code, out var type) ? type : throw new FormatException($"'{code}' is no account type.");

    /// <summary>The type of a code; false where there is none of that code.</summary>
    public static bool TryParse(string? code, out AccountType type)
    {
        foreach (var candidate in All)
        {
            if (Code(candidate) == code)
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>True where the account is the user's own (asset or liability): what a bank keeps, not a category.</summary>
    public static bool IsOwn(this AccountType type) => type is AccountType.Asset or AccountType.Liability;

    /// <summary>True for what the screen calls a category.</summary>
    public static bool IsCategory(this AccountType type) => type is AccountType.Income or AccountType.Expense;
}
