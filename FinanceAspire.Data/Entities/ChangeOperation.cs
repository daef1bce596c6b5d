namespace FinanceAspire.Data.Entities;

/// <summary>One change of a book, undone as a unit: who, when, from where.</summary>
public sealed class ChangeOperation
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }

    /// <summary>The book's version that this change made: its place in the order of changes.</summary>
    public long Version { get; set; }
    public DateTimeOffset At { get; set; }
    public Guid? UserId { get; set; }
    public string Source { get; set; } = "";
    public Guid? SourceId { get; set; }
    public string Summary { get; set; } = "";
    public Guid? UndoesId { get; set; }
    public Guid? UndoneById { get; set; }
}

/// <summary>One row's before and after. The rows that an operation made carry the operation instead.</summary>
public sealed class Change
{
    public Guid BookId { get; set; }
    public Guid OperationId { get; set; }
    public long Ordinal { get; set; }
    public string TableName { get; set; } = "";
    public Guid RowId { get; set; }
    public Guid? TransactionId { get; set; }
    public string? Before { get; set; }
    public string? After { get; set; }
}
