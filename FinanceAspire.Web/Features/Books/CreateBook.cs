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
    /// <param name="userId">The owner.</param>
    /// <param name="name">Its name.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="demo">With a year of entries.</param>
    /// <param name="named">The chart's accounts in the user's language.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Outcome<Guid>> ExecuteAsync(
        BookDatabase books, Guid userId, string name, string currency, bool demo, Func<string, string> named, CancellationToken cancellationToken)
    {
        if (Currencies.DecimalsOf(currency) is not { } decimals)
        {
            return new Refusal(RefusalCodes.CurrencyIsUnknown, $"'{currency}' is no currency of ISO 4217.");
        }

        var bookId = Guid.CreateVersion7();
        return await books.CreateAsync(bookId, userId, PlainText.Clean(name, 200), currency, decimals, demo, async db =>
        {
            var accounts = AddChart(db, bookId, currency, named);
            await db.SaveChangesAsync(cancellationToken);
            if (demo)
            {
                await DemoBook.FillAsync(db, bookId, currency, accounts, cancellationToken);
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
