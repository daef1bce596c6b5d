namespace FinanceAspire.Data.Entities;

/// <summary>A household's whole set of accounts.</summary>
public sealed class Book
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public string Currency { get; set; } = "";

    /// <summary>Bumped by every change, in the transaction that makes it: cache keys and ETags are made of it.</summary>
    public long Version { get; set; }
    public DateOnly? ClosedThrough { get; set; }
    public bool IsDemo { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

public sealed class Member
{
    public Guid BookId { get; set; }
    public Guid UserId { get; set; }
    public string Role { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A currency, security or coin of the book, with its number of decimals.</summary>
public sealed class Commodity
{
    public Guid BookId { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public short Decimals { get; set; }
}
