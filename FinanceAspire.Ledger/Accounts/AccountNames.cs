using FinanceAspire.Ledger.Refusals;

namespace FinanceAspire.Ledger.Accounts;

/// <summary>An account that can be named: its path is written with colons.</summary>
public sealed record NamedAccount(Guid Id, string Path)
{
    /// <summary>As pages show it: <c>Food › Groceries</c>.</summary>
    public string Shown => AccountNames.Shown(Path);
}

/// <summary>Accounts by what people type: as little of the name as tells it apart.</summary>
public static class AccountNames
{
    private const int MostNamed = 5;

    /// <summary>A path as pages show it.</summary>
    public static string Shown(string path) => path.Replace(":", " › ", StringComparison.Ordinal);

    /// <summary>
    /// The one account that is meant, tried in this order: the whole path; the whole last name; the beginning of a name in
    /// the path; any part of the path. The first that fits something decides; where it fits several, they are named.
    /// </summary>
    public static Outcome<Guid> Find(string typed, IReadOnlyList<NamedAccount> accounts)
    {
        var text = string.Join(':', typed.Split(['›', ':'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        Func<string, bool>[] tries =
        [
            path => Same(path, text),
            path => Same(path[(path.LastIndexOf(':') + 1)..], text),
            path => path.Split(':').Any(name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase)),
            path => path.Contains(text, StringComparison.OrdinalIgnoreCase),
        ];
        foreach (var fits in text.Length == 0 ? [] : tries)
        {
            var found = accounts.Where(a => fits(a.Path)).ToList();
            // A parent stands for itself, not for what lies below it.
            var top = found.Where(a => found.All(b => b == a || b.Path.StartsWith(a.Path + ":", StringComparison.Ordinal))).ToList();
            if (found.Count == 1 || top.Count == 1)
            {
                return (found.Count == 1 ? found : top)[0].Id;
            }

            if (found.Count > 1)
            {
                return new Refusal(RefusalCodes.AccountNotFound, $"'{typed}' may be {string.Join(", ", found.Take(MostNamed).Select(a => a.Shown))}{(found.Count > MostNamed ? " …" : "")}.");
            }
        }

        return new Refusal(RefusalCodes.AccountNotFound, $"There is no account or category '{typed}'.");
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
