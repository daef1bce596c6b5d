using System.Globalization;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Http;

/// <summary>The API's <c>q=</c>: the same language as the pages', with amounts written as everywhere in the API.</summary>
internal static class Searches
{
    /// <summary>The refusal of an unclear query, with the place of the caret; null where it could be read, or is empty.</summary>
    public static ProblemHttpResult? Refuse(string? query, out SearchNode? search)
    {
        (search, var error) = SearchQuery.Parse(query, CultureInfo.InvariantCulture);
        return error is null
            ? null
            : TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: "The search is unclear.",
                detail: error.Message,
                extensions: new Dictionary<string, object?>
                {
                    ["code"] = RefusalCodes.QueryIsUnclear,
                    ["position"] = error.Position,
                    ["errors"] = new Dictionary<string, string[]> { ["q"] = [error.Message] },
                });
    }
}
