using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Reconciliations;

internal sealed record ReconciliationsBody(IReadOnlyList<ReconciliationLine> Items);

internal sealed record OpenPostingsBody(decimal ReconciledBalance, IReadOnlyList<OpenPosting> Items);

/// <summary>The JSON door of reconciliations.</summary>
internal static class ReconciliationsApi
{
    public static RouteGroupBuilder MapReconciliations(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/reconciliations").WithTags("Reconciliations");
        group.MapGet("", ListAsync).WithName("ListReconciliations").WithSummary("Statements that were agreed with the bank, and whether they still hold");
        group.MapGet("/open", OpenAsync).WithName("OpenPostings").WithSummary("An account's postings that no statement has confirmed yet");
        group.MapPost("", FinishAsync).WithName("FinishReconciliation").WithSummary("Lock the postings that a statement confirms; their sum must be the bank's");
        group.MapDelete("/{id:guid}", ReopenAsync).WithName("ReopenReconciliation").WithSummary("Take the lock of the latest statement off");
        return api;
    }

    private static async Task<Ok<ReconciliationsBody>> ListAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken, Guid? account_id = null)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(new ReconciliationsBody(await books.ReadAsync(access, db => db.ReconciliationsAsync(access.BookId, account_id, cancellationToken), cancellationToken)));
    }

    private static async Task<Ok<OpenPostingsBody>> OpenAsync(
        Guid account_id, DateOnly through, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(await books.ReadAsync(access, async db => new OpenPostingsBody(
            await db.ReconciledBalanceAsync(access.BookId, account_id, cancellationToken),
            await db.OpenPostingsAsync(access.BookId, account_id, through, cancellationToken)), cancellationToken));
    }

    private static async Task<Results<Created<ReconciliationLine>, ProblemHttpResult>> FinishAsync(
        ReconciliationRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await FinishReconciliation.ExecuteAsync(request, books, access, user.Source, user.SourceId, cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        var lines = await books.ReadAsync(access, db => db.ReconciliationsAsync(access.BookId, request.AccountId, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/v1/reconciliations/{outcome.Value}", lines.Single(l => l.Id == outcome.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReopenAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await ReopenReconciliation.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }
}
