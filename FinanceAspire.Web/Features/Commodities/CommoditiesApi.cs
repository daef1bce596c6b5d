using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Commodities;

internal sealed record CommodityBody(string Code, string Name, short Decimals);

internal sealed record CommoditiesBody(IReadOnlyList<CommodityBody> Items);

internal sealed record CommodityRequest
{
    [StringLength(200)]
    public string? Name { get; init; }

    /// <summary>The number of decimals of its quantities, 0 to 12.</summary>
    [Required, Range(0, 12)]
    public short? Decimals { get; init; }
}

/// <summary>The JSON door of what accounts can be kept in: currencies, securities, coins.</summary>
internal static class CommoditiesApi
{
    public static RouteGroupBuilder MapCommodities(this RouteGroupBuilder api)
    {
        var commodities = api.MapGroup("/commodities").WithTags("Commodities");
        commodities.MapGet("", ListAsync).WithName("ListCommodities").WithSummary("Currencies, securities and coins of the book");
        commodities.MapPut("/{code}", DefineAsync).WithName("DefineCommodity").WithSummary("Define a security or coin, or rename it; its decimals never become fewer");
        return api;
    }

    private static async Task<Ok<CommoditiesBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(new CommoditiesBody(await books.ReadAsync(
            access,
            db => db.Commodities.Where(c => c.BookId == access.BookId).OrderBy(c => c.Code).Select(c => new CommodityBody(c.Code, c.Name, c.Decimals)).ToListAsync(cancellationToken),
            cancellationToken)));
    }

    private static async Task<Results<Ok<CommodityBody>, ProblemHttpResult>> DefineAsync(
        string code, CommodityRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await DefineCommodity.ExecuteAsync(code, request.Name, request.Decimals!.Value, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(outcome.Value!);
    }
}
