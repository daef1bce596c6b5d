using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Books;

/// <summary>Makes a book with its default chart of accounts, owned by one user.</summary>
internal static class CreateBook
{
    /// <param name="books">The books.</param>
    /// <param name="userId">Who will own it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="demo">What makes it a demo book; null: an empty book.</param>
    /// <param name="named">The chart's accounts in the user's language.</param>
    /// <param name="cancellationToken">Stops it; nothing is made then.</param>
    public static async Task<Outcome<Guid>> ExecuteAsync(
        BookDatabase books, Guid userId, string name, string currency, DemoPlan? demo, Func<string, string> named, CancellationToken cancellationToken)
    {
        if (Currencies.DecimalsOf(currency) is not { } decimals)
        {
            return new Refusal(RefusalCodes.CurrencyIsUnknown, $"'{currency}' is no currency of ISO 4217.");
        }

        var bookId = Guid.CreateVersion7();
        return await books.CreateAsync(bookId, userId, PlainText.Clean(name, 200), currency, decimals, demo is not null, async db =>
        {
            var accounts = AddChart(db, bookId, currency, named);
            await db.SaveChangesAsync(cancellationToken);
            if (demo is { } plan)
            {
                await DemoBook.FillAsync(db, bookId, currency, accounts, plan, cancellationToken);
            }
        }, cancellationToken);
    }

    private static Dictionary<string, Guid> AddChart(LedgerDbContext db, Guid bookId, string currency, Func<string, string> named)
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var account in DefaultChart.Accounts)
        {
            ids[account.Name] = Guid.CreateVersion7();
            db.Accounts.Add(new Account
            {
                BookId = bookId,
                Id = ids[account.Name],
                ParentId = account.Parent is null ? null : ids[account.Parent],
                Name = named(account.Name),
                Type = account.Type,
                Commodity = currency,
                Role = account.Role,
            });
        }

        return ids;
    }
}
