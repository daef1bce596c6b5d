using FinanceAspire.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace FinanceAspire.Web.SignIn;

/// <summary>How a check of e-mail and password ended.</summary>
internal enum PasswordVerdict
{
    Right,
    Wrong,
    TooMany,
}

/// <summary>The one place where a password is looked at, for the page and for the API: limited, and as slow for a stranger as for a user.</summary>
internal sealed class PasswordCheck(SignInManager<AppUser> signIn, UserManager<AppUser> users, AttemptLimit limit)
{
    // Hashed once: what a stranger's password is compared with, so that time does not tell who has an account.
    private static readonly string Nobody = new PasswordHasher<AppUser>().HashPassword(new AppUser(), Guid.NewGuid().ToString());

    public async Task<(PasswordVerdict Verdict, AppUser? User)> VerifyAsync(string email, string password, HttpContext http)
    {
        if (!await limit.MayTryAsync(email, http))
        {
            return (PasswordVerdict.TooMany, null);
        }

        if (await users.FindByEmailAsync(email) is not { } user)
        {
            users.PasswordHasher.VerifyHashedPassword(new AppUser(), Nobody, password);
            return (PasswordVerdict.Wrong, null);
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (result.IsLockedOut)
        {
            return (PasswordVerdict.TooMany, null);
        }

        if (!result.Succeeded)
        {
            return (PasswordVerdict.Wrong, null);
        }

        await limit.SucceededAsync(email, http);
        return (PasswordVerdict.Right, user);
    }
}
