using System.Globalization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Amounts in columns of text. The decimal sign is one decision for the whole file, made elsewhere.</summary>
internal static class CsvAmounts
{
    /// <summary>Characters of a text that may be an amount.</summary>
    private const int Longest = 60;

    private const int LongestWord = 8;

    /// <summary>What currencies are called where their code is not written.</summary>
    private static readonly HashSet<string> Marks = new(
        "KR ZL ZŁ KC KČ FT RS LEI KN РУБ Р ГРН ЛВ ДИН DIN TL EURO EUROS FR SFR R BS RM RP US".Split(' '), StringComparer.Ordinal);

    /// <summary>Reads an amount in any negative style: -1, 1-, (1), 1 DR. Grouping must be grouping: 12.50 is no amount where the comma is the decimal sign.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, char decimalSign, out decimal amount)
    {
        amount = 0;
        // The zero in front stands for the digit that .46 does not have.
        Span<char> plain = stackalloc char[Longest + 1];
        plain[0] = '0';
        if (text.Length is 0 or > Longest)
        {
            return false;
        }

        if (!TryStrip(text, plain[1..], out var count, out var negative))
        {
            return TryScientific(text, decimalSign, out amount);
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

    /// <summary>The code of the currency that stands beside the number, as in "25,30 PLN"; empty where there is none.</summary>
    public static ReadOnlySpan<char> CodeWithin(ReadOnlySpan<char> text)
    {
        var letter = text.IndexOfAnyInRange('A', 'Z');
        var code = letter >= 0 && letter + 3 <= text.Length ? text.Slice(letter, 3) : default;
        return code.IsEmpty || code.ContainsAnyExceptInRange('A', 'Z') || (letter + 3 < text.Length && char.IsLetter(text[letter + 3])) || Ledger.Amounts.Currencies.DecimalsOf(code.ToString()) is null ? default : code;
    }

    public static bool LooksLikeAmount(ReadOnlySpan<char> text) => TryParse(text, '.', out _) || TryParse(text, ',', out _);

    /// <summary>
    /// Takes off signs, currency marks and spaces; false where letters remain that are none of these. Brackets around the number
    /// are a minus, those around a word are not: "5.00 (Cr)".
    /// </summary>
    private static bool TryStrip(ReadOnlySpan<char> text, Span<char> digits, out int count, out bool negative)
    {
        (count, negative) = (0, false);
        var (isOpen, noCents) = (false, false);
        for (var i = 0; i < text.Length && i < Longest; i++)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
                negative |= isOpen;
            }
            else if (c is '.' or ',')
            {
                // "Rs.500", "د.ا.4.750": the point ends the currency's name.
                if (c == ',' || i == 0 || !char.IsLetter(text[i - 1]))
                {
                    digits[count++] = c;
                }
            }
            else if (IsDash(c))
            {
                // "15,-" and "15,--" have no cents.
                noCents = count > 0 && (text[i - 1] is '.' or ',' || (noCents && IsDash(text[i - 1])));
                negative |= !noCents;
            }
            else if (c is '(' or ')')
            {
                isOpen = c == '(';
            }
            else if (char.IsLetter(c))
            {
                // No Latin, Greek or Cyrillic letter: the name of a currency in its own script.
                var end = i + 1;
                while (c <= '\u0590' && end < text.Length && char.IsLetter(text[end]) && text[end] <= '\u0590')
                {
                    end++;
                }

                if (c <= '\u0590' && !IsKnown(text[i..end], count > 0, end < text.Length ? text[end] : ' ', ref negative))
                {
                    return false;
                }

                i = end - 1;
            }
            else if (Wide(c) is { } plain)
            {
                digits[count++] = plain;
                negative |= isOpen && char.IsAsciiDigit(plain);
            }
            else if (!IsIgnored(c) && !(c == '/' && i > 0 && char.IsLetter(text[i - 1])))
            {
                return false;
            }
            else if (i > 0 && char.IsAsciiDigit(text[i - 1]) && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) && DigitsAt(text, i + 1) != 3)
            {
                // "10 00" is no thousand; somebody took the comma away.
                return false;
            }
        }

        return count > 0;
    }

    private static int DigitsAt(ReadOnlySpan<char> text, int at) => text[at..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var count ? count : text.Length - at;

    /// <summary>A word that says the direction or names a currency.</summary>
    private static bool IsKnown(ReadOnlySpan<char> word, bool isBehind, char next, ref bool negative)
    {
        if (word.Length > LongestWord)
        {
            return false;
        }

        Span<char> upper = stackalloc char[LongestWord];
        ReadOnlySpan<char> said = upper[..word.ToUpperInvariant(upper)];
        // "US$", "R$", "S$": which dollar it is.
        if (word.Length <= 3 && char.GetUnicodeCategory(next) == UnicodeCategory.CurrencySymbol)
        {
            return true;
        }

        // S and H are the debit and credit of German statements, behind the number only: "S/ 5.00" is money of Peru.
        negative |= said is "DR" or "D" or "DB" or "DEBIT" or "SOLL" || (isBehind && said is "S");
        return said is "DR" or "CR" or "D" or "C" or "DB" or "S" or "H" or "DEBIT" or "CREDIT" or "SOLL" or "HABEN"
            || Marks.GetAlternateLookup<ReadOnlySpan<char>>().Contains(said)
            || (said.Length == 3 && Ledger.Amounts.Currencies.DecimalsOf(said.ToString()) is not null);
    }

    private static bool IsDash(char c) => c is '-' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFE58' or '\uFE63' or '\uFF0D';

    /// <summary>Spaces, signs and marks that group digits or say nothing. The point and the comma are not among them.</summary>
    private static bool IsIgnored(char c) =>
        c is '+' or ' ' or '\'' or '\u2018' or '\u2019' or '`' or '\u00B4' or '\u02BC' or '\u2032' or '"' or '*' or '\u200B' or '\u200E' or '\u200F' or '\u061C' or '\u066C' or '\u2060' or '\uFEFF' or '\uFF0B'
        || char.GetUnicodeCategory(c) is UnicodeCategory.CurrencySymbol or UnicodeCategory.SpaceSeparator;

    /// <summary>Digits and signs as East Asian and Arabic keyboards write them.</summary>
    private static char? Wide(char c) => c switch
    {
        '\uFF0C' => ',',
        '\uFF0E' or '\u066B' => '.',
        _ when c > '\u007F' && CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit => (char)('0' + digit),
        _ => null,
    };

    /// <summary>1.5E+3, as programs write large and small numbers; a number with a letter in its midst is nothing else.</summary>
    private static bool TryScientific(ReadOnlySpan<char> text, char decimalSign, out decimal amount)
    {
        amount = 0;
        var mark = text.LastIndexOfAny('E', 'e');
        if (mark <= 0 || !char.IsAsciiDigit(text[mark - 1])
            || !int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || exponent is < -9 or > 12
            || !TryParse(text[..mark], decimalSign, out amount) || Math.Abs(amount) >= 1_000_000_000_000)
        {
            return false;
        }

        for (; exponent != 0; exponent -= Math.Sign(exponent))
        {
            amount = exponent > 0 ? amount * 10 : amount / 10;
        }

        return true;
    }
}
