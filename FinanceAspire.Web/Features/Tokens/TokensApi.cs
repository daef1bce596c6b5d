using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Web.Http;
using FinanceAspire.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Tokens;

internal sealed record TokenRequest
{
    [Required, StringLength(254)]
    public string Email { get; init; } = "";

    [Required, StringLength(200)]
    public string Password { get; init; } = "";
    public string? Totp { get; init; }
    public Guid? BookId { get; init; }

    [Required, StringLength(100, MinimumLength = 1)]
    public string Name { get; init; } = "";
    public IReadOnlyList<string>? Scopes { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

internal sealed record TokenBody(Guid Id, string Token);

/// <summary>The JSON door of access tokens.</summary>
internal static class TokensApi
{
    public static RouteGroupBuilder MapTokens(this RouteGroupBuilder api)
    {
        api.MapPost("/tokens", MakeAsync).AllowAnonymous().WithTags("Tokens").WithName("MakeToken").WithSummary("E-mail and password for an access token, shown this once");
        return api;
    }

    private static async Task<IResult> MakeAsync(
        TokenRequest request, HttpContext http, PasswordCheck passwords, TokenMaker tokens, LedgerDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (request.Scopes?.Except(["read", "write"]).Any() == true)
        {
            return Malformed.Field("scopes", "There are the scopes read and write.");
        }

        if (request.ExpiresAt <= clock.GetUtcNow())
        {
            return Malformed.Field("expires_at", "The token would have expired already.");
        }

        var (verdict, user) = await passwords.VerifyAsync(request.Email, request.Password, http);
        if (verdict == PasswordVerdict.TooMany)
        {
            http.Response.Headers.RetryAfter = $"{AttemptLimit.Window.TotalSeconds:0}";
            return TypedResults.Problem(statusCode: StatusCodes.Status429TooManyRequests, title: "Too many attempts. Wait a quarter of an hour.");
        }

        if (user is null)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "E-mail address or password is wrong.",
                extensions: new Dictionary<string, object?> { ["code"] = "sign_in_failed" });
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select set_config('app.user', {user.Id.ToString()}, true)", cancellationToken);
        var book = await db.Members.Where(m => m.UserId == user.Id && (request.BookId == null || m.BookId == request.BookId))
            .OrderByDescending(m => m.BookId == user.CurrentBookId).ThenBy(m => m.CreatedAt).Select(m => (Guid?)m.BookId).FirstOrDefaultAsync(cancellationToken)
            ?? throw new BookNotFoundException();
        await transaction.CommitAsync(cancellationToken);
        var (id, secret) = await tokens.MakeAsync(user.Id, book, request.Name, request.Scopes, request.ExpiresAt, cancellationToken);
        return TypedResults.Created((string?)null, new TokenBody(id, secret));
    }
}
