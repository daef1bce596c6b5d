namespace FinanceAspire.Ledger.Search;

/// <summary>
/// What somebody looks for, as a tree. Texts are fragments and ignore case; a transaction is found where the whole tree
/// holds.
/// </summary>
public abstract record SearchNode
{
    private SearchNode()
    {
    }

    /// <summary>All hold. Empty: everything is found.</summary>
    public sealed record All(IReadOnlyList<SearchNode> Nodes) : SearchNode;

    /// <summary>At least one holds.</summary>
    public sealed record Any(IReadOnlyList<SearchNode> Nodes) : SearchNode;

    /// <summary>It does not hold.</summary>
    public sealed record Not(SearchNode Node) : SearchNode;

    /// <summary>A fragment of one text, or with <see cref="TextField.Any"/> of those that a plain word is looked for in.</summary>
    public sealed record Text(TextField Field, string Fragment) : SearchNode;

    /// <summary>An account of the book by a fragment of its name or path, with all that lies below it.</summary>
    public sealed record Account(string Fragment, bool IsCategory) : SearchNode;

    /// <summary>An amount between two bounds; null: unbounded. Signed where a sign was written, else the size alone.</summary>
    public sealed record Amount(decimal? From, bool FromIncluded, decimal? To, bool ToIncluded, bool IsSigned) : SearchNode;

    /// <summary>A day from the first to the last, both included; null: unbounded.</summary>
    public sealed record Dates(DateOnly? From, DateOnly? To) : SearchNode;

    /// <summary>A trait: <c>has:receipt</c>, <c>is:uncleared</c>.</summary>
    public sealed record Trait(SearchTrait Value) : SearchNode;
}

/// <summary>Which text a fragment is looked for in.</summary>
public enum TextField
{
    /// <summary>What a plain word looks in: payee and description, in a register the memo too.</summary>
    Any,
    Payee,
    Description,
    Memo,

    /// <summary>A whole tag, not a fragment.</summary>
    Tag,
}

/// <summary>What a transaction can have or be.</summary>
public enum SearchTrait
{
    HasReceipt,
    HasMemo,
    HasTag,
    HasPayee,
    IsUncleared,
    IsCleared,
    IsReconciled,
    IsSplit,
    IsTransfer,
    IsUncategorised,
    IsIncome,
    IsExpense,
}
