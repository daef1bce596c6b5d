using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FinanceAspire.Web.Features.Display;

/// <summary>Turns the blur over amounts; with script the page does it itself.</summary>
internal static class DisplayEndpoints
{
    public static void MapDisplay(this IEndpointRouteBuilder app) => app.MapPost("/display/privacy", TurnPrivacy).ExcludeFromDescription();

    private static RedirectHttpResult TurnPrivacy(HttpContext http, [FromForm] string? back)
    {
        DisplayCookies.Write(http, DisplayCookies.Privacy, DisplayCookies.IsPrivate(http) ? null : "1");
        return TypedResults.Redirect(LocalPath.Of(back) ?? "/");
    }
}
