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
