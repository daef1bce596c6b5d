using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Changes;

internal sealed record ChangesBody(IReadOnlyList<ChangeLine> Items, string? NextCursor);

internal sealed record UndoneBody(Guid OperationId);

/// <summary>The JSON door of the change log.</summary>
internal static class ChangesApi
{
    public static RouteGroupBuilder MapChanges(this RouteGroupBuilder api)
    {
        var changes = api.MapGroup("/changes").WithTags("Changes");
        changes.MapGet("", ListAsync).WithName("ListChanges").WithSummary("What was changed, by whom and when, newest first");
        changes.MapPost("/{id:guid}/undo", UndoAsync).WithName("UndoChange").WithSummary("Take one change back as a unit");
        return api;
    }

    private static async Task<Ok<ChangesBody>> ListAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken, int limit = 50, long? cursor = null)
    {
        limit = Math.Clamp(limit, 1, 500);
        var access = await user.RequireBookAsync(cancellationToken);
        var lines = await books.ReadAsync(access, db => db.ChangesAsync(access.BookId, cursor, limit + 1, cancellationToken), cancellationToken);
        var page = lines.Take(limit).ToList();
        return TypedResults.Ok(new ChangesBody(page, lines.Count > limit ? $"{page[^1].Version}" : null));
    }

    private static async Task<Results<Ok<UndoneBody>, ProblemHttpResult>> UndoAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await UndoChange.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new UndoneBody(outcome.Value));
    }
}
