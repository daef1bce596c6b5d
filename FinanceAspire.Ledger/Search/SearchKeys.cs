namespace FinanceAspire.Ledger.Search;

/// <summary>The keys of the search language with an example each, and the traits that <c>has:</c> and <c>is:</c> know.</summary>
public static class SearchKeys
{
    private static readonly Dictionary<string, SearchTrait> Has = new()
    {
        ["receipt"] = SearchTrait.HasReceipt,
        ["memo"] = SearchTrait.HasMemo,
        ["tag"] = SearchTrait.HasTag,
        ["payee"] = SearchTrait.HasPayee,
    };

    private static readonly Dictionary<string, SearchTrait> Is = new()
    {
        ["uncleared"] = SearchTrait.IsUncleared,
        ["cleared"] = SearchTrait.IsCleared,
        ["reconciled"] = SearchTrait.IsReconciled,
        ["split"] = SearchTrait.IsSplit,
        ["transfer"] = SearchTrait.IsTransfer,
        ["uncategorised"] = SearchTrait.IsUncategorised,
        ["income"] = SearchTrait.IsIncome,
        ["expense"] = SearchTrait.IsExpense,
    };

    /// <summary>Key, example and meaning, as the help page shows them.</summary>
    public static IReadOnlyList<(string Key, string Example, string Meaning)> Known { get; } =
    [
        ("payee", "payee:bakery", "the payee's name holds it"),
        ("account", "account:checking", "an account of that name, with those below it"),
        ("category", "category:food", "a category of that name, with those below it"),
        ("tag", "tag:holiday", "that tag"),
        ("amount", "amount:>20", "the size of the amount; with a sign, the amount itself"),
        ("date", "date:2026-01..2026-03", "a year, month or day, or from one to another"),
        ("description", "description:rent", "the description holds it"),
        ("memo", "memo:refund", "a memo holds it"),
        ("has", "has:receipt", "receipt, memo, tag or payee"),
        ("is", "is:uncleared", "uncleared, cleared, reconciled, split, transfer, uncategorised, income or expense"),
    ];

    internal static bool IsKnown(string key) => Known.Any(k => k.Key == key);

    internal static string Example(string key) => Known.First(k => k.Key == key).Example;

    internal static IEnumerable<string> Traits(string key) => (key == "has" ? Has : Is).Keys;

    internal static SearchTrait? Trait(string key, string value) =>
        (key == "has" ? Has : Is).TryGetValue(value.ToLowerInvariant(), out var trait) ? trait : null;

    /// <summary>The key that a slip of one letter, or two letters changed about, would have been; null where none is near.</summary>
    internal static string? Meant(string key) => Known.Select(k => k.Key).FirstOrDefault(k => k.Length > 2 && key.Length > 2 && IsNear(key, k));

    private static bool IsNear(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        var start = 0;
        while (start < Math.Min(a.Length, b.Length) && a[start] == b[start])
        {
            start++;
        }

        var (restA, restB) = (a[start..], b[start..]);
        return a.Length == b.Length
            ? restA.Length < 2 || restA[1..] == restB[1..] || (restA[0] == restB[1] && restA[1] == restB[0] && restA[2..] == restB[2..])
            : a.Length > b.Length ? restA[1..] == restB : restB[1..] == restA;
    }
}
