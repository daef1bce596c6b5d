using System.Globalization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Dates in columns of text. The order of day, month and year is one decision for the whole file, made elsewhere.</summary>
internal static class CsvDates
{
    private static readonly string[] EnglishMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>True where the text has the shape of a date, whatever its order.</summary>
    public static bool LooksLikeDate(string text, ReadOptions options) =>
        TryParse(text, DateOrder.YearMonthDay, options, out _) || TryParse(text, DateOrder.DayMonthYear, options, out _)
        || TryParse(text, DateOrder.MonthDayYear, options, out _) || TryParse(text, DateOrder.YearDayMonth, options, out _);

    public static bool TryParse(string text, DateOrder order, ReadOptions options, out DateOnly date)
    {
        date = default;
        if (text.Length is < 6 or > 40 || !TryParts(text, order, out var a, out var b, out var c))
        {
            return false;
        }

        var (year, month, day) = order switch
        {
            DateOrder.YearMonthDay => (a, b, c),
            DateOrder.YearDayMonth => (a, c, b),
            DateOrder.DayMonthYear => (c, b, a),
            _ => (c, a, b),
        };
        // A month that is spelt out says its own place: 24-Dec-2009 and Dec 24 2009 are the same in any order.
        if (Month(b, options.Culture) is { } middle)
        {
            (year, month, day) = a.Length == 4 ? (a, middle, c) : (c, middle, a);
        }
        else if (Month(a, options.Culture) is { } first)
        {
            (year, month, day) = (c, first, b);
        }

        if (!Number(year, out var y) || !Number(month, out var m) || !Number(day, out var d) || year.Length is not (2 or 4)
            // Nobody writes two digits of the year first.
            || (year.Length == 2 && (order is DateOrder.YearMonthDay or DateOrder.YearDayMonth) && year == a)
            || m is < 1 or > 12 || d is < 1 or > 31)
        {
            return false;
        }

        if (year.Length == 2)
        {
            y += 2000;
            if (options.Today is { } today && y > today.Year + 1)
            {
                y -= 100;
            }
        }

        if (y is < 1900 or > 2200 || d > DateTime.DaysInMonth(y, m))
        {
            return false;
        }

        date = new DateOnly(y, m, d);
        return true;
    }

    private static bool TryParts(string text, DateOrder order, out string a, out string b, out string c)
    {
        (a, b, c) = ("", "", "");
        var compact = text.AsSpan().TrimStart();
        if (Leading(compact) is 8 or 12 or 14)
        {
            var digits = compact[..8].ToString();
            (a, b, c) = order is DateOrder.YearMonthDay or DateOrder.YearDayMonth
                ? (digits[..4], digits[4..6], digits[6..])
                : (digits[..2], digits[2..4], digits[4..]);
            return true;
        }

        var parts = text.Split(['-', '/', '.', ':', ' ', ',', '\'', 'T', '\u00A0'], StringSplitOptions.RemoveEmptyEntries);
        // "Mon 24 Dec 2009": a day's name in front.
        var skip = parts.Length > 3 && parts[0].Length >= 3 && !char.IsAsciiDigit(parts[0][0]) && Month(parts[0], CultureInfo.InvariantCulture) is null ? 1 : 0;
        if (parts.Length < skip + 3)
        {
            return false;
        }

        (a, b, c) = (parts[skip], parts[skip + 1], parts[skip + 2]);
        return a.Length <= 10 && b.Length <= 10 && c.Length <= 4;
    }

    private static int Leading(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    private static string? Month(string text, CultureInfo culture)
    {
        if (text.Length < 3 || char.IsAsciiDigit(text[0]))
        {
            return null;
        }

        var low = text.ToLowerInvariant();
        var index = Array.FindIndex(EnglishMonths, m => low.StartsWith(m, StringComparison.Ordinal));
        if (index < 0)
        {
            index = Array.FindIndex(culture.DateTimeFormat.AbbreviatedMonthNames, m => m.Length >= 3 && low.StartsWith(m.TrimEnd('.').ToLower(culture), StringComparison.Ordinal));
        }

        return index < 0 ? null : (index + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
