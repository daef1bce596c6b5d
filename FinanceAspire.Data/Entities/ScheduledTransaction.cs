using FinanceAspire.Ledger.Schedules;

namespace FinanceAspire.Data.Entities;

/// <summary>A transaction that comes again.</summary>
public sealed class ScheduledTransaction
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public string Payee { get; set; } = "";
    public string Description { get; set; } = "";
    public string Currency { get; set; } = "";
    public List<string> Tags { get; set; } = [];
    public DateOnly StartsOn { get; set; }
    public int Every { get; set; } = 1;
    public RecurrencePeriod Period { get; set; } = RecurrencePeriod.Month;
    public DateOnly? EndsOn { get; set; }
    public WeekendRule Weekends { get; set; }

    /// <summary>The first day, as counted from <see cref="StartsOn"/>, that is neither entered nor skipped; null: none is left.</summary>
    public DateOnly? NextOn { get; set; }

    /// <summary>From how many days before it stands on the start page.</summary>
    public int RemindDays { get; set; } = 7;

    /// <summary>Entered by the worker on its day.</summary>
    public bool Automatic { get; set; }
    public int Version { get; set; } = 1;
    public Guid CreatedOperationId { get; set; }
    public List<ScheduledPosting> Postings { get; set; } = [];

    /// <summary>Its days.</summary>
    public Recurrence Recurrence => new(StartsOn, Every, Period, EndsOn, Weekends);
}

/// <summary>One leg of it.</summary>
public sealed class ScheduledPosting
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid ScheduleId { get; set; }
    public short Ordinal { get; set; }
    public Guid AccountId { get; set; }
    public decimal Quantity { get; set; }
    public decimal Value { get; set; }
    public string Memo { get; set; } = "";
    public Guid CreatedOperationId { get; set; }
}
