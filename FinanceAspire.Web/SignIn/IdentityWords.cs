using Microsoft.AspNetCore.Identity;

namespace FinanceAspire.Web.SignIn;

/// <summary>What ASP.NET Core Identity says, in sentences of ours: the pages tell them in the user's language, as they do the ledger's.</summary>
internal sealed class IdentityWords : IdentityErrorDescriber
{
    public override IdentityError DefaultError() => Say(base.DefaultError(), "The account could not be changed.");

    public override IdentityError ConcurrencyFailure() => Say(base.ConcurrencyFailure(), "The account was changed elsewhere meanwhile. Try it again.");

    public override IdentityError InvalidToken() => Say(base.InvalidToken(), "This link or code is not valid, or not any more.");

    public override IdentityError RecoveryCodeRedemptionFailed() => Say(base.RecoveryCodeRedemptionFailed(), "This recovery code is not valid, or was used already.");

    public override IdentityError LoginAlreadyAssociated() => Say(base.LoginAlreadyAssociated(), "This way to sign in belongs to another account.");

    public override IdentityError InvalidUserName(string? userName) => Say(base.InvalidUserName(userName), $"'{userName}' is no e-mail address.");

    public override IdentityError InvalidEmail(string? email) => Say(base.InvalidEmail(email), $"'{email}' is no e-mail address.");

    public override IdentityError DuplicateUserName(string userName) => Say(base.DuplicateUserName(userName), $"'{userName}' has an account already.");

    public override IdentityError DuplicateEmail(string email) => Say(base.DuplicateEmail(email), $"'{email}' has an account already.");

    public override IdentityError InvalidRoleName(string? role) => Say(base.InvalidRoleName(role), $"'{role}' is no role.");

    public override IdentityError DuplicateRoleName(string role) => Say(base.DuplicateRoleName(role), $"The role '{role}' is there already.");

    public override IdentityError UserAlreadyHasPassword() => Say(base.UserAlreadyHasPassword(), "The account has a password already.");

    public override IdentityError UserLockoutNotEnabled() => Say(base.UserLockoutNotEnabled(), "The account cannot be locked.");

    public override IdentityError UserAlreadyInRole(string role) => Say(base.UserAlreadyInRole(role), $"The account has the role '{role}' already.");

    public override IdentityError UserNotInRole(string role) => Say(base.UserNotInRole(role), $"The account has no role '{role}'.");

    public override IdentityError PasswordMismatch() => Say(base.PasswordMismatch(), "The password is wrong.");

    public override IdentityError PasswordTooShort(int length) => Say(base.PasswordTooShort(length), $"A password has at least {length} characters.");

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) => Say(base.PasswordRequiresUniqueChars(uniqueChars), $"A password has at least {uniqueChars} different characters.");

    public override IdentityError PasswordRequiresNonAlphanumeric() => Say(base.PasswordRequiresNonAlphanumeric(), "A password has at least one character that is neither a letter nor a digit.");

    public override IdentityError PasswordRequiresDigit() => Say(base.PasswordRequiresDigit(), "A password has at least one digit.");

    public override IdentityError PasswordRequiresLower() => Say(base.PasswordRequiresLower(), "A password has at least one small letter.");

    public override IdentityError PasswordRequiresUpper() => Say(base.PasswordRequiresUpper(), "A password has at least one capital letter.");

    private static IdentityError Say(IdentityError known, string words) => new() { Code = known.Code, Description = words };
}
