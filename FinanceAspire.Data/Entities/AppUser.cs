using Microsoft.AspNetCore.Identity;

namespace FinanceAspire.Data.Entities;

/// <summary>Someone who may sign in.</summary>
public sealed class AppUser : IdentityUser<Guid>
{
    public AppUser() => Id = Guid.CreateVersion7();

    /// <summary>The first account: it owns the installation and may invite others.</summary>
    public bool OwnsInstallation { get; set; }

    /// <summary>IANA name; decides what 'today' is, nothing else. Null: the server's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The book opened after sign-in; null: the only one, or the first.</summary>
    public Guid? CurrentBookId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
