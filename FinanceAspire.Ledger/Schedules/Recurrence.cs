namespace FinanceAspire.Ledger.Schedules;

/// <summary>What a recurrence counts in.</summary>
public enum RecurrencePeriod
{
    Day,
    Week,
    Month,
    Year,
}

/// <summary>What becomes of a day on a Saturday or Sunday.</summary>
public enum WeekendRule
{
    /// <summary>It stays.</summary>
    Stay,

    /// <summary>It is the Friday before.</summary>
    Before,

    /// <summary>It is the Monday after.</summary>
    After,
}

/// <summary>
/// The days on which something comes again. The n-th is counted from the first, not from the one before, so the 31st stays
/// the last day of each month. Two with the same fields are equal.
/// </summary>
/// <param name="StartsOn">The first day.</param>
/// <param name="Every">After how many periods it comes again, from 1.</param>
/// <param name="Period">What is counted in.</param>
/// <param name="EndsOn">The last day that may be one; null: without end, which here is the year 2999.</param>
/// <param name="Weekends">What becomes of a Saturday or Sunday.</param>
public sealed record Recurrence(DateOnly StartsOn, int Every, RecurrencePeriod Period, DateOnly? EndsOn = null, WeekendRule Weekends = WeekendRule.Stay)
{
    private static readonly DateOnly Latest = new(2999, 12, 31);

    /// <summary>The first day, as counted, after <paramref name="last"/>; null where there is none. Of null: the first day of all.</summary>
    public DateOnly? After(DateOnly? last)
    {
        var end = EndsOn is { } ends && ends < Latest ? ends : Latest;
        if (last >= end || StartsOn > end)
        {
            return null;
        }

        if (last is not { } day || day < StartsOn)
        {
            return StartsOn;
        }

        // So many that the day is not after the last one, or few before it.
        var n = Period switch
        {
            RecurrencePeriod.Day => (day.DayNumber - StartsOn.DayNumber) / Every,
            RecurrencePeriod.Week => (day.DayNumber - StartsOn.DayNumber) / (7 * Every),
            RecurrencePeriod.Month => Months(day) / Every,
            _ => Months(day) / (12 * Every),
        };
        while (Nth(n) <= day)
        {
            n++;
        }

        return Nth(n) <= end ? Nth(n) : null;
    }

    /// <summary>The day on which it is booked: the counted one, or the working day beside it.</summary>
    public DateOnly Booked(DateOnly nominal) => (Weekends, nominal.DayOfWeek) switch
    {
        (WeekendRule.Before, DayOfWeek.Saturday) => nominal.AddDays(-1),
        (WeekendRule.Before, DayOfWeek.Sunday) => nominal.AddDays(-2),
        (WeekendRule.After, DayOfWeek.Saturday) => nominal.AddDays(2),
        (WeekendRule.After, DayOfWeek.Sunday) => nominal.AddDays(1),
        _ => nominal,
    };

    /// <summary>All days, as counted, in their order.</summary>
    public IEnumerable<DateOnly> Days()
    {
        for (var day = After(null); day is { } found; day = After(found))
        {
            yield return found;
        }
    }

    private int Months(DateOnly day) => ((day.Year - StartsOn.Year) * 12) + day.Month - StartsOn.Month;

    private DateOnly Nth(int n) => Period switch
    {
        RecurrencePeriod.Day => StartsOn.AddDays(n * Every),
        RecurrencePeriod.Week => StartsOn.AddDays(n * Every * 7),
        RecurrencePeriod.Month => StartsOn.AddMonths(n * Every),
        _ => StartsOn.AddMonths(n * Every * 12),
    };
}
