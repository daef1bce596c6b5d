using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using FinanceAspire.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinanceAspire.Web.SignIn;

/// <summary>Personal access tokens, <c>Authorization: Bearer fa_…</c>: 256 random bits, stored as their hash, looked up anew each time.</summary>
internal sealed class AccessTokens(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, LedgerDbContext db)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "access-token";
    public const string TokenIdClaim = "fa:token";
    public const string BookIdClaim = "fa:book";
    public const string ScopeClaim = "fa:scope";
    private const string Prefix = "fa_";

    /// <summary>A new secret with the hash that is stored of it.</summary>
    public static (string Secret, byte[] Hash) Create()
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (secret, Hash(secret));
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer " + Prefix, StringComparison.Ordinal) || header.Length > 200)
        {
            return AuthenticateResult.Fail("This is no access token.");
        }

        var hash = Hash(header["Bearer ".Length..]);
        var found = await db.Database.SqlQuery<Found>($"select id, book_id, user_id, scopes from find_access_token({hash})")
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null)
        {
            return AuthenticateResult.Fail("The access token is unknown, revoked or expired.");
        }

        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, found.UserId.ToString()),
                new(TokenIdClaim, found.Id.ToString()),
                new(BookIdClaim, found.BookId.ToString()),
                .. found.Scopes.Select(s => new Claim(ScopeClaim, s)),
            ],
            Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    private sealed record Found(Guid Id, Guid BookId, Guid UserId, string[] Scopes);
}
