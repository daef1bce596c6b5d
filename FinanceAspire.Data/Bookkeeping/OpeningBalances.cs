using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>Accounts that the program finds by role and currency, made when first needed.</summary>
public static class OpeningBalances
{
    /// <summary>The equity account that opening balances in this currency stand against.</summary>
    public static Task<Guid> AccountAsync(LedgerDbContext db, Guid bookId, string currency, CancellationToken cancellationToken) =>
        RoleAccountAsync(db, bookId, AccountRoles.OpeningBalances, AccountType.Equity, "Opening balances", currency, cancellationToken);

    /// <summary>Where a line goes until it has a category: money out to an expense account, money in from an income account.</summary>
    public static Task<Guid> UncategorisedAsync(LedgerDbContext db, Guid bookId, bool moneyIn, string currency, CancellationToken cancellationToken) =>
        moneyIn
            ? RoleAccountAsync(db, bookId, AccountRoles.UncategorisedIncome, AccountType.Income, "Uncategorised income", currency, cancellationToken)
            : RoleAccountAsync(db, bookId, AccountRoles.UncategorisedExpense, AccountType.Expense, "Uncategorised", currency, cancellationToken);

    public static async Task BookAsync(
        LedgerDbContext db, Guid bookId, Guid id, Guid accountId, Guid equityId, string currency, decimal amount, DateOnly date, CancellationToken cancellationToken)
    {
        var draft = new TransactionDraft(date, currency, [new(accountId, amount, Cleared: true), new(equityId, -amount)]) { Payee = "Opening balance" };
        var recorded = await TransactionWriter.RecordAsync(db, bookId, id, draft, null, cancellationToken);
        _ = recorded.Required;
    }

    private static async Task<Guid> RoleAccountAsync(
        LedgerDbContext db, Guid bookId, string role, AccountType type, string name, string currency, CancellationToken cancellationToken)
    {
        var found = await db.Accounts.Where(a => a.BookId == bookId && a.Role == role && a.Commodity == currency).Select(a => (Guid?)a.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (found is { } existing)
        {
            return existing;
        }

        var id = Guid.CreateVersion7();
        var taken = await db.Accounts.AnyAsync(a => a.BookId == bookId && a.ParentId == null && a.Name == name, cancellationToken);
        db.Accounts.Add(new Account
        {
            BookId = bookId,
            Id = id,
            Name = taken ? $"{name} ({currency})" : name,
            Type = type,
            Commodity = currency,
            Role = role,
        });
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }
}
