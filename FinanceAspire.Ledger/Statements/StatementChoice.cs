namespace FinanceAspire.Ledger.Statements;

/// <summary>A file may hold several accounts; an import is into one.</summary>
public static class StatementChoice
{
    /// <summary>
    /// The statement that is meant: the one that was named; else the one with the account's own number or name; else the only
    /// one, or the only one in its currency. Null where it must be asked.
    /// </summary>
    /// <param name="statements">One for each account and currency.</param>
    /// <param name="accountName">The book's name of the account.</param>
    /// <param name="number">Its number or IBAN at the bank, where it is known.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="named">What the user said; null: nothing.</param>
    public static Statement? Choose(IReadOnlyList<Statement> statements, string accountName, string? number, string currency, string? named)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return Only(statements.Where(s => IsSame(Name(s), named) || IsSame(s.Account.AccountId, named)).ToList(), currency);
        }

        return statements.Count == 1 ? statements[0]
            : Only(statements.Where(s => number is { Length: > 0 } && IsSame(s.Account.AccountId, number)).ToList(), currency)
                ?? Only(statements.Where(s => IsSame(s.Account.Name, accountName)).ToList(), currency)
                ?? (statements.Select(Name).Distinct().Count() == 1 || statements.Count(s => s.Currency is not null) == statements.Count ? Only(statements, currency) : null);
    }

    /// <summary>What to call a statement's account.</summary>
    public static string Name(Statement statement) =>
        statement.Account.Name is { Length: > 0 } name ? name : statement.Account.AccountId is { Length: > 0 } id ? id : statement.Currency ?? "?";

    /// <summary>The accounts of a file, each once.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<Statement> statements) => [.. statements.Select(Name).Distinct()];

    private static Statement? Only(IReadOnlyList<Statement> statements, string currency)
    {
        var fitting = statements.Where(s => s.Currency is null || s.Currency == currency).ToList();
        return fitting.Count == 1 ? fitting[0] : fitting.Count == 0 && statements.Count == 1 ? statements[0] : null;
    }

    /// <summary>
    /// The same name or number, whatever the case and the blanks banks group digits by; an account's number of six digits or more
    /// and the IBAN that ends with it; never for null.
    /// </summary>
    public static bool IsSame(string? a, string? b)
    {
        if (a is null || b is null)
        {
            return false;
        }

        (a, b) = (a.Replace(" ", "", StringComparison.Ordinal), b.Replace(" ", "", StringComparison.Ordinal));
        return string.Equals(a, b, StringComparison.OrdinalIgnoreCase) || IsEnd(a, b) || IsEnd(b, a);
    }

    private static bool IsEnd(string iban, string number) =>
        iban.Length >= 15 && char.IsAsciiLetter(iban[0]) && char.IsAsciiLetter(iban[1]) && char.IsAsciiDigit(iban[2]) && char.IsAsciiDigit(iban[3])
        && number.Length >= 6 && number.All(char.IsAsciiDigit) && iban.EndsWith(number, StringComparison.Ordinal);
}
