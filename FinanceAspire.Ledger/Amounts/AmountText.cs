using System.Globalization;

namespace FinanceAspire.Ledger.Amounts;

/// <summary>Amounts as people type and read them, in the culture that is passed in.</summary>
public static class AmountText
{
    /// <summary>
    /// Reads a typed amount. Where both point and comma occur, the last is the decimal sign; where one occurs once, it is the
    /// culture's decimal sign, or any other decimal sign unless exactly three digits follow (then it groups).
    /// </summary>
    /// <param name="text">What was typed; spaces and apostrophes group.</param>
    /// <param name="culture">Decides what a single point or comma means.</param>
    /// <param name="amount">The amount; 0 where the text is none.</param>
    /// <returns>False where the text is no amount.</returns>
    public static bool TryParse(string? text, CultureInfo culture, out decimal amount)
    {
        amount = 0;
        var digits = new string([.. (text ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('\'' or '’'))]).Replace('−', '-');
        if (digits.Length is 0 or > 40 || digits.Any(c => !char.IsAsciiDigit(c) && c is not ('.' or ',' or '-' or '+')))
        {
            return false;
        }

        var (point, comma) = (digits.Count(c => c == '.'), digits.Count(c => c == ','));
        var sign = (point, comma) switch
        {
            (0, 0) => '\0',
            ( > 0, > 0) => digits.LastIndexOf('.') > digits.LastIndexOf(',') ? '.' : ',',
            (1, 0) => Single('.'),
            (0, 1) => Single(','),
            _ => '\0',
        };
        if (sign != '\0' && digits.Count(c => c == sign) > 1)
        {
            return false;
        }

        var plain = new string([.. digits.Where(c => c is not ('.' or ',') || c == sign)]).Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);

        char Single(char found) =>
            culture.NumberFormat.NumberDecimalSeparator == found.ToString() || digits.Length - digits.IndexOf(found, StringComparison.Ordinal) - 1 != 3
                ? found
                : '\0';
    }

    /// <summary>The amount with its number of decimals, grouped, in the culture.</summary>
    public static string Format(decimal amount, int decimals, CultureInfo culture) =>
        amount.ToString("N" + Math.Max(decimals, amount.DecimalPlaces()).ToString(CultureInfo.InvariantCulture), culture);

    /// <summary>The amount as a form field shows it: in the culture, without grouping, with at least so many decimals.</summary>
    public static string ForInput(decimal amount, CultureInfo culture, int decimals = 0) =>
        amount.Trimmed().ToString("0." + new string('0', decimals) + new string('#', 28 - decimals), culture);
}
