using System.Globalization;

namespace FinanceAspire.Ledger.Transactions;

/// <summary>Dates as people type them at a register: <c>t</c>, <c>-1</c>, <c>12</c>, <c>12.3</c>, or in full.</summary>
public static class DateText
{
    /// <summary>
    /// Reads a typed date: <c>t</c> today and <c>y</c> yesterday; <c>-3</c> and <c>+3</c> days from today; <c>12</c> that day of
    /// this month; day and month in the culture's order, of this year; with a year; <c>2026-03-12</c> in any culture.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="today">Today where the user is.</param>
    /// <param name="culture">Decides whether 3/4 is in March or in April.</param>
    /// <param name="date">The date; the default where the text is none.</param>
    /// <returns>False where the text is no date, or names a day that the month does not have.</returns>
    public static bool TryParse(string? text, DateOnly today, CultureInfo culture, out DateOnly date)
    {
        date = default;
        var typed = (text ?? "").Trim().ToLowerInvariant();
        switch (typed)
        {
            case "":
                return false;
            case "t" or "today":
                date = today;
                return true;
            case "y" or "yesterday":
                date = today.AddDays(-1);
                return true;
            case ['-' or '+', .. var count]:
                return Whole(count, out var days) && TryAdd(today, typed[0] == '-' ? -days : days, out date);
        }

        if (DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            return true;
        }

        var parts = typed.Split(['.', '/', '-', ' ', '\u00A0', '\u200F'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Whole(parts[i], out numbers[i]))
            {
                return false;
            }
        }

        return numbers switch
        {
            [var day] => TryMake(today.Year, today.Month, day, out date),
            [var a, var b] => MonthFirst(culture) ? TryMake(today.Year, a, b, out date) : TryMake(today.Year, b, a, out date),
            [var year, var month, var day] when parts[0].Length == 4 => TryMake(year, month, day, out date),
            [var a, var b, var year] => MonthFirst(culture) ? TryMake(Century(year), a, b, out date) : TryMake(Century(year), b, a, out date),
            _ => false,
        };
    }

    private static bool MonthFirst(CultureInfo culture)
    {
        var pattern = culture.DateTimeFormat.ShortDatePattern;
        return pattern.IndexOf('M', StringComparison.Ordinal) < pattern.IndexOf('d', StringComparison.Ordinal);
    }

    private static int Century(int year) => year < 100 ? 2000 + year : year;

    private static bool Whole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= 5;

    private static bool TryAdd(DateOnly day, int days, out DateOnly date)
    {
        var number = day.DayNumber + days;
        var inRange = number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber;
        date = inRange ? DateOnly.FromDayNumber(number) : default;
        return inRange;
    }

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        var exists = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = exists ? new DateOnly(year, month, day) : default;
        return exists;
    }
}
