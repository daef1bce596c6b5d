using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Prices;

internal sealed record PricesBody(IReadOnlyList<PriceLine> Items);

internal sealed record PriceRequest
{
    public Guid? Id { get; init; }

    [Required]
    public string Commodity { get; init; } = "";

    [Required]
    public string Currency { get; init; } = "";

    [Required]
    public DateOnly? Date { get; init; }

    [Required]
    public decimal? Price { get; init; }

    [StringLength(200)]
    public string? Source { get; init; }
}

/// <summary>The JSON door of prices and exchange rates.</summary>
internal static class PricesApi
{
    public static RouteGroupBuilder MapPrices(this RouteGroupBuilder api)
    {
        var prices = api.MapGroup("/prices").WithTags("Prices");
        prices.MapGet("", ListAsync).WithName("ListPrices").WithSummary("Prices and exchange rates, newest first");
        prices.MapPost("", RecordAsync).WithName("RecordPrice").WithSummary("What one unit of a commodity was worth on a day");
        prices.MapDelete("/{id:guid}", RemoveAsync).WithName("RemovePrice").WithSummary("Remove a price; undo brings it back");
        return api;
    }

    private static async Task<Ok<PricesBody>> ListAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string? commodity = null, int limit = 100)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(new PricesBody(await books.ReadAsync(
            access, db => db.PricesAsync(access.BookId, commodity, Math.Clamp(limit, 1, 10_000), cancellationToken), cancellationToken)));
    }

    private static async Task<Results<Created<PriceLine>, ProblemHttpResult>> RecordAsync(
        PriceRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await RecordPrice.ExecuteAsync(request, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Created($"/api/v1/prices/{outcome.Value!.Id}", outcome.Value);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await RemovePrice.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }
}
