using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using ZiggyCreatures.Caching.Fusion;

namespace FinanceAspire.Web.SignIn;

/// <summary>
/// Sessions in PostgreSQL, so that they can be listed and ended and survive Redis and restarts; the cache holds copies for
/// some seconds. The cookie carries a random key, the table its hash, and the ticket is encrypted: a stolen backup opens none.
/// </summary>
internal sealed class SessionStore(IServiceScopeFactory scopes, IFusionCache cache, IDataProtectionProvider protection, IHttpContextAccessor http, TimeProvider clock) : ITicketStore
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);
    private readonly IDataProtector _protector = protection.CreateProtector("FinanceAspire.Sessions");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await UseAsync(async db =>
        {
            db.Sessions.Add(new Session
            {
                KeyHash = Hash(key),
                Id = Guid.CreateVersion7(),
                UserId = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!),
                Ticket = _protector.Protect(TicketSerializer.Default.Serialize(ticket)),
                UserAgent = Shortened(http.HttpContext?.Request.Headers.UserAgent.ToString()),
                CreatedAt = now,
                LastSeenAt = now,
                ExpiresAt = ticket.Properties.ExpiresUtc ?? now.AddDays(14),
            });
            await db.SaveChangesAsync();
            // Whoever signs in sweeps: sessions past their time are of no use to anybody.
            return await db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync();
        });
        return key;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var (hash, now) = (Hash(key), clock.GetUtcNow());
        var bytes = _protector.Protect(TicketSerializer.Default.Serialize(ticket));
        var expires = ticket.Properties.ExpiresUtc ?? now.AddDays(14);
        await UseAsync(db => db.Sessions.Where(s => s.KeyHash == hash && s.CreatedAt > now - Longest).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.Ticket, bytes).SetProperty(x => x.ExpiresAt, expires).SetProperty(x => x.LastSeenAt, now)));
        await cache.RemoveAsync(CacheKey(hash));
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        byte[] bytes;
        try
        {
            bytes = await FindAsync(Hash(key));
        }
        catch (Exception) when (http.HttpContext?.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            // The page that says so must not fail by the same fault: it is shown as to a stranger.
            return null;
        }

        if (bytes.Length == 0)
        {
            return null;
        }

        try
        {
            return TicketSerializer.Default.Deserialize(_protector.Unprotect(bytes));
        }
        catch (CryptographicException)
        {
            // Its data-protection key is gone: the session cannot be read by anybody any more.
            return null;
        }
    }

    public async Task RemoveAsync(string key)
    {
        var hash = Hash(key);
        await UseAsync(db => db.Sessions.Where(s => s.KeyHash == hash).ExecuteDeleteAsync());
        await cache.RemoveAsync(CacheKey(hash));
    }

    /// <summary>Ends one of the user's own sessions; another user's is not found.</summary>
    public async Task EndAsync(Guid userId, Guid id)
    {
        var hash = await UseAsync(db => db.Sessions.Where(s => s.UserId == userId && s.Id == id).Select(s => s.KeyHash).SingleOrDefaultAsync());
        if (hash is not null)
        {
            await UseAsync(db => db.Sessions.Where(s => s.KeyHash == hash).ExecuteDeleteAsync());
            await cache.RemoveAsync(CacheKey(hash));
        }
    }

    private async Task<byte[]> FindAsync(byte[] hash) => await cache.GetOrSetAsync<byte[]>(
        CacheKey(hash),
        async (_, cancellationToken) =>
        {
            var now = clock.GetUtcNow();
            return await UseAsync(db => db.Sessions.Where(s => s.KeyHash == hash && s.ExpiresAt > now && s.CreatedAt > now - Longest)
                .Select(s => s.Ticket).SingleOrDefaultAsync(cancellationToken)) ?? [];
        });

    private static string CacheKey(byte[] hash) => $"session:{Convert.ToHexStringLower(hash)}";

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    private static string Shortened(string? agent) => agent is null ? "" : agent.Length > 200 ? agent[..200] : agent;

    private async Task<T> UseAsync<T>(Func<LedgerDbContext, Task<T>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<LedgerDbContext>());
    }
}
