using FinanceAspire.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace FinanceAspire.Worker.Commands;

/// <summary>
/// Identity asks for a token even where the administrator resets a password on the machine itself. It is made and used in
/// one breath, so nothing but this process ever accepts it.
/// </summary>
internal sealed class ResetTokens : IUserTwoFactorTokenProvider<AppUser>
{
    private readonly string _token = Guid.NewGuid().ToString("N");

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<AppUser> manager, AppUser user) => Task.FromResult(false);

    public Task<string> GenerateAsync(string purpose, UserManager<AppUser> manager, AppUser user) => Task.FromResult(_token);

    public Task<bool> ValidateAsync(string purpose, string token, UserManager<AppUser> manager, AppUser user) => Task.FromResult(token == _token);
}
