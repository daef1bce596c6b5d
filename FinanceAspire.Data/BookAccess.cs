namespace FinanceAspire.Data;

/// <summary>Who looks at which book.</summary>
public sealed record BookAccess(Guid BookId, Guid UserId);

/// <summary>One change as the log will name it.</summary>
/// <param name="Source">Where from: <c>page</c>, <c>api</c>, <c>import</c>, <c>undo</c>, <c>command</c> …</param>
/// <param name="Summary">What a person would call it: "Groceries added".</param>
/// <param name="SourceId">The token, import or schedule behind it.</param>
public sealed record Operation(string Source, string Summary, Guid? SourceId = null)
{
    /// <summary>Made by the caller, so that a retry is recognised.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
}
