using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.SignIn;

/// <summary>Makes an access token; its secret is shown this once.</summary>
internal sealed class TokenMaker(IServiceScopeFactory scopes, TimeProvider clock)
{
    public async Task<(Guid Id, string Secret)> MakeAsync(
        Guid userId, Guid bookId, string name, IReadOnlyList<string>? scopesOfToken, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var (secret, hash) = AccessTokens.Create();
        var token = new AccessToken
        {
            BookId = bookId,
            Id = Guid.CreateVersion7(),
            UserId = userId,
            Name = name,
            Hash = hash,
            Scopes = [.. scopesOfToken ?? ["read", "write"]],
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = expiresAt?.ToUniversalTime(),
        };
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select enter_book({bookId}, {userId})", cancellationToken);
        db.AccessTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (token.Id, secret);
    }
}
