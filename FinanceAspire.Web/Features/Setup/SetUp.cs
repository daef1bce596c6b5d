using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Setup;

/// <summary>What makes the first book: <c>Features/Books</c> gives it, so that set-up needs no other slice.</summary>
internal delegate Task<Outcome<Guid>> BookMaker(Guid userId, string name, string currency, bool demo, CancellationToken cancellationToken);

internal sealed record SetUpResult(AppUser User, Guid BookId, string Token);

/// <summary>Makes the first user, who owns the installation, and the first book. Of two at once exactly one succeeds.</summary>
internal sealed class SetUp(LedgerDbContext db, UserManager<AppUser> users, BookMaker makeBook, TokenMaker tokens, TimeProvider clock)
{
    private const long LockKey = 0x46696E5365747570; // "FinSetup"

    public async Task<Outcome<SetUpResult>> ExecuteAsync(
        string email, string password, string bookName, string currency, bool demo, CancellationToken cancellationToken)
    {
        var created = await CreateUserAsync(email, password, cancellationToken);
        if (created.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = created.Value!;
        Outcome<Guid> book;
        try
        {
            book = await makeBook(user.Id, bookName, currency, false, cancellationToken);
        }
        catch
        {
            // Also where the browser went away: a user without a book would block every further set-up.
            await db.Users.Where(u => u.Id == user.Id).ExecuteDeleteAsync(CancellationToken.None);
            throw;
        }

        if (book.Refusal is { } noBook)
        {
            await users.DeleteAsync(user);
            return noBook;
        }

        user.CurrentBookId = demo && await makeBook(user.Id, "Demo household", currency, true, cancellationToken) is { Refusal: null } demoBook ? demoBook.Value : book.Value;
        await users.UpdateAsync(user);
        var (_, token) = await tokens.MakeAsync(user.Id, book.Value, "First token", null, null, cancellationToken);
        return new SetUpResult(user, book.Value, token);
    }

    private async Task<Outcome<AppUser>> CreateUserAsync(string email, string password, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey})", cancellationToken);
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return new Refusal(RefusalCodes.AlreadySetUp, "This installation has been set up already. Sign in.");
        }

        var user = new AppUser { UserName = email, Email = email, OwnsInstallation = true, CreatedAt = clock.GetUtcNow() };
        var result = await users.CreateAsync(user, password);
        if (!result.Succeeded)
        {
            var error = result.Errors.First();
            return new Refusal(error.Code.StartsWith("Password", StringComparison.OrdinalIgnoreCase) ? RefusalCodes.PasswordIsTooWeak : "malformed", error.Description);
        }

        await transaction.CommitAsync(cancellationToken);
        return user;
    }
}
