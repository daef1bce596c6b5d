using System.Globalization;
using System.Text;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Journals;

namespace FinanceAspire.Formats.Writing;

/// <summary>Each account under a name that the target reads, one name an account.</summary>
internal static class JournalNames
{
    /// <summary>Full names: the type's root, then the path, each part as <paramref name="part"/> writes it; twins get a number.</summary>
    public static Dictionary<Guid, string> Of(JournalHead head, Func<string, string> part)
    {
        var names = new Dictionary<Guid, string>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in head.Accounts)
        {
            var above = account.ParentId is { } parent ? names[parent] : Root(account.Type);
            var wanted = $"{above}:{part(account.Name)}";
            var name = wanted;
            for (var i = 2; !taken.Add(name); i++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
            }

            names.Add(account.Id, name);
        }

        return names;
    }

    /// <summary>The roots that hledger, Ledger and beancount know by name.</summary>
    public static string Root(AccountType type) => type switch
    {
        AccountType.Asset => "Assets",
        AccountType.Liability => "Liabilities",
        AccountType.Equity => "Equity",
        AccountType.Income => "Income",
        _ => "Expenses",
    };

    /// <summary>
    /// A part of an hledger or Ledger account name: a colon would divide it, a semicolon or two spaces end it, and brackets at
    /// its beginning make a virtual posting (hledger manual, "Account names", "Virtual postings").
    /// </summary>
    public static string HledgerPart(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var c in name.Trim())
        {
            clean.Append(c switch { ':' => '-', ';' => ',', '"' => '\'', _ => c });
        }

        var text = clean.ToString().TrimStart('(', '[', '<', '*', '!', '=', '~', '#', '%', '|', '&', '@', '-', ' ');
        return text.Length == 0 ? "Account" : text;
    }

    /// <summary>
    /// A part of a beancount account name: a capital letter or digit, then letters, digits and dashes (beancount
    /// core/account.py). Accents are dropped, other letters are spelled by their number.
    /// </summary>
    public static string BeancountPart(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                clean.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }
            else if (char.IsLetter(c))
            {
                clean.Append(CultureInfo.InvariantCulture, $"U{(int)c:X4}");
            }
            else if (clean.Length > 0 && clean[^1] != '-')
            {
                clean.Append('-');
            }
        }

        var text = clean.ToString().Trim('-');
        return text.Length == 0 ? "Account" : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
