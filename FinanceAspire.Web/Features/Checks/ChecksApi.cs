using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Checks;

internal sealed record DifferenceBody(Guid? SubjectId, decimal? Figure, string Detail);

internal sealed record CheckBody(string Name, bool Ok, long Figure, DateTimeOffset VerifiedAt, IReadOnlyList<DifferenceBody> Differences);

internal sealed record ChecksBody(IReadOnlyList<CheckBody> Items)
{
    public static ChecksBody Of(CheckRun run) => new([.. run.Results.Select(r => new CheckBody(
        r.Name, r.Ok, r.Examined, run.VerifiedAt, [.. r.Differences.Select(d => new DifferenceBody(d.SubjectId, d.Figure, d.Detail))]))]);
}

/// <summary>The JSON door of checks.</summary>
internal static class ChecksApi
{
    public static RouteGroupBuilder MapChecks(this RouteGroupBuilder api)
    {
        api.MapGet("/checks", VerifyAsync).WithTags("Checks").WithName("Verify")
            .WithSummary("Recompute the whole book from its postings and name every difference; figure is what was looked at");
        return api;
    }

    private static async Task<Ok<ChecksBody>> VerifyAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(ChecksBody.Of(await books.ReadAsync(access, db => db.VerifyAsync(access.BookId, cancellationToken), cancellationToken)));
    }
}
