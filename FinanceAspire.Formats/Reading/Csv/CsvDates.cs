using System.Globalization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Dates in columns of text. The order of day, month and year is one decision for the whole file, made elsewhere.</summary>
internal static class CsvDates
{
    /// <summary>Characters of a text that may be a date.</summary>
    private const int Longest = 80;

    /// <summary>Letters of a month's name.</summary>
    private const int LongestPart = 12;

    /// <summary>True where the text has the shape of a date, whatever its order. Digits alone must be eight or more: a number is no date by itself.</summary>
    public static bool LooksLikeDate(ReadOnlySpan<char> text, ReadOptions options) =>
        (text.Length >= 8 || text.ContainsAnyExceptInRange('0', '9')) && !IsNumberOfDays(text, out _) && LooksLikeNamedDate(text, options);

    /// <summary>The same in a column that is named for dates: six digits, a spreadsheet's day number and seconds since 1970 are dates there.</summary>
    public static bool LooksLikeNamedDate(ReadOnlySpan<char> text, ReadOptions options) =>
        TryParse(text, DateOrder.YearMonthDay, options, out _) || TryParse(text, DateOrder.DayMonthYear, options, out _)
        || TryParse(text, DateOrder.MonthDayYear, options, out _) || TryParse(text, DateOrder.YearDayMonth, options, out _);

    /// <summary>True for a date with two digits for its year.</summary>
    public static bool HasShortYear(ReadOnlySpan<char> text)
    {
        var (run, longest) = (0, 0);
        foreach (var c in text.IndexOf(':') is >= 0 and var time ? text[..time] : text)
        {
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest is 2 || (longest is 6 && text.Length == 6);
    }

    public static bool TryParse(ReadOnlySpan<char> text, DateOrder order, ReadOptions options, out DateOnly date)
    {
        date = default;
        if (IsNumberOfDays(text, out date))
        {
            return true;
        }

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
            // 25-02-13 is a date of Sweden or Japan; 25-13-02 is nobody's.
            || (digits == 2 && order is DateOrder.YearDayMonth && spelt is null)
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

    /// <summary>A day as spreadsheets count it (from 1990), or seconds or milliseconds since 1970 by the clock of Greenwich.</summary>
    private static bool IsNumberOfDays(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        var digits = Leading(text);
        if (digits is not (5 or 10 or 13) || (digits < text.Length && (text[digits] is not ('.' or ',') || text[(digits + 1)..].ContainsAnyExceptInRange('0', '9'))))
        {
            return false;
        }

        var number = long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        var days = digits switch { 5 => number - 25_569, 10 => number / 86_400, _ => number / 86_400_000 };
        if (days is < 7_305 or > 47_482)
        {
            return false;
        }

        date = new DateOnly(1970, 1, 1).AddDays((int)days);
        return true;
    }

    /// <summary>Where the three parts lie, in the order in which they are written.</summary>
    private static bool TryParts(ReadOnlySpan<char> text, DateOrder order, out Range a, out Range b, out Range c)
    {
        var leading = Leading(text);
        if (leading is 8 or 12 or 14)
        {
            (a, b, c) = order is DateOrder.YearMonthDay or DateOrder.YearDayMonth ? (0..4, 4..6, 6..8) : (0..2, 2..4, 4..8);
            return true;
        }

        if (leading == 6 && text.Length == 6)
        {
            (a, b, c) = (0..2, 2..4, 4..6);
            return true;
        }

        Span<Range> parts = stackalloc Range[4];
        var count = Split(text, parts);
        // "Mon 24 Dec 2009": a day's name in front.
        var skip = count > 3 && IsWeekday(text[parts[0]]) ? 1 : 0;
        (a, b, c) = (parts[skip], parts[skip + 1], parts[skip + 2]);
        return count >= skip + 3 && Length(a) <= LongestPart && Length(b) <= LongestPart && Length(c) <= 4;
    }

    private static bool IsWeekday(ReadOnlySpan<char> word) => !char.IsAsciiDigit(word[0]) && word.Length switch
    {
        2 => word is "Mo" or "Di" or "Mi" or "Do" or "Fr" or "Sa" or "So" or "Tu" or "We" or "Th" or "Su",
        > 2 => MonthNames.Find(word) is null,
        _ => false,
    };

    /// <summary>The first parts between separators, and where letters meet digits; how many of them there are. What only joins them is none.</summary>
    private static int Split(ReadOnlySpan<char> text, Span<Range> parts)
    {
        var (count, start) = (0, 0);
        for (var at = 0; at <= text.Length && count < parts.Length; at++)
        {
            var isMark = at == text.Length || IsSeparator(text, at);
            var isEdge = !isMark && at > start && char.IsAsciiDigit(text[at]) != char.IsAsciiDigit(text[at - 1]);
            if (!isMark && !isEdge)
            {
                continue;
            }

            if (at > start && !IsJoint(text[start..at]))
            {
                parts[count++] = start..at;
            }

            start = isMark ? at + 1 : at;
        }

        return count;
    }

    private static bool IsSeparator(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        '-' or '/' or '.' or ':' or ' ' or ',' or ';' or '\t' or '\'' or '\u00A0' or '年' or '月' or '日' => true,
        // In front of a time, not in "Thu" and "OCT".
        'T' => at > 0 && at + 1 < text.Length && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]),
        _ => false,
    };

    /// <summary>"1st March", "2 de mayo de 2025", "1º marzo".</summary>
    private static bool IsJoint(ReadOnlySpan<char> part) =>
        part.Length <= 3 && !char.IsAsciiDigit(part[0]) && part is "st" or "nd" or "rd" or "th" or "er" or "º" or "°" or "de" or "del" or "of";

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

    private static int? Month(ReadOnlySpan<char> text, CultureInfo culture) =>
        text.Length < 3 || char.IsAsciiDigit(text[0]) ? null : MonthNames.Find(text) ?? OfCulture(text, culture);

    /// <summary>Months of a language that is not among the known ones, as the reader's own.</summary>
    private static int? OfCulture(ReadOnlySpan<char> text, CultureInfo culture)
    {
        var names = culture.DateTimeFormat.AbbreviatedMonthNames;
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].TrimEnd('.') is { Length: >= 3 } name && text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return null;
    }

    private static bool Number(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
