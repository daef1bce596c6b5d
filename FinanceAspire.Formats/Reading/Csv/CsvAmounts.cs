using System.Globalization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Amounts in columns of text. The decimal sign is one decision for the whole file, made elsewhere.</summary>
internal static class CsvAmounts
{
    /// <summary>Reads an amount in any negative style: -1, 1-, (1), 1 DR. Grouping must be grouping: 12.50 is no amount where the comma is the decimal sign.</summary>
    public static bool TryParse(string text, char decimalSign, out decimal amount)
    {
        amount = 0;
        if (text.Length is 0 or > 60 || !TryStrip(text, out var digits, out var negative))
        {
            return false;
        }

        var group = decimalSign == '.' ? ',' : '.';
        var point = digits.IndexOf(decimalSign, StringComparison.Ordinal);
        if (point >= 0 && (digits.LastIndexOf(decimalSign) != point || digits.IndexOf(group, point) >= 0))
        {
            return false;
        }

        var whole = point < 0 ? digits : digits[..point];
        if (whole.Contains(group, StringComparison.Ordinal))
        {
            var groups = whole.Split(group);
            // Three by three, or as in India two by two before the last three.
            if (groups[0].Length is 0 or > 3 || groups[^1].Length != 3 || groups[1..^1].Any(g => g.Length is not (2 or 3)))
            {
                return false;
            }

            whole = string.Concat(groups);
        }

        var plain = point < 0 ? whole : $"{(whole.Length == 0 ? "0" : whole)}.{digits[(point + 1)..]}";
        if (!plain.Any(char.IsAsciiDigit) || !decimal.TryParse(plain.TrimEnd('.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount))
        {
            return false;
        }

        amount = negative ? -amount : amount;
        return true;
    }

    /// <summary>What a single cell says about the decimal sign: '.', ',' or '\0' where it says nothing.</summary>
    public static char Evidence(string text)
    {
        if (!TryStrip(text, out var digits, out _))
        {
            return '\0';
        }

        var (points, commas) = (digits.Count(c => c == '.'), digits.Count(c => c == ','));
        return (points, commas) switch
        {
            (0, 0) => '\0',
            ( > 0, > 0) => digits.LastIndexOf('.') > digits.LastIndexOf(',') ? '.' : ',',
            ( > 1, 0) => ',',
            (0, > 1) => '.',
            _ => digits.Length - digits.IndexOfAny(['.', ',']) - 1 == 3 && digits.IndexOfAny(['.', ',']) is > 0 and <= 3 && digits[0] != '0'
                ? '\0'
                : points == 1 ? '.' : ',',
        };
    }

    /// <summary>True for a single separator with exactly three digits after it: 1.234 could be either.</summary>
    public static bool IsOpen(string text) => TryStrip(text, out var digits, out _) && digits.IndexOfAny(['.', ',']) >= 0 && Evidence(text) == '\0';

    public static bool LooksLikeAmount(string text) => TryParse(text, '.', out _) || TryParse(text, ',', out _);

    /// <summary>Takes off signs, currency marks and spaces; false where letters remain that are none of these.</summary>
    private static bool TryStrip(string text, out string digits, out bool negative)
    {
        (digits, negative) = ("", false);
        Span<char> kept = stackalloc char[60];
        var (count, letters) = (0, 0);
        Span<char> word = stackalloc char[8];
        for (var i = 0; i < text.Length && i < 60; i++)
        {
            var c = text[i];
            if (c == '.' && i > 0 && char.IsLetter(text[i - 1]))
            {
                // "Rs.500", "د.ا.4.750": the point ends the currency's name.
                continue;
            }
            else if (char.IsAsciiDigit(c) || c is '.' or ',')
            {
                kept[count++] = c;
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

        var said = word[..letters].ToString();
        negative |= said is "DR" or "D" or "DB";
        digits = kept[..count].ToString();
        return count > 0 && said is "" or "DR" or "CR" or "D" or "C" or "DB" or "KR" or "ZL" or "KC" or "FT" or "RS" || (count > 0 && Ledger.Amounts.Currencies.DecimalsOf(said) is not null);
    }
}
