using FinanceAspire.Ledger.Schedules;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace FinanceAspire.Tests.Judges;

/// <summary>Another program's opinion on which days come again: Ical.Net, by RFC 5545.</summary>
public sealed class RecurrenceJudgeTests
{
    [Fact]
    public void Days_are_those_of_icalendar()
    {
        var random = new Random(5545);
        for (var run = 0; run < 400; run++)
        {
            var starts = new DateOnly(2020, 1, 1).AddDays(random.Next(3000));
            var period = (RecurrencePeriod)random.Next(4);
            DateOnly? ends = random.Next(3) == 0 ? starts.AddDays(random.Next(4000)) : null;
            var ours = new Recurrence(starts, random.Next(1, 8), period, ends);

            var theirs = new CalendarEvent { Start = Of(starts), RecurrenceRule = Rule(ours) }.GetOccurrences().Take(40).Select(o => o.Period.StartTime.Date).ToList();

            Assert.True(theirs.Count > 0);
            Assert.Equal(theirs, ours.Days().Take(40));
        }
    }

    /// <summary>iCalendar leaves months out that have no such day; "the last of those that there are, from the 28th on" is what people mean by the 31st.</summary>
    private static RecurrenceRule Rule(Recurrence ours)
    {
        var rule = new RecurrenceRule(
            ours.Period switch { RecurrencePeriod.Day => FrequencyType.Daily, RecurrencePeriod.Week => FrequencyType.Weekly, RecurrencePeriod.Month => FrequencyType.Monthly, _ => FrequencyType.Yearly },
            ours.Every);
        if (ours.Period is RecurrencePeriod.Month or RecurrencePeriod.Year && ours.StartsOn.Day > 28)
        {
            rule.ByMonthDay = [.. Enumerable.Range(28, ours.StartsOn.Day - 27)];
            rule.BySetPosition = [-1];
            if (ours.Period == RecurrencePeriod.Year)
            {
                rule.ByMonth = [ours.StartsOn.Month];
            }
        }

        if (ours.EndsOn is { } end)
        {
            rule.Until = Of(end);
        }

        return rule;
    }

    private static CalDateTime Of(DateOnly day) => new(day);
}
