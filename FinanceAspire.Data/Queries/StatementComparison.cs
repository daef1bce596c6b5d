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
    private const int MostEntries = 200;

    private sealed record Entry(Guid TransactionId, DateOnly Date, decimal Amount);

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
        var entries = await UnconfirmedAsync(db, import, from, until, cancellationToken);
        var leftOut = await db.ImportRows.AsNoTracking()
            .Where(r => r.BookId == import.BookId && r.ImportId == import.Id && (r.Decision == "error" || (r.Decision == "duplicate" && r.MatchedTransactionId == null)) && r.ReasonCode != "pending")
            .OrderBy(r => r.Row).Take(200).Select(r => new LeftOutLine(r.Row, r.Date, r.Amount, r.BookedPayee)).ToListAsync(cancellationToken);
        return new(balance, closing, balance - closing, StatementCheck.Culprits(
            balance - closing, before, import.StatementFrom, entries, leftOut));

        Task<decimal> BalanceAsync(DateOnly date) =>
            db.Postings.Where(p => p.BookId == import.BookId && p.AccountId == import.AccountId && p.Date <= date).SumAsync(p => p.Quantity, cancellationToken);
    }

    /// <summary>
    /// The largest entries of the account that no line of an import in effect stands for. Entries and lines are each asked for
    /// by a key and meet here: joined in the server, each entry was held against each line (ImportGrowthTests).
    /// </summary>
    private static async Task<List<UnconfirmedEntry>> UnconfirmedAsync(LedgerDbContext db, Import import, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        Guid[] imports = [.. (await db.EffectiveImportsAsync(import.BookId, cancellationToken)).Where(i => i.MayBeOf(import.AccountId)).Select(i => i.Id)];
        var confirmed = (await db.Database.SqlQuery<Guid>($"""
            select case when n = 0 then r.transaction_id else r.matched_transaction_id end as "Value" from import_rows r cross join (values (0), (1)) x (n)
              where r.book_id = (select {import.BookId}::uuid) and r.account_id = {import.AccountId} and r.import_id = any ({imports})
                and case when n = 0 then r.decision in ('new', 'transfer') else r.decision <> 'error' and r.matched_transaction_id is not null end
            """).ToListAsync(cancellationToken)).ToHashSet();
        var largest = new List<Entry>();
        await foreach (var entry in db.Database.SqlQuery<Entry>($"""
            select p.transaction_id, p.date, p.quantity as amount from postings p
              where p.book_id = (select {import.BookId}::uuid) and p.account_id = {import.AccountId} and p.date between {from} and {until}
                and p.transaction_id is distinct from {import.OpeningTransactionId}
            """).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!confirmed.Contains(entry.TransactionId))
            {
                largest.Add(entry);
            }
        }

        largest = [.. largest.OrderByDescending(e => Math.Abs(e.Amount)).Take(MostEntries)];
        var texts = await db.TextsAsync(import.BookId, [.. largest.Select(e => e.TransactionId).Distinct()], cancellationToken);
        return [.. largest.Select(e => new UnconfirmedEntry(e.TransactionId, e.Date, e.Amount, texts.GetValueOrDefault(e.TransactionId) is { Length: > 0 } text ? text : "An entry"))];
    }
}
