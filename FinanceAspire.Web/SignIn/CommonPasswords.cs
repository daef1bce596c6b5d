using FinanceAspire.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace FinanceAspire.Web.SignIn;

/// <summary>
/// Refuses passwords that guessers try first: common words with digits and signs around them, runs of the keyboard,
/// repetitions, and the user's own e-mail address. The password is stripped to its letters and compared.
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<AppUser>
{
    private static readonly HashSet<string> Words = new(
        ("password passwort motdepasse contrasena passw0rd pass letmein welcome willkommen bienvenue admin administrator root user guest login access " +
         "master dragon monkey shadow sunshine princess football baseball superman batman iloveyou trustno qwerty qwertz azerty qwertyuiop asdfghjkl zxcvbnm " +
         "qazwsx qwertyasdf abcdef abcdefgh abcdefghijkl summer winter spring autumn sommer hello hallo bonjour changeme default secret geheim finance " +
         "financeaspire firefly money budget banking test testing demo temp google facebook microsoft linux ubuntu docker computer internet freedom whatever " +
         "starwars pokemon naruto jordan michael jennifer charlie thomas daniel ashley liverpool chelsea arsenal juventus barcelona mustang ferrari corvette " +
         "correcthorsebatterystaple").Split(' '),
        StringComparer.Ordinal);

    private static readonly string[] Runs = ["01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn"];

    public Task<IdentityResult> ValidateAsync(UserManager<AppUser> manager, AppUser user, string? password) =>
        Task.FromResult(IsCommon(password ?? "", user.Email ?? "")
            ? IdentityResult.Failed(new IdentityError { Code = "password_is_too_weak", Description = "This password is among those that are tried first. Take a longer one, such as four random words." })
            : IdentityResult.Success);

    public static bool IsCommon(string password, string email)
    {
        var lower = password.ToLowerInvariant().Replace('0', 'o').Replace('1', 'i').Replace('3', 'e').Replace('@', 'a').Replace('$', 's').Replace('5', 's');
        var letters = new string([.. lower.Where(char.IsLetter)]);
        var plain = new string([.. password.ToLowerInvariant().Where(char.IsLetter)]);
        var name = email.Split('@')[0].ToLowerInvariant();
        return Words.Contains(letters) || Words.Contains(plain)
            || Repeats(password.ToLowerInvariant())
            || Runs.Any(run => run.Contains(password, StringComparison.OrdinalIgnoreCase))
            || (name.Length >= 4 && letters.Replace(name, "", StringComparison.Ordinal).Length < 4 && lower.Contains(name, StringComparison.Ordinal));
    }

    /// <summary>True for one short piece over and over: <c>aaaaaaaaaaaa</c>, <c>abcabcabcabc</c>, <c>passwordpassword</c>.</summary>
    private static bool Repeats(string password)
    {
        for (var length = 1; length <= password.Length / 2; length++)
        {
            if (password.Length % length == 0 && Enumerable.Range(0, password.Length).All(i => password[i] == password[i % length]))
            {
                return true;
            }
        }

        return false;
    }
}
