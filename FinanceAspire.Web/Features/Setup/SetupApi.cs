using System.ComponentModel.DataAnnotations;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Setup;

internal sealed record FirstBookRequest([property: Required] string Name, [property: Required] string Currency);

internal sealed record SetupRequest
{
    [Required, EmailAddress, StringLength(254)]
    public string Email { get; init; } = "";

    [Required, StringLength(200)]
    public string Password { get; init; } = "";

    [Required]
    public FirstBookRequest? Book { get; init; }
}

internal sealed record SetupBody(Guid UserId, Guid BookId, string Token);

/// <summary>The JSON door of set-up.</summary>
internal static class SetupApi
{
    public static RouteGroupBuilder MapSetup(this RouteGroupBuilder api)
    {
        api.MapPost("/setup", SetUpAsync).AllowAnonymous().WithTags("Set-up").WithName("SetUp").WithSummary("Make the first user and book; only while there is none");
        return api;
    }

    private static async Task<Results<Created<SetupBody>, ProblemHttpResult>> SetUpAsync(SetupRequest request, SetUp setUp, CancellationToken cancellationToken)
    {
        var outcome = await setUp.ExecuteAsync(request.Email, request.Password, request.Book!.Name, request.Book.Currency, demo: false, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Created("/api/v1/accounts", new SetupBody(outcome.Value!.User.Id, outcome.Value.BookId, outcome.Value.Token));
    }
}
