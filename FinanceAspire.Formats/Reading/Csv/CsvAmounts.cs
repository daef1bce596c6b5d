using System.Globalization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Amounts in columns of text. The decimal sign is one decision for the whole file, made elsewhere.</summary>
internal static class CsvAmounts
{
    /// <summary>Characters of a text that may be an amount.</summary>
    private const int Longest = 60;

    /// <summary>Reads an amount in any negative style: -1, 1-, (1), 1 DR. Grouping must be grouping: 12.50 is no amount where the comma is the decimal sign.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, char decimalSign, out decimal amount)
    {
        amount = 0;
        // The zero in front stands for the digit that .46 does not have.
        Span<char> plain = stackalloc char[Longest + 1];
        plain[0] = '0';
        if (text.Length is 0 or > Longest || !TryStrip(text, plain[1..], out var count, out var negative))
        {
            return false;
        }

        var digits = plain.Slice(1, count);
        var group = decimalSign == '.' ? ',' : '.';
        var point = digits.IndexOf(decimalSign);
        if (point >= 0 && digits[(point + 1)..].ContainsAny(decimalSign, group))
        {
            return false;
        }

        var whole = point < 0 ? digits : digits[..point];
        if (whole.Contains(group))
        {
            if (!TryUngroup(whole, group, out var length))
            {
                return false;
            }

            digits[whole.Length..].CopyTo(digits[length..]);
            (count, point) = (count - whole.Length + length, point < 0 ? point : length);
        }

        if (point >= 0)
        {
            digits[point] = '.';
        }

        if (!decimal.TryParse(plain[..(count + 1)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount))
        {
            return false;
        }

        amount = negative ? -amount : amount;
        return true;
    }

    /// <summary>Moves the digits together where they are grouped three by three, or as in India two by two before the last three.</summary>
    private static bool TryUngroup(Span<char> whole, char group, out int length)
    {
        length = 0;
        foreach (var part in ((ReadOnlySpan<char>)whole).Split(group))
        {
            var size = part.End.Value - part.Start.Value;
            if (length == 0 ? size is 0 or > 3 : size != 3 && (size != 2 || part.End.Value == whole.Length))
            {
                return false;
            }

            whole[part].CopyTo(whole[length..]);
            length += size;
        }

        return true;
    }

    /// <summary>What a single cell says about the decimal sign: '.', ',' or '\0' where it says nothing.</summary>
    public static char Evidence(ReadOnlySpan<char> text)
    {
        Span<char> kept = stackalloc char[Longest];
        if (!TryStrip(text, kept, out var count, out _))
        {
            return '\0';
        }

        var digits = kept[..count];
        var (points, commas) = (digits.Count('.'), digits.Count(','));
        return (points, commas) switch
        {
            (0, 0) => '\0',
            ( > 0, > 0) => digits.LastIndexOf('.') > digits.LastIndexOf(',') ? '.' : ',',
            ( > 1, 0) => ',',
            (0, > 1) => '.',
            _ => digits.IndexOfAny('.', ',') is > 0 and <= 3 and var at && count - at - 1 == 3 && digits[0] != '0'
                ? '\0'
                : points == 1 ? '.' : ',',
        };
    }

    /// <summary>True for a single separator with exactly three digits after it: 1.234 could be either.</summary>
    public static bool IsOpen(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[Longest];
        return TryStrip(text, digits, out var count, out _) && digits[..count].ContainsAny('.', ',') && Evidence(text) == '\0';
    }

    public static bool LooksLikeAmount(ReadOnlySpan<char> text) => TryParse(text, '.', out _) || TryParse(text, ',', out _);

    /// <summary>Takes off signs, currency marks and spaces; false where letters remain that are none of these.</summary>
    private static bool TryStrip(ReadOnlySpan<char> text, Span<char> digits, out int count, out bool negative)
    {
        (count, negative) = (0, false);
        var letters = 0;
        Span<char> word = stackalloc char[8];
        for (var i = 0; i < text.Length && i < Longest; i++)
        {
            var c = text[i];
            if (c == '.' && i > 0 && char.IsLetter(text[i - 1]))
            {
                // "Rs.500", "د.ا.4.750": the point ends the currency's name.
                continue;
            }
            else if (char.IsAsciiDigit(c) || c is '.' or ',')
            {
                digits[count++] = c;
            }
            else if (c is '-' or '\u2212' or '\u2013' or '(')
            {
                negative = true;
            }
            else if (char.IsLetter(c) && c > '\u0590')
            {
                // No Latin, Greek or Cyrillic letter: the name of a currency in its own script.
                continue;
            }
            else if (char.IsLetter(c))
            {
                if (letters == word.Length)
                {
                    return false;
                }

                word[letters++] = char.ToUpperInvariant(c);
            }
            else if (c is not ('+' or ')' or ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019' or '"' or '*' or '\u200E' or '\u200F' or '\u061C') && char.GetUnicodeCategory(c) != UnicodeCategory.CurrencySymbol)
            {
                return false;
            }
        }

        var said = word[..letters];
        negative |= said is "DR" or "D" or "DB";
        return count > 0
            && (said is "" or "DR" or "CR" or "D" or "C" or "DB" or "KR" or "ZL" or "KC" or "FT" or "RS" || Ledger.Amounts.Currencies.DecimalsOf(said.ToString()) is not null);
    }
}
