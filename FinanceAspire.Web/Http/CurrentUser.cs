using System.Security.Claims;
using FinanceAspire.Data;
using FinanceAspire.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Http;

/// <summary>A book that the user is a member of.</summary>
internal sealed record Membership(Guid BookId, string Name, string Role);

/// <summary>Who sends the request, and the book that it works on: the token's, or the one that the user has open.</summary>
internal sealed class CurrentUser(IHttpContextAccessor http, IServiceScopeFactory scopes)
{
    private (bool Known, Membership? Value) _book;

    private ClaimsPrincipal Principal => http.HttpContext!.User;

    public Guid UserId => Guid.Parse(Principal.FindFirstValue(ClaimTypes.NameIdentifier)!);

    public string Email => Principal.Identity?.Name ?? "";

    public bool IsSignedIn => Principal.Identity?.IsAuthenticated == true;

    /// <summary>Where a change comes from, as the change log names it.</summary>
    public string Source => SourceId is null ? "page" : "api";

    /// <summary>The access token's id; null for a browser.</summary>
    public Guid? SourceId => Principal.FindFirstValue(AccessTokens.TokenIdClaim) is { } id ? Guid.Parse(id) : null;

    public async Task<BookAccess?> BookAsync(CancellationToken cancellationToken)
    {
        if (Principal.FindFirstValue(AccessTokens.BookIdClaim) is { } id)
        {
            return new BookAccess(Guid.Parse(id), UserId);
        }

        return await MembershipAsync(cancellationToken) is { } membership ? new BookAccess(membership.BookId, UserId) : null;
    }

    /// <summary>The open book of a browser's user; null where the user has none.</summary>
    public async Task<Membership?> MembershipAsync(CancellationToken cancellationToken)
    {
        if (!_book.Known)
        {
            _book = (true, await FindAsync(cancellationToken));
        }

        return _book.Value;
    }

    private async Task<Membership?> FindAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select set_config('app.user', {UserId.ToString()}, true)", cancellationToken);
        return await db.Database.SqlQuery<Membership>($"""
            select m.book_id, b.name, m.role from members m join books b on b.id = m.book_id join users u on u.id = m.user_id
              where m.user_id = {UserId}
              order by (m.book_id = u.current_book_id) desc nulls last, m.created_at, m.book_id limit 1
            """).SingleOrDefaultAsync(cancellationToken);
    }
}
