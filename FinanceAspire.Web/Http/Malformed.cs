using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Http;

/// <summary>A request whose shape is wrong: 400 with the field that is meant.</summary>
internal static class Malformed
{
    public static ProblemHttpResult Field(string field, string message) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status400BadRequest,
            title: message,
            detail: message,
            extensions: new Dictionary<string, object?> { ["code"] = "malformed", ["errors"] = new Dictionary<string, string[]> { [field] = [message] } });
}
