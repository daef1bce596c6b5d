using System.Globalization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Dates in columns of text. The order of day, month and year is one decision for the whole file, made elsewhere.</summary>
internal static class CsvDates
{
    /// <summary>Characters of a text that may be a date.</summary>
    private const int Longest = 40;

    private static readonly string[] EnglishMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>True where the text has the shape of a date, whatever its order.</summary>
    public static bool LooksLikeDate(ReadOnlySpan<char> text, ReadOptions options) =>
        TryParse(text, DateOrder.YearMonthDay, options, out _) || TryParse(text, DateOrder.DayMonthYear, options, out _)
        || TryParse(text, DateOrder.MonthDayYear, options, out _) || TryParse(text, DateOrder.YearDayMonth, options, out _);

    public static bool TryParse(ReadOnlySpan<char> text, DateOrder order, ReadOptions options, out DateOnly date)
    {
        date = default;
        text = WithoutTime(text);
        if (text.Length is < 6 or > Longest || !TryParts(text, order, out var a, out var b, out var c))
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
        var spelt = Month(text[b], options.Culture);
        if (spelt is not null)
        {
            (year, day) = Length(a) == 4 ? (a, c) : (c, a);
        }
        else if ((spelt = Month(text[a], options.Culture)) is not null)
        {
            (year, day) = (c, b);
        }

        var digits = Length(year);
        var m = spelt ?? (Number(text[month], out var number) ? number : 0);
        if (!Number(text[year], out var y) || !Number(text[day], out var d) || digits is not (2 or 4)
            // Nobody writes two digits of the year first.
            || (digits == 2 && (order is DateOrder.YearMonthDay or DateOrder.YearDayMonth) && text[year].SequenceEqual(text[a]))
            // "1.001,00" is an amount, however well it would do.
            || Length(day) > 2 || (spelt is null && Length(month) > 2)
            || m is < 1 or > 12 || d is < 1 or > 31)
        {
            return false;
        }

        if (digits == 2)
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

    /// <summary>Where the three parts lie, in the order in which they are written.</summary>
    private static bool TryParts(ReadOnlySpan<char> text, DateOrder order, out Range a, out Range b, out Range c)
    {
        if (Leading(text) is 8 or 12 or 14)
        {
            (a, b, c) = order is DateOrder.YearMonthDay or DateOrder.YearDayMonth ? (0..4, 4..6, 6..8) : (0..2, 2..4, 4..8);
            return true;
        }

        Span<Range> parts = stackalloc Range[4];
        var count = Split(text, parts);
        // "Mon 24 Dec 2009": a day's name in front.
        var skip = count > 3 && Length(parts[0]) >= 3 && !char.IsAsciiDigit(text[parts[0]][0]) && Month(text[parts[0]], CultureInfo.InvariantCulture) is null ? 1 : 0;
        (a, b, c) = (parts[skip], parts[skip + 1], parts[skip + 2]);
        return count >= skip + 3 && Length(a) <= 10 && Length(b) <= 10 && Length(c) <= 4;
    }

    /// <summary>The first parts between separators; how many of them there are.</summary>
    private static int Split(ReadOnlySpan<char> text, Span<Range> parts)
    {
        var (count, start) = (0, 0);
        for (var at = 0; at <= text.Length && count < parts.Length; at++)
        {
            if (at < text.Length && text[at] is not ('-' or '/' or '.' or ':' or ' ' or ',' or '\'' or 'T' or '\u00A0' or '年' or '月' or '日'))
            {
                continue;
            }

            if (at > start)
            {
                parts[count++] = start..at;
            }

            start = at + 1;
        }

        return count;
    }

    /// <summary>The text without a time of day in front of it: "10:15, 02/12/2026". Nothing is left of a time alone, which would do for a date.</summary>
    private static ReadOnlySpan<char> WithoutTime(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon is not (1 or 2) || text[..colon].ContainsAnyExceptInRange('0', '9'))
        {
            return text;
        }

        var space = text.IndexOfAny(' ', ',');
        return space < 0 ? default : text[space..].TrimStart(", ");
    }

    private static int Length(Range part) => part.End.Value - part.Start.Value;

    private static int Leading(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    private static int? Month(ReadOnlySpan<char> text, CultureInfo culture)
    {
        if (text.Length < 3 || char.IsAsciiDigit(text[0]))
        {
            return null;
        }

        Span<char> low = stackalloc char[Longest];
        low = low[..text.ToLowerInvariant(low)];
        return Month(low, EnglishMonths) ?? Month(low, Months(culture));
    }

    private static string[] Months(CultureInfo culture) =>
        [.. culture.DateTimeFormat.AbbreviatedMonthNames.Select(m => m.Length >= 3 ? m.TrimEnd('.').ToLower(culture) : "")];

    private static int? Month(ReadOnlySpan<char> text, string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length > 0 && text.StartsWith(names[i], StringComparison.Ordinal))
            {
                return i + 1;
            }
        }

        return null;
    }

    private static bool Number(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
