namespace FinanceAspire.Data.Entities;

/// <summary>A search that somebody gave a name.</summary>
public sealed class SavedSearch
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public string Query { get; set; } = "";
    public Guid CreatedOperationId { get; set; }
}
