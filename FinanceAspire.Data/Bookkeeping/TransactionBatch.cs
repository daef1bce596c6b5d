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
        var legs = new List<(Guid Transaction, short Ordinal, DateOnly Date, string Currency, BalancedPosting Posting)>();
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

            legs.AddRange(balanced.Required.Select((p, i) => (id, (short)i, draft.Date, draft.Currency, p)));
        }

        await InsertAsync(db, bookId, drafts, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, memo, cleared)
              select {bookId}, gen_random_uuid(), x.* from unnest({legs.Select(l => l.Transaction).ToArray()}, {legs.Select(l => l.Ordinal).ToArray()},
                {legs.Select(l => l.Posting.AccountId).ToArray()}, {legs.Select(l => l.Date).ToArray()}, {legs.Select(l => l.Currency).ToArray()},
                {legs.Select(l => l.Posting.Commodity).ToArray()}, {legs.Select(l => l.Posting.Quantity).ToArray()}, {legs.Select(l => l.Posting.Value).ToArray()},
                {legs.Select(l => PlainText.Clean(l.Posting.Memo, 4000)).ToArray()}, {legs.Select(l => (short)(l.Posting.Cleared ? 1 : 0)).ToArray()}) x
            """, cancellationToken);
        return drafts.Count;
    }

    private static async Task InsertAsync(LedgerDbContext db, Guid bookId, IReadOnlyList<(Guid Id, TransactionDraft Draft)> drafts, CancellationToken cancellationToken)
    {
        var payees = drafts.Select(d => PlainText.Clean(d.Draft.Payee)).ToArray();
        var names = payees.Where(p => p.Length > 0).Distinct().ToArray();
        await db.Database.ExecuteSqlAsync(
            $"insert into payees (book_id, id, name) select {bookId}, gen_random_uuid(), x from unnest({names}) x on conflict do nothing", cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into transactions (book_id, id, date, payee_id, description, currency, tags)
              select {bookId}, x.id, x.date, coalesce(y.merged_into, y.id), x.description, x.currency, coalesce(string_to_array(nullif(x.tags, ''), {Separator}), array[]::text[])
                from unnest({drafts.Select(d => d.Id).ToArray()}, {drafts.Select(d => d.Draft.Date).ToArray()}, {payees},
                  {drafts.Select(d => PlainText.Clean(d.Draft.Description, 4000)).ToArray()}, {drafts.Select(d => d.Draft.Currency).ToArray()},
                  {drafts.Select(d => string.Join(Separator, d.Draft.Tags.Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct())).ToArray()})
                  x (id, date, payee, description, currency, tags)
                left join payees y on y.book_id = (select {bookId}::uuid) and y.name = x.payee and x.payee <> ''
            """, cancellationToken);
    }
}
