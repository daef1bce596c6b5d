using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Queries;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Payees;

internal sealed record PayeesBody(IReadOnlyList<PayeeLine> Items);

internal sealed record PayeeRequest([property: Required, StringLength(500)] string? Name);

internal sealed record PayeeBody(Guid Id, string Name);

internal sealed record MergeRequest([property: Required] IReadOnlyList<Guid>? Payees);

/// <param name="Moved">Entries that have the payee now.</param>
internal sealed record MergeBody(int Moved);

/// <summary>The JSON door of payees.</summary>
internal static class PayeesApi
{
    public static void MapPayees(this RouteGroupBuilder api)
    {
        var payees = api.MapGroup("/payees").WithTags("Payees");
        payees.MapGet("", ListAsync).WithName("ListPayees").WithSummary("Payees by name, with the names that stand for them");
        payees.MapPut("/{id:guid}", RenameAsync).WithName("RenamePayee").WithSummary("Give a payee another name (answers with the payee of that name); the old name goes on standing for it");
        payees.MapPost("/{id:guid}/merge", MergeAsync).WithName("MergePayees").WithSummary("Make other payees this one, as one change");
    }

    private static async Task<Ok<PayeesBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string? q = null, int limit = 1000)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(new PayeesBody(await books.ReadAsync(access, db => db.PayeesAsync(access.BookId, q, Math.Clamp(limit, 1, 10_000), cancellationToken), cancellationToken)));
    }

    private static async Task<Results<Ok<PayeeBody>, ProblemHttpResult>> RenameAsync(Guid id, PayeeRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await books.WriteAsync(access, new Operation(user.Source, "Payee renamed", user.SourceId), db => PayeeMerging.RenameAsync(db, access.BookId, id, request.Name!, cancellationToken), cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new PayeeBody(outcome.Value!.Id, outcome.Value.Name));
    }

    private static async Task<Results<Ok<MergeBody>, ProblemHttpResult>> MergeAsync(Guid id, MergeRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await books.WriteAsync(access, new Operation(user.Source, "Payees merged", user.SourceId), db => PayeeMerging.MergeAsync(db, access.BookId, request.Payees!, id, cancellationToken), cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new MergeBody(outcome.Value));
    }
}
