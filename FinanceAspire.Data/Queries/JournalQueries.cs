using System.Runtime.CompilerServices;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>The whole book as plain values, for exports.</summary>
public static class JournalQueries
{
    private sealed record Leg(
        Guid Id, DateOnly Date, string Payee, string Description, string Currency, string[] Tags,
        Guid AccountId, string Commodity, decimal Quantity, decimal Value, string Memo, short ClearedCode);

    public static async Task<JournalHead> JournalHeadAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken)
    {
        var book = await db.Books.SingleAsync(b => b.Id == bookId, cancellationToken);
        return new(book.Name, book.Currency)
        {
            Commodities = await db.Commodities.Where(c => c.BookId == bookId).OrderBy(c => c.Code).Select(c => new JournalCommodity(c.Code, c.Name, c.Decimals)).ToListAsync(cancellationToken),
            // Ordered by type and path: a path sorts after the one that it begins with.
            Accounts = [.. (await db.AccountsAsync(bookId, cancellationToken: cancellationToken)).Select(a => new JournalAccount(a.Id, a.ParentId, a.Name, a.Type, a.Currency, a.Closed))],
            Prices = await db.Database.SqlQuery<JournalPrice>($"select commodity, currency, date, price from prices where book_id = (select {bookId}::uuid) order by date, commodity, currency").ToListAsync(cancellationToken),
            Assertions = await db.Database.SqlQuery<JournalAssertion>($"select account_id, date, quantity, outstanding from balance_assertions where book_id = (select {bookId}::uuid) order by date, account_id, id").ToListAsync(cancellationToken),
        };
    }

    /// <summary>All transactions in the order of their dates, one at a time: a book of any size passes through little memory.</summary>
    public static async IAsyncEnumerable<JournalTransaction> JournalAsync(
        this LedgerDbContext db, Guid bookId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var legs = db.Database.SqlQuery<Leg>($"""
            select t.id, t.date, coalesce(y.name, '') as payee, t.description, t.currency, t.tags,
                   p.account_id, p.commodity, p.quantity, p.value, p.memo, p.cleared as cleared_code
              from transactions t
              join postings p on p.book_id = t.book_id and p.transaction_id = t.id
              left join payees y on y.book_id = t.book_id and y.id = t.payee_id
              where t.book_id = (select {bookId}::uuid)
              order by t.date, t.id, p.ordinal, p.id
            """).AsAsyncEnumerable();
        var open = new List<Leg>();
        await foreach (var leg in legs.WithCancellation(cancellationToken))
        {
            if (open.Count > 0 && open[0].Id != leg.Id)
            {
                yield return Transaction(open);
                open.Clear();
            }

            open.Add(leg);
        }

        if (open.Count > 0)
        {
            yield return Transaction(open);
        }
    }

    private static JournalTransaction Transaction(List<Leg> legs) => new(
        legs[0].Id, legs[0].Date, legs[0].Payee, legs[0].Description, legs[0].Currency, legs[0].Tags,
        [.. legs.Select(l => new JournalPosting(l.AccountId, l.Commodity, l.Quantity, l.Value, l.Memo, (ClearedStatus)l.ClearedCode))]);
}
