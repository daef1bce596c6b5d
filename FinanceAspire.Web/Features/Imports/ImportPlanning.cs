using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>The lines of a statement as the rows of a plan.</summary>
internal static class ImportPlanning
{
    public static async Task<List<ImportRow>> RowsAsync(
        LedgerDbContext db, Import import, AccountLine account, IReadOnlyList<StatementLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return [];
        }

        var context = await db.ImportContextAsync(
            import.BookId, account, lines.Min(l => l.Date), lines.Max(l => l.Date),
            [.. lines.Select(l => l.Amount).Distinct()], [.. lines.Select(l => l.BankId).OfType<string>().Distinct()], cancellationToken);
        var plan = ImportPlanner.Plan(lines, context);
        var payees = plan.Where(p => p.Decision == ImportDecision.New).Select(p => BookedPayee(p.Line)).Where(p => p.Length > 0).Distinct().ToArray();
        var suggestions = (await db.SuggestionsAsync(import.BookId, account.Id, account.Currency, payees, cancellationToken)).ToDictionary(s => s.Payee);
        var open = (
            In: await UncategorisedAsync(db, import.BookId, true, account.Currency, cancellationToken),
            Out: await UncategorisedAsync(db, import.BookId, false, account.Currency, cancellationToken));

        // Ids in the order of the days: within a day the register shows lines as the bank listed them, oldest first.
        var newestFirst = lines[0].Date > lines[^1].Date;
        var start = import.CreatedAt;
        var rows = new List<ImportRow>(plan.Count);
        foreach (var (planned, index) in plan.Select((p, i) => (p, i)))
        {
            var line = planned.Line;
            var payee = BookedPayee(line);
            var suggestion = suggestions.GetValueOrDefault(payee);
            var isNew = planned.Decision == ImportDecision.New;
            rows.Add(new ImportRow
            {
                Row = index + 1,
                Line = line.Row,
                Date = line.Date,
                Amount = line.Amount,
                Payee = line.Payee,
                Description = line.Description,
                BankId = line.BankId,
                Reference = line.Reference,
                Fingerprint = planned.Fingerprint,
                Occurrence = planned.Occurrence,
                Decision = Code(planned.Decision),
                ReasonCode = isNew && suggestion is not null ? "suggested_from_history" : planned.ReasonCode,
                ReasonText = isNew && suggestion is not null ? $"Last time: {suggestion.Account}." : planned.ReasonText,
                MatchedTransactionId = planned.TransactionId,
                OtherAccountId = isNew ? suggestion?.AccountId ?? (line.Amount > 0 ? open.In : open.Out) : null,
                TransactionId = Guid.CreateVersion7(start.AddMilliseconds(newestFirst ? lines.Count - index : index)),
                BookedPayee = payee,
            });
        }

        return rows;
    }

    /// <summary>
    /// An account without a single entry is opened with what the bank says stood there before, or with what its closing
    /// balance implies: so that its register ends where the bank's does.
    /// </summary>
    public static async Task PlanOpeningAsync(LedgerDbContext db, Import import, List<ImportRow> rows, CancellationToken cancellationToken)
    {
        var booked = rows.Where(r => r.Decision == Code(ImportDecision.New)).ToList();
        if (booked.Count == 0 || await db.Postings.AnyAsync(p => p.BookId == import.BookId && p.AccountId == import.AccountId, cancellationToken))
        {
            return;
        }

        var first = booked.Min(r => r.Date);
        var until = import.ClosingDate ?? booked.Max(r => r.Date);
        var opening = import.ClosingBalance is { } closing ? closing - booked.Where(r => r.Date <= until).Sum(r => r.Amount) : import.OpeningBalance;
        if (opening is { } amount && amount != 0)
        {
            import.OpeningTransactionId = Guid.CreateVersion7(import.CreatedAt.AddMilliseconds(-1));
            import.OpeningAmount = amount;
            import.OpeningDate = first.AddDays(-1);
        }
    }

    public static string Code(ImportDecision decision) => decision switch
    {
        ImportDecision.New => "new",
        ImportDecision.Duplicate => "duplicate",
        ImportDecision.Transfer => "transfer",
        _ => "error",
    };

    private static string BookedPayee(StatementLine line) => PlainText.Clean(line.Payee.Length > 0 ? line.Payee : line.Description);

    /// <summary>Planning changes nothing of the ledger: the open categories are made at commit where a book has none in this currency.</summary>
    private static Task<Guid?> UncategorisedAsync(LedgerDbContext db, Guid bookId, bool moneyIn, string currency, CancellationToken cancellationToken)
    {
        var role = moneyIn ? AccountRoles.UncategorisedIncome : AccountRoles.UncategorisedExpense;
        return db.Accounts.Where(a => a.BookId == bookId && a.Role == role && a.Commodity == currency).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken);
    }
}
