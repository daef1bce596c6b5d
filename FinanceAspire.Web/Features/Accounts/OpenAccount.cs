using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Accounts;

/// <summary>What a client sends to open or amend an account.</summary>
internal sealed record AccountRequest
{
    public Guid? Id { get; init; }

    [Required, StringLength(200, MinimumLength = 1)]
    public string Name { get; init; } = "";

    [Required]
    public string Type { get; init; } = "";

    [Required]
    public string Currency { get; init; } = "";
    public Guid? ParentId { get; init; }
    public decimal? OpeningBalance { get; init; }
    public DateOnly? OpeningDate { get; init; }
    public bool? Closed { get; init; }

    /// <summary>Of an own account: whether its money is there to be budgeted; null leaves it, which is yes for a new one.</summary>
    public bool? OnBudget { get; init; }

    /// <summary>The number by which the bank's files name it; empty forgets it, null leaves it. Never shown whole, never logged.</summary>
    [StringLength(64)]
    public string? BankAccountId { get; init; }
}

/// <summary>Opens an account, with its opening balance where one is given. A retry with the same id opens it once.</summary>
internal static class OpenAccount
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        AccountRequest request, BookDatabase books, BookAccess access, string source, Guid? sourceId, DateOnly today, CancellationToken cancellationToken,
        string openingPayee = "Opening balance")
    {
        var name = PlainText.Clean(request.Name, 200);
        return books.WriteAsync<Guid>(access, new Operation(source, $"Account {name} opened", sourceId), async db =>
        {
            if (!AccountTypes.TryParse(request.Type, out var type))
            {
                return new Refusal(RefusalCodes.AccountTypeIsUnknown, $"'{request.Type}' is no account type; there are {string.Join(", ", AccountTypes.All.Select(AccountTypes.Code))}.");
            }

            // A security or coin is defined first; a currency is known by its code.
            var defined = await db.Commodities.Where(c => c.BookId == access.BookId && c.Code == request.Currency).Select(c => (short?)c.Decimals).SingleOrDefaultAsync(cancellationToken);
            if ((defined ?? Currencies.DecimalsOf(request.Currency)) is not { } decimals)
            {
                return new Refusal(RefusalCodes.CurrencyIsUnknown, $"'{request.Currency}' is no currency of ISO 4217, and the book has no such commodity.");
            }

            var id = request.Id ?? Guid.CreateVersion7();
            if (await db.Accounts.AnyAsync(a => a.BookId == access.BookId && a.Id == id, cancellationToken))
            {
                return id;
            }

            await db.Database.ExecuteSqlAsync(
                $"insert into commodities (book_id, code, decimals) values ({access.BookId}, {request.Currency}, {decimals}) on conflict do nothing", cancellationToken);
            db.Accounts.Add(new Account
            {
                BookId = access.BookId,
                Id = id,
                ParentId = request.ParentId,
                Name = name,
                Type = type,
                Commodity = request.Currency,
                Closed = request.Closed ?? false,
                BankAccountId = AmendAccount.BankNumber(request.BankAccountId),
                OnBudget = request.OnBudget,
            });
            await db.SaveChangesAsync(cancellationToken);
            return request.OpeningBalance is { } amount and not 0
                ? await OpenWithAsync(db, access.BookId, id, request.Currency, amount, request.OpeningDate ?? today, openingPayee, cancellationToken)
                : id;
        }, cancellationToken);
    }

    private static async Task<Outcome<Guid>> OpenWithAsync(
        LedgerDbContext db, Guid bookId, Guid accountId, string currency, decimal amount, DateOnly date, string payee, CancellationToken cancellationToken)
    {
        var equity = await OpeningBalances.AccountAsync(db, bookId, currency, cancellationToken);
        var draft = new TransactionDraft(date, currency, [new(accountId, amount), new(equity, -amount)]) { Payee = payee };
        var recorded = await TransactionWriter.RecordAsync(db, bookId, Guid.CreateVersion7(), draft, null, cancellationToken);
        return recorded.Refusal is { } refusal ? refusal : accountId;
    }
}
