using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Whose account a table is of, where only the lines above it say so.</summary>
internal static class CsvHolder
{
    /// <summary>Lengths of an IBAN (ISO 13616).</summary>
    private const int Shortest = 15, Longest = 34;

    /// <summary>The statement with the one IBAN that stands above its table; as it is where there is none, more than one, or another account named.</summary>
    public static Statement Name(Statement statement, CsvShape shape)
    {
        if (statement.Account is not { AccountId: null, Name: null })
        {
            return statement;
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in shape.Records.Take(Math.Max(shape.HeaderIndex, 0)))
        {
            for (var i = 0; i < record.Count; i++)
            {
                if (Iban(record[i]) is { } iban)
                {
                    found.Add(iban);
                }
            }
        }

        return found.Count == 1 ? statement with { Account = new AccountHint(AccountId: found.Single()) } : statement;
    }

    /// <summary>The IBAN within a text such as "IBAN: DE89 3704 0044 0532 0130 00 / Giro", without its blanks; null where there is none whose check digits are right.</summary>
    private static string? Iban(ReadOnlySpan<char> text)
    {
        Span<char> iban = stackalloc char[Longest];
        for (var at = 0; at + Shortest <= text.Length; at++)
        {
            if (!char.IsAsciiLetterUpper(text[at]) || (at > 0 && char.IsLetterOrDigit(text[at - 1])))
            {
                continue;
            }

            var length = 0;
            for (var i = at; i < text.Length && length < Longest; i++)
            {
                if (char.IsAsciiLetterUpper(text[i]) || char.IsAsciiDigit(text[i]))
                {
                    iban[length++] = text[i];
                }
                else if (text[i] is not (' ' or '\u00A0'))
                {
                    break;
                }

                // What follows after a blank may be a word: the shortest that is right counts.
                if (length >= Shortest && (i + 1 >= text.Length || !char.IsLetterOrDigit(text[i + 1])) && IsRight(iban[..length]))
                {
                    return iban[..length].ToString();
                }
            }
        }

        return null;
    }

    /// <summary>ISO 7064, MOD 97-10: country and check digits at the end, letters as 10 to 35, the whole leaves 1.</summary>
    private static bool IsRight(ReadOnlySpan<char> iban)
    {
        if (!char.IsAsciiLetterUpper(iban[1]) || !char.IsAsciiDigit(iban[2]) || !char.IsAsciiDigit(iban[3]))
        {
            return false;
        }

        var rest = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = iban[(i + 4) % iban.Length];
            rest = (char.IsAsciiDigit(c) ? (rest * 10) + (c - '0') : (rest * 100) + (c - 'A' + 10)) % 97;
        }

        return rest == 1;
    }
}
