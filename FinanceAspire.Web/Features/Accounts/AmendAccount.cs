using FinanceAspire.Data;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Accounts;

/// <summary>Renames, moves, closes or reopens an account. Type and currency change only while nothing is posted to it.</summary>
internal static class AmendAccount
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        Guid id, AccountRequest request, int? expectedVersion, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var name = PlainText.Clean(request.Name, 200);
        return books.WriteAsync<Guid>(access, new Operation(source, $"Account {name} changed", sourceId), async db =>
        {
            if (await db.Accounts.SingleOrDefaultAsync(a => a.BookId == access.BookId && a.Id == id, cancellationToken) is not { } account)
            {
                return new Refusal(RefusalCodes.AccountNotFound, "There is no such account.");
            }

            if (expectedVersion is { } expected && expected != account.Version)
            {
                return new Refusal(RefusalCodes.AccountVersionDiffers, $"The account is at version {account.Version}; you edited version {expected}.", $"{account.Version}");
            }

            if (!AccountTypes.TryParse(request.Type, out var type))
            {
                return new Refusal(RefusalCodes.AccountTypeIsUnknown, $"'{request.Type}' is no account type.");
            }

            // A security or coin is defined first; a currency is known by its code.
            var defined = await db.Commodities.Where(c => c.BookId == access.BookId && c.Code == request.Currency).Select(c => (short?)c.Decimals).SingleOrDefaultAsync(cancellationToken);
            if ((defined ?? Currencies.DecimalsOf(request.Currency)) is not { } decimals)
            {
                return new Refusal(RefusalCodes.CurrencyIsUnknown, $"'{request.Currency}' is no currency of ISO 4217, and the book has no such commodity.");
            }

            await db.Database.ExecuteSqlAsync(
                $"insert into commodities (book_id, code, decimals) values ({access.BookId}, {request.Currency}, {decimals}) on conflict do nothing", cancellationToken);
            account.Name = name;
            account.Type = type;
            account.Commodity = request.Currency;
            account.ParentId = request.ParentId;
            account.Closed = request.Closed ?? account.Closed;
            account.OnBudget = request.OnBudget ?? account.OnBudget;
            account.BankAccountId = request.BankAccountId is null ? account.BankAccountId : BankNumber(request.BankAccountId);
            account.Version++;
            return id;
        }, cancellationToken);
    }

    /// <summary>As the bank's files write it: without the spaces that people put in; null for none.</summary>
    internal static string? BankNumber(string? typed) =>
        new string([.. PlainText.Clean(typed, 64).Where(c => !char.IsWhiteSpace(c))]) is { Length: > 0 } number ? number : null;
}
