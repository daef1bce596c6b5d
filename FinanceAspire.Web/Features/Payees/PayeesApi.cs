using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Payees;

internal sealed record PayeesBody(IReadOnlyList<PayeeLine> Items, string? NextCursor);

internal sealed record SuggestionsBody(IReadOnlyList<PayeeSuggestion> Items);

/// <summary>The JSON door of payees.</summary>
internal static class PayeesApi
{
    public static RouteGroupBuilder MapPayees(this RouteGroupBuilder api)
    {
        var payees = api.MapGroup("/payees").WithTags("Payees");
        payees.MapGet("", ListAsync).WithName("ListPayees").WithSummary("Payees in use, by name, with how often and until when");
        payees.MapGet("/suggestions", SuggestAsync).WithName("SuggestPayees").WithSummary("Payees that a typed text may mean, with the account their last transaction went to");
        payees.MapPost("/merge", MergeAsync).WithName("MergePayees").WithSummary("Give payees one name, new or another payee's, as one change; dry_run=true only says what would move");
        return api;
    }

    private static async Task<Ok<PayeesBody>> ListAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string? q = null, int limit = 50, string? cursor = null)
    {
        limit = Math.Clamp(limit, 1, 500);
        var access = await user.RequireBookAsync(cancellationToken);
        var lines = await books.ReadAsync(access, db => db.PayeesAsync(access.BookId, q, cursor, limit + 1, cancellationToken), cancellationToken);
        return TypedResults.Ok(new PayeesBody([.. lines.Take(limit)], lines.Count > limit ? lines[limit - 1].Name : null));
    }

    private static async Task<Ok<SuggestionsBody>> SuggestAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string? q = null, Guid? account_id = null, int limit = 10)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(new SuggestionsBody(await books.ReadAsync(
            access, db => db.PayeeSuggestionsAsync(access.BookId, account_id ?? Guid.Empty, q, Math.Clamp(limit, 1, 50), cancellationToken), cancellationToken)));
    }

    private static async Task<Results<Ok<MergedPayees>, ProblemHttpResult>> MergeAsync(
        MergePayeesRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, bool dry_run = false)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        if (dry_run)
        {
            return TypedResults.Ok(await MergePayees.PreviewAsync(request, books, access, cancellationToken));
        }

        var outcome = await MergePayees.ExecuteAsync(request, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(outcome.Value!);
    }
}
