using FinanceAspire.Ledger.Budgets;

namespace FinanceAspire.Data.Entities;

/// <summary>A category that has a budget.</summary>
public sealed class StoredEnvelope
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public Rollover Rollover { get; set; } = Rollover.Surplus;
    public Guid CreatedOperationId { get; set; }
}

/// <summary>What an envelope gets in one month.</summary>
public sealed class EnvelopeMonth
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; set; }
    public decimal Budgeted { get; set; }
    public Guid CreatedOperationId { get; set; }
}
