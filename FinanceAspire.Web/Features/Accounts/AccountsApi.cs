using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Accounts;

internal sealed record AccountBody(
    Guid Id, string Name, string Path, string Type, string Currency, Guid? ParentId, bool Closed, decimal Balance, decimal ClearedBalance,
    DateOnly? LastReconciledOn, bool OnBudget, int Version)
{
    public static AccountBody Of(AccountLine a) =>
        new(a.Id, a.Name, a.Path, a.TypeCode, a.Currency, a.ParentId, a.Closed, a.Balance, a.ClearedBalance, a.LastReconciledOn, a.OnBudget, a.Version);
}

internal sealed record AccountsBody(IReadOnlyList<AccountBody> Items);

internal sealed record RegisterRowBody(
    Guid TransactionId, DateOnly Date, string Payee, string Description, decimal Amount, decimal RunningBalance, string Cleared, string[] OtherAccounts);

internal sealed record RegisterBody(IReadOnlyList<RegisterRowBody> Items, string? NextCursor);

/// <summary>The JSON door of accounts.</summary>
internal static class AccountsApi
{
    public static RouteGroupBuilder MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapGet("", ListAsync).WithName("ListAccounts").WithSummary("All accounts with their balances");
        accounts.MapPost("", OpenAsync).WithName("OpenAccount").WithSummary("Open an account, with an opening balance if you like");
        accounts.MapPut("/{id:guid}", AmendAsync).WithName("AmendAccount").WithSummary("Rename, move, close or reopen an account");
        accounts.MapGet("/{id:guid}/register", RegisterAsync).WithName("Register").WithSummary("The account's postings, newest first, with the balance after each; as_of shows it as the book stood at a past moment");
        return api;
    }

    private static async Task<Results<Ok<AccountsBody>, ProblemHttpResult>> ListAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string? type = null, bool include_closed = false)
    {
        AccountType? wanted = null;
        if (type is not null)
        {
            if (!AccountTypes.TryParse(type, out var parsed))
            {
                return Problems.From(new Refusal(RefusalCodes.AccountTypeIsUnknown, $"'{type}' is no account type."));
            }

            wanted = parsed;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var lines = await books.ReadAsync(access, db => db.AccountsAsync(access.BookId, wanted, include_closed, cancellationToken: cancellationToken), cancellationToken);
        return TypedResults.Ok(new AccountsBody([.. lines.Select(AccountBody.Of)]));
    }

    private static async Task<Results<Created<AccountBody>, ProblemHttpResult>> OpenAsync(
        AccountRequest request, BookDatabase books, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await OpenAccount.ExecuteAsync(request, books, access, user.Source, user.SourceId, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);
        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Created($"/api/v1/accounts/{outcome.Value}", await BodyAsync(books, access, outcome.Value, cancellationToken));
    }

    private static async Task<Results<Ok<AccountBody>, ProblemHttpResult>> AmendAsync(
        Guid id, AccountRequest request, HttpRequest http, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await AmendAccount.ExecuteAsync(id, request, EntityTags.Expected(http), books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Ok(await BodyAsync(books, access, id, cancellationToken));
    }

    private static async Task<Results<Ok<RegisterBody>, ProblemHttpResult>> RegisterAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken,
        DateOnly? from = null, DateOnly? to = null, string? q = null, int limit = 50, string? cursor = null, DateTimeOffset? as_of = null)
    {
        limit = Math.Clamp(limit, 1, 500);
        if (!Cursors.TryRead(cursor, out var after))
        {
            return Malformed.Field("cursor", "This is not a cursor that an answer gave.");
        }

        if (Searches.Refuse(q, out var search) is { } unclear)
        {
            return unclear;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var lines = await books.ReadAsync(
            access,
            async db => await db.AccountAsync(access.BookId, id, cancellationToken) is null
                ? null
                : as_of is { } moment
                ? await db.RegisterAsOfAsync(access.BookId, id, await db.VersionAsOfAsync(moment, cancellationToken), from, to, search, after, limit + 1, cancellationToken)
                : await db.RegisterAsync(access.BookId, id, from, to, search, after, limit + 1, cancellationToken),
            cancellationToken);
        if (lines is null)
        {
            return Problems.From(new Refusal(RefusalCodes.AccountNotFound, "There is no such account."));
        }

        var page = lines.Take(limit).ToList();
        return TypedResults.Ok(new RegisterBody(
            [.. page.Select(l => new RegisterRowBody(l.TransactionId, l.Date, l.Payee, l.Description, l.Amount, l.RunningBalance, ClearedCodes.Of(l.ClearedCode), l.OtherAccounts))],
            lines.Count > limit ? Cursors.Write(page[^1].Date, page[^1].TransactionId, page[^1].Ordinal) : null));
    }

    private static async Task<AccountBody> BodyAsync(BookDatabase books, BookAccess access, Guid id, CancellationToken cancellationToken) =>
        AccountBody.Of((await books.ReadAsync(access, db => db.AccountAsync(access.BookId, id, cancellationToken), cancellationToken))!);
}
