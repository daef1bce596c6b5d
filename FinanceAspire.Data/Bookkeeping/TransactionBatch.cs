using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// Many new transactions at once: each balanced by the ledger as a single one is, all sent as arrays that the server unnests.
/// Runs inside of an operation. Nothing is sent where one of them is refused.
/// </summary>
public static class TransactionBatch
{
    private const string Separator = "\u001f";

    /// <returns>How many were recorded.</returns>
    public static async Task<Outcome<int>> RecordAsync(
        LedgerDbContext db, Guid bookId, IReadOnlyList<(Guid Id, TransactionDraft Draft)> drafts, CancellationToken cancellationToken)
    {
        var commodities = await db.Commodities.AsNoTracking().Where(c => c.BookId == bookId).ToDictionaryAsync(c => c.Code, c => c.Decimals, cancellationToken);
        var accounts = (await db.Accounts.AsNoTracking().Where(a => a.BookId == bookId).ToListAsync(cancellationToken))
            .ToDictionary(a => a.Id, a => new AccountFacts(a.Id, a.Name, a.Commodity, commodities[a.Commodity], a.Closed));
        var entries = new List<(Guid Id, TransactionDraft Draft, IReadOnlyList<BalancedPosting> Postings)>(drafts.Count);
        foreach (var (id, draft) in drafts)
        {
            if (!commodities.TryGetValue(draft.Currency, out var decimals))
            {
                return new Refusal(RefusalCodes.CurrencyIsUnknown, $"The book has no account in {draft.Currency}.");
            }

            var balanced = Balancing.Balance(draft, accounts, decimals);
            if (balanced.Refusal is { } refusal)
            {
                return refusal;
            }

            entries.Add((id, draft, balanced.Required));
        }

        await InsertAsync(db, bookId, entries, cancellationToken);
        return drafts.Count;
    }

    /// <summary>Sends what is balanced already; of the drafts only what is said of the whole transaction counts.</summary>
    internal static async Task InsertAsync(
        LedgerDbContext db, Guid bookId, IReadOnlyList<(Guid Id, TransactionDraft Draft, IReadOnlyList<BalancedPosting> Postings)> entries, CancellationToken cancellationToken)
    {
        var payees = entries.Select(e => PlainText.Clean(e.Draft.Payee)).ToArray();
        var names = payees.Where(p => p.Length > 0).Distinct().ToArray();
        await db.Database.ExecuteSqlAsync(
            $"insert into payees (book_id, id, name) select {bookId}, gen_random_uuid(), x from unnest({names}) x on conflict do nothing", cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into transactions (book_id, id, date, payee_id, description, currency, tags)
              select {bookId}, x.id, x.date, (select coalesce(y.merged_into, y.id) from payees y where y.book_id = (select {bookId}::uuid) and y.name = x.payee),
                     x.description, x.currency, coalesce(string_to_array(nullif(x.tags, ''), {Separator}), array[]::text[])
                from unnest({entries.Select(e => e.Id).ToArray()}, {entries.Select(e => e.Draft.Date).ToArray()}, {payees},
                  {entries.Select(e => PlainText.Clean(e.Draft.Description, 4000)).ToArray()}, {entries.Select(e => e.Draft.Currency).ToArray()},
                  {entries.Select(e => string.Join(Separator, e.Draft.Tags.Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct())).ToArray()})
                  x (id, date, payee, description, currency, tags)
            """, cancellationToken);
        var legs = entries.SelectMany(e => e.Postings.Select((p, i) => (Entry: e, Posting: p, Ordinal: (short)i))).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, memo, cleared)
              select {bookId}, gen_random_uuid(), x.* from unnest({legs.Select(l => l.Entry.Id).ToArray()}, {legs.Select(l => l.Ordinal).ToArray()},
                {legs.Select(l => l.Posting.AccountId).ToArray()}, {legs.Select(l => l.Entry.Draft.Date).ToArray()}, {legs.Select(l => l.Entry.Draft.Currency).ToArray()},
                {legs.Select(l => l.Posting.Commodity).ToArray()}, {legs.Select(l => l.Posting.Quantity).ToArray()}, {legs.Select(l => l.Posting.Value).ToArray()},
                {legs.Select(l => PlainText.Clean(l.Posting.Memo, 4000)).ToArray()}, {legs.Select(l => (short)(l.Posting.Cleared ? 1 : 0)).ToArray()}) x
            """, cancellationToken);
    }
}
