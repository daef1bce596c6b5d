namespace FinanceAspire.Data.Entities;

/// <summary>A browser's sign-in. PostgreSQL is its home; Redis only keeps copies. The cookie's key is stored as its hash.</summary>
public sealed class Session
{
    public byte[] KeyHash { get; set; } = [];
    public Guid Id { get; set; }
    public Guid UserId { get; set; }
    public byte[] Ticket { get; set; } = [];
    public string UserAgent { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A personal access token of one user for one book; the secret is stored as its hash.</summary>
public sealed class AccessToken
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid UserId { get; set; }
    public string Name { get; set; } = "";
    public byte[] Hash { get; set; } = [];
    public List<string> Scopes { get; set; } = [];
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}
