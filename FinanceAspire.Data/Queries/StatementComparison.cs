using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>How an account stands against the statement of an import.</summary>
/// <param name="Balance">The book's balance on the statement's last day.</param>
/// <param name="StatementBalance">The bank's; null where the file has none.</param>
/// <param name="Difference">Book less bank.</param>
/// <param name="Culprits">What explains it.</param>
public sealed record StatementComparison(decimal Balance, decimal? StatementBalance, decimal? Difference, IReadOnlyList<Culprit> Culprits)
{
    private sealed record Line(Guid TransactionId, DateOnly Date, decimal Amount, string Text);

    /// <summary>The comparison as the book stands now.</summary>
    public static async Task<StatementComparison> OfAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        var until = import.ClosingDate ?? DateOnly.MaxValue;
        var balance = await BalanceAsync(until);
        if (import.ClosingBalance is not { } closing || balance == closing)
        {
            return new(balance, import.ClosingBalance, balance - import.ClosingBalance, []);
        }

        decimal? before = import is { OpeningBalance: { } opening, StatementFrom: { } first } ? await BalanceAsync(first.AddDays(-1)) - opening : null;
        var from = import.StatementFrom ?? DateOnly.MinValue;
        var entries = await db.Database.SqlQuery<Line>($"""
            select p.transaction_id, p.date, p.quantity as amount,
                   coalesce((select nullif(y.name, '') from payees y where y.book_id = t.book_id and y.id = t.payee_id), nullif(t.description, ''), 'An entry') as text
              from postings p join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
              where p.book_id = (select {import.BookId}::uuid) and p.account_id = {import.AccountId} and p.date between {from} and {until}
                and p.transaction_id is distinct from {import.OpeningTransactionId}
                and not exists (
                  select from import_rows r join imports i on i.book_id = r.book_id and i.id = r.import_id
                    join change_operations o on o.book_id = i.book_id and o.id = i.commit_operation_id and o.undone_by_id is null
                    where r.book_id = p.book_id and r.account_id = p.account_id
                      and ((r.decision in ('new', 'transfer') and r.transaction_id = p.transaction_id) or (r.decision <> 'error' and r.matched_transaction_id = p.transaction_id)))
              order by abs(p.quantity) desc limit 200
            """).ToListAsync(cancellationToken);
        var leftOut = await db.ImportRows.AsNoTracking()
            .Where(r => r.BookId == import.BookId && r.ImportId == import.Id && (r.Decision == "error" || (r.Decision == "duplicate" && r.MatchedTransactionId == null)) && r.ReasonCode != "pending")
            .OrderBy(r => r.Row).Take(200).Select(r => new LeftOutLine(r.Row, r.Date, r.Amount, r.BookedPayee)).ToListAsync(cancellationToken);
        return new(balance, closing, balance - closing, StatementCheck.Culprits(
            balance - closing, before, import.StatementFrom, [.. entries.Select(e => new UnconfirmedEntry(e.TransactionId, e.Date, e.Amount, e.Text))], leftOut));

        Task<decimal> BalanceAsync(DateOnly date) =>
            db.Postings.Where(p => p.BookId == import.BookId && p.AccountId == import.AccountId && p.Date <= date).SumAsync(p => p.Quantity, cancellationToken);
    }
}
