using System.Globalization;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Schedules;
using FinanceAspire.Ledger.Transactions;
using FinanceAspire.Web.Components.Shared;

namespace FinanceAspire.Web.Features.Schedules;

/// <summary>The form of a schedule: texts, so that what was typed comes back beside its message.</summary>
internal sealed class ScheduleForm
{
    public Guid Id { get; set; }
    public int Version { get; set; }
    public string Name { get; set; } = "";
    public string? Payee { get; set; }
    public string? Description { get; set; }
    public string? Tags { get; set; }
    public string Currency { get; set; } = "";
    public string StartsOn { get; set; } = "";
    public string Every { get; set; } = "1";
    public string Period { get; set; } = "month";
    public string? EndsOn { get; set; }
    public string Weekends { get; set; } = "stay";
    public string RemindDays { get; set; } = "7";
    public bool Automatic { get; set; }

    /// <summary>The day of the transaction that it is made of: recorded already.</summary>
    public string? SettledThrough { get; set; }
    public List<PostingLine> Lines { get; set; } = [];

    public static ScheduleForm Of(ScheduledTransaction s, IReadOnlyList<AccountLine> accounts, CultureInfo culture)
    {
        var byId = accounts.ToDictionary(a => a.Id);
        return new()
        {
            Id = s.Id,
            Version = s.Version,
            Name = s.Name,
            Payee = s.Payee,
            Description = s.Description,
            Tags = string.Join(", ", s.Tags),
            Currency = s.Currency,
            StartsOn = Day(s.StartsOn),
            Every = s.Every.ToString(CultureInfo.InvariantCulture),
            Period = s.Period.ToString().ToLowerInvariant(),
            EndsOn = s.EndsOn is { } end ? Day(end) : null,
            Weekends = s.Weekends.ToString().ToLowerInvariant(),
            RemindDays = s.RemindDays.ToString(CultureInfo.InvariantCulture),
            Automatic = s.Automatic,
            Lines = [.. s.Postings.Select(p => new PostingLine
            {
                AccountId = p.AccountId,
                Amount = AmountText.ForInput(p.Quantity, culture, byId[p.AccountId].Decimals),
                Value = byId[p.AccountId].Currency == s.Currency ? null : AmountText.ForInput(p.Value, culture, Currencies.DecimalsOf(s.Currency) ?? 0),
                Memo = p.Memo,
            })],
        };
    }

    /// <summary>A transaction that comes again from its own day on, which is done.</summary>
    public static ScheduleForm Of(TransactionView t, CultureInfo culture) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = t.Payee.Length > 0 ? t.Payee : t.Description,
        Payee = t.Payee,
        Description = t.Description,
        Tags = string.Join(", ", t.Tags),
        Currency = t.Currency,
        StartsOn = Day(t.Date),
        SettledThrough = Day(t.Date),
        Lines = PostingLines.Of(t, culture),
    };

    /// <summary>What is meant, or what is wrong with the form.</summary>
    public Outcome<ScheduleDraft> ToDraft(IReadOnlyList<AccountLine> accounts, CultureInfo culture)
    {
        if (Read(StartsOn) is not { } starts)
        {
            return new Refusal("malformed", "The first day is missing.");
        }

        if (!int.TryParse(Every, NumberStyles.None, CultureInfo.InvariantCulture, out var every))
        {
            return new Refusal(RefusalCodes.RecurrenceIntervalOutOfRange, "A schedule comes again after 1 to 999 days, weeks, months or years.");
        }

        if (!int.TryParse(RemindDays, NumberStyles.None, CultureInfo.InvariantCulture, out var remind) || remind > 366)
        {
            return new Refusal("malformed", "A reminder comes 0 to 366 days before.");
        }

        var postings = PostingLines.Read(Lines, Currency, accounts, culture);
        if (postings.Refusal is { } refusal)
        {
            return refusal;
        }

        return new ScheduleDraft(
            Name ?? "",
            new TransactionDraft(starts, Currency, postings.Required) { Payee = Payee ?? "", Description = Description ?? "", Tags = PostingLines.Tags(Tags) },
            new Recurrence(starts, every, Choice(Period, RecurrencePeriod.Month), Read(EndsOn), Choice(Weekends, WeekendRule.Stay)), remind, Automatic)
        {
            SettledThrough = Read(SettledThrough),
        };
    }

    private static T Choice<T>(string? code, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(code, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : otherwise;

    private static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
