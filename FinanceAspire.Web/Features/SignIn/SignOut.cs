using FinanceAspire.Data.Entities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace FinanceAspire.Web.Features.SignIn;

internal static class SignOut
{
    public static void MapSignOut(this IEndpointRouteBuilder app) =>
        app.MapPost("/sign-out", PostAsync).ExcludeFromDescription();

    // The form parameter brings the antiforgery check with it: nobody else's page signs the user out.
    private static async Task<RedirectHttpResult> PostAsync(SignInManager<AppUser> signIn, [FromForm] string? reason)
    {
        _ = reason;
        await signIn.SignOutAsync();
        return TypedResults.Redirect("/sign-in");
    }
}
