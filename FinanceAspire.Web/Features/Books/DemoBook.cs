using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Web.Features.Books;

/// <summary>A book to look around in: a household's year, the same on every machine. Offered in development only.</summary>
internal static class DemoBook
{
    private static readonly DateOnly Start = new(2026, 1, 1);

    private static readonly (int Day, string Payee, string From, string To, decimal Amount)[] EveryMonth =
    [
        (1, "Green Street Homes", "Checking", "Rent", 940m),
        (3, "City Power", "Checking", "Energy", 84.30m),
        (4, "Corner Market", "Checking", "Groceries", 62.15m),
        (9, "Fibre Telecom", "Checking", "Phone and internet", 39.90m),
        (11, "Corner Market", "Checking", "Groceries", 71.48m),
        (12, "Metro Pass", "Credit card", "Transport", 49m),
        (16, "Trattoria Aurora", "Credit card", "Eating out", 43.60m),
        (18, "Corner Market", "Checking", "Groceries", 58.02m),
        (21, "Monthly saving", "Checking", "Savings", 300m),
        (24, "Card payment", "Checking", "Credit card", 92.60m),
        (25, "Corner Market", "Checking", "Groceries", 66.71m),
        (28, "Northwind Ltd", "Salary", "Checking", 2480m),
    ];

    public static async Task FillAsync(LedgerDbContext db, Guid bookId, string currency, Dictionary<string, Guid> accounts, CancellationToken cancellationToken)
    {
        await RecordAsync(db, bookId, currency, Start, "Opening balance", accounts["Opening balances"], accounts["Checking"], 1850m, cancellationToken);
        for (var month = 0; month < 11; month++)
        {
            foreach (var (day, payee, from, to, amount) in EveryMonth)
            {
                var date = Start.AddMonths(month).AddDays(day - 1);
                // Groceries are never the same twice; the sum stays reproducible.
                var varied = payee == "Corner Market" ? amount + (((month * 7) + day) % 13 * 1.35m) : amount;
                await RecordAsync(db, bookId, currency, date, payee, accounts[from], accounts[to], varied, cancellationToken);
            }
        }
    }

    private static async Task RecordAsync(
        LedgerDbContext db, Guid bookId, string currency, DateOnly date, string payee, Guid from, Guid to, decimal amount, CancellationToken cancellationToken)
    {
        var rounded = Math.Round(amount, Math.Min((int)Currencies.DecimalsOf(currency)!, 2));
        var draft = new TransactionDraft(date, currency, [new(to, rounded), new(from, -rounded)]) { Payee = payee };
        var recorded = await TransactionWriter.RecordAsync(db, bookId, Guid.CreateVersion7(), draft, null, cancellationToken);
        _ = recorded.Required;
    }
}
