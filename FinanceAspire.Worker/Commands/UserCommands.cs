using System.CommandLine;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Worker.Commands;

/// <summary>Accounts of people, from the machine itself: the way back in where nobody can sign in any more.</summary>
internal static class UserCommands
{
    public static Command Create() => new("user", "Add a user or give one a new password.")
    {
        For("add", "Add a user. The password is read from standard input.", AddAsync),
        For("reset-password", "Give a user a new password, read from standard input. Ends that user's sessions.", ResetAsync),
    };

    private static Command For(string name, string description, Func<UserManager<AppUser>, LedgerDbContext, string, string, CancellationToken, Task<IdentityResult>> act)
    {
        var email = new Argument<string>("email") { Description = "The e-mail address that signs in." };
        var command = new Command(name, description) { email };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var password = await ReadPasswordAsync(output, cancellationToken);
            await using var host = Service.Build([]);
            await using var scope = host.Services.CreateAsyncScope();
            var result = await act(
                scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>(),
                scope.ServiceProvider.GetRequiredService<LedgerDbContext>(),
                parsed.GetRequiredValue(email), password, cancellationToken);
            foreach (var error in result.Errors)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(error.Description);
            }

            if (result.Succeeded)
            {
                await output.WriteLineAsync("Done.");
            }

            return result.Succeeded ? 0 : 1;
        });
        return command;
    }

    private static async Task<IdentityResult> AddAsync(
        UserManager<AppUser> users, LedgerDbContext db, string email, string password, CancellationToken cancellationToken) =>
        await users.CreateAsync(
            new AppUser
            {
                UserName = email,
                Email = email,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                OwnsInstallation = !await db.Users.AnyAsync(cancellationToken),
            },
            password);

    private static async Task<IdentityResult> ResetAsync(
        UserManager<AppUser> users, LedgerDbContext db, string email, string password, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(email) is not { } user)
        {
            return IdentityResult.Failed(new IdentityError { Code = "user_not_found", Description = $"There is no user {email}." });
        }

        var result = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        if (result.Succeeded)
        {
            await users.SetLockoutEndDateAsync(user, null);
            await db.Sessions.Where(s => s.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        }

        return result;
    }

    private static async Task<string> ReadPasswordAsync(TextWriter output, CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
        {
            await output.WriteAsync("New password (shown as you type): ");
        }

        return await Console.In.ReadLineAsync(cancellationToken) ?? "";
    }
}
