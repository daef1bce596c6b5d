using System.Buffers;
using System.Globalization;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>Dates and amounts as OFX writes them (OFX 2.2, sections 3.2.8.2 and 3.2.9.2).</summary>
internal static class OfxValues
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789.,+-");

    /// <summary>
    /// The first eight digits. What follows (time, <c>[-5:EST]</c>) never moves the day: the day that the bank wrote is the
    /// day that its statement shows.
    /// </summary>
    public static bool TryDate(string text, out DateOnly date)
    {
        var digits = text.Trim();
        if (digits.Length >= 10 && digits[4] is '-' or '/' or '.' && digits[7] == digits[4])
        {
            digits = digits[..10].Replace(digits[4].ToString(), "", StringComparison.Ordinal);
        }

        date = default;
        return digits.Length >= 8
            && digits.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0
            && DateOnly.TryParseExact(digits.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            && date.Year is >= 1900 and < 3000;
    }

    /// <summary>
    /// A signed amount with point or comma as its decimal sign. OFX knows no grouping, so a single separator is always the
    /// decimal sign; where banks group all the same, the last kind of separator is it.
    /// </summary>
    public static bool TryAmount(string text, out decimal amount)
    {
        amount = 0;
        var plain = text.Trim().Replace('\u2212', '-');
        if (plain.Length is 0 or > 60)
        {
            return false;
        }

        var (point, comma) = (plain.LastIndexOf('.'), plain.LastIndexOf(','));
        var sign = point > comma ? '.' : ',';
        if (plain.AsSpan().ContainsAnyExcept(Plain))
        {
            // "- 5.00", "1 234,56", "(5.00)", "R$ -5,00": as in a table.
            var isGrouped = plain.Count(c => c == sign) > 1;
            return Csv.CsvAmounts.TryParse(plain, isGrouped == (sign == '.') ? ',' : '.', out amount);
        }

        if (plain.Count(c => c == sign) > 1)
        {
            // 1.234.567: all of them group.
            plain = plain.Replace(sign.ToString(), "", StringComparison.Ordinal);
        }

        plain = new string([.. plain.Where(c => c is not ('.' or ',') || c == sign)]).Replace(',', '.');
        return plain.Any(char.IsAsciiDigit)
            && decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
    }
}
