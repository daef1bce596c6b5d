using System.Globalization;
using FinanceAspire.Ledger.Schedules;

namespace FinanceAspire.Tests.Ledger;

/// <summary>Which days come again.</summary>
public sealed class RecurrenceTests
{
    [Theory]
    [InlineData("2026-01-31", 1, RecurrencePeriod.Month, null, "2026-01-31 2026-02-28 2026-03-31 2026-04-30")]
    [InlineData("2028-02-29", 1, RecurrencePeriod.Year, null, "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29")]
    [InlineData("2026-11-30", 3, RecurrencePeriod.Month, null, "2026-11-30 2027-02-28 2027-05-30")]
    [InlineData("2026-01-01", 2, RecurrencePeriod.Week, null, "2026-01-01 2026-01-15 2026-01-29")]
    [InlineData("2026-02-27", 1, RecurrencePeriod.Day, null, "2026-02-27 2026-02-28 2026-03-01")]
    [InlineData("2026-01-31", 1, RecurrencePeriod.Month, "2026-03-31", "2026-01-31 2026-02-28 2026-03-31 none")]
    [InlineData("2026-01-31", 1, RecurrencePeriod.Month, "2026-03-30", "2026-01-31 2026-02-28 none")]
    [InlineData("2026-01-31", 1, RecurrencePeriod.Month, "2026-01-30", "none")]
    [InlineData("2999-12-30", 1, RecurrencePeriod.Day, null, "2999-12-30 2999-12-31 none")]
    [InlineData("2999-12-31", 999, RecurrencePeriod.Year, null, "2999-12-31 none")]
    public void Days_are_counted_from_the_first(string starts, int every, RecurrencePeriod period, string? ends, string expected)
    {
        var recurrence = new Recurrence(Day(starts), every, period, ends is null ? null : Day(ends));
        var wanted = expected.Split(' ');

        var found = recurrence.Days().Select(Text).Append("none").Take(wanted.Length);

        Assert.Equal(wanted, found);
    }

    [Theory]
    [InlineData(null, "2026-01-31")]
    [InlineData("2025-06-01", "2026-01-31")]
    [InlineData("2026-02-10", "2026-02-28")]
    [InlineData("2026-02-28", "2026-03-31")]
    [InlineData("2026-03-30", "2026-03-31")]
    public void Next_day_follows_any_day(string? last, string next) =>
        Assert.Equal(Day(next), new Recurrence(Day("2026-01-31"), 1, RecurrencePeriod.Month).After(last is null ? null : Day(last)));

    [Theory]
    [InlineData("2026-08-01", WeekendRule.Stay, "2026-08-01")]
    [InlineData("2026-08-01", WeekendRule.Before, "2026-07-31")]
    [InlineData("2026-08-02", WeekendRule.Before, "2026-07-31")]
    [InlineData("2026-08-01", WeekendRule.After, "2026-08-03")]
    [InlineData("2026-08-02", WeekendRule.After, "2026-08-03")]
    [InlineData("2026-08-03", WeekendRule.After, "2026-08-03")]
    public void Weekend_is_booked_as_its_rule_says(string nominal, WeekendRule rule, string booked) =>
        Assert.Equal(Day(booked), new Recurrence(Day("2026-01-01"), 1, RecurrencePeriod.Month, null, rule).Booked(Day(nominal)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
