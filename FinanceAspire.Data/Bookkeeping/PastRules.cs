using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Rules;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>An entry of the past as a rule sees it: one own account, one other side that is no own account.</summary>
public sealed record PastEntry(
    Guid TransactionId, DateOnly Date, decimal Amount, Guid AccountId, Guid OtherPostingId, Guid OtherAccountId, string Currency, string Payee, string CurrentPayee, string Description, string[] Tags);

/// <summary>What is to change about it; null and empty: as it is.</summary>
public sealed record PastChange(PastEntry Entry, string? Payee, string? Description, Guid? OtherAccountId, IReadOnlyList<string> Tags, IReadOnlyList<PlannedPart> Parts);

/// <summary>Rules over what is booked already.</summary>
public static class PastRules
{
    /// <summary>
    /// Plain entries in open periods, newest first. The payee is the bank's where an import made the entry, so that a rule finds
    /// what it was written for however the payee is called since.
    /// </summary>
    public static IAsyncEnumerable<PastEntry> EntriesAsync(LedgerDbContext db, Guid bookId) =>
        db.Database.SqlQuery<PastEntry>($"""
            select t.id as transaction_id, t.date, own.quantity as amount, own.account_id, other.id as other_posting_id, other.account_id as other_account_id, t.currency,
                   coalesce((select nullif(r.payee, '') from import_rows r where r.book_id = t.book_id and r.transaction_id = t.id and r.decision = 'new' limit 1),
                            (select y.name from payees y where y.book_id = t.book_id and y.id = t.payee_id), '') as payee,
                   coalesce((select y.name from payees y where y.book_id = t.book_id and y.id = t.payee_id), '') as current_payee,
                   t.description, t.tags
              from transactions t
              cross join lateral (select p.* from postings p where p.book_id = t.book_id and p.transaction_id = t.id order by p.ordinal limit 3) other
              join postings own on own.book_id = t.book_id and own.transaction_id = t.id and own.id <> other.id
              join accounts oa on oa.book_id = t.book_id and oa.id = own.account_id and oa.type in ('asset', 'liability')
              join accounts xa on xa.book_id = t.book_id and xa.id = other.account_id and xa.type in ('income', 'expense')
              where t.book_id = (select {bookId}::uuid) and own.commodity = t.currency and other.commodity = t.currency and other.cleared < 2
                and (select count(*) from postings n where n.book_id = t.book_id and n.transaction_id = t.id) = 2
                and t.date > coalesce((select b.closed_through from books b where b.id = (select {bookId}::uuid)), '-infinity'::date)
              order by t.date desc, t.id desc
            """).AsAsyncEnumerable();

    /// <summary>What the outcome changes about the entry, or null where it is so already.</summary>
    public static PastChange? Change(PastEntry entry, RuleOutcome outcome, IReadOnlyDictionary<Guid, AccountLine> accounts)
    {
        bool Usable(Guid? id) => id is { } account && accounts.TryGetValue(account, out var line) && !line.Closed && line.Currency == entry.Currency && account != entry.AccountId;
        var payee = outcome.Payee is { } p && PlainText.Clean(p) is { Length: > 0 } name && name != entry.CurrentPayee ? name : null;
        var description = outcome.Description is { } d && PlainText.Clean(d, 4000) is var text && text != entry.Description ? text : null;
        var parts = outcome.Parts.Count > 0 && outcome.Parts.All(x => Usable(x.AccountId)) ? outcome.Parts : [];
        var other = parts.Count == 0 && Usable(outcome.AccountId) && outcome.AccountId != entry.OtherAccountId ? outcome.AccountId : null;
        var tags = outcome.Tags.Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0 && !entry.Tags.Contains(t)).ToList();
        return payee is null && description is null && parts.Count == 0 && other is null && tags.Count == 0 ? null : new(entry, payee, description, other, tags, parts);
    }

    /// <summary>Makes the changes, within the caller's operation.</summary>
    public static async Task ApplyAsync(LedgerDbContext db, Guid bookId, IReadOnlyList<PastChange> changes, CancellationToken cancellationToken)
    {
        var payees = new Dictionary<string, Guid?>();
        foreach (var name in changes.Select(c => c.Payee).OfType<string>().Distinct())
        {
            payees[name] = await TransactionWriter.PayeeAsync(db, bookId, name, cancellationToken);
        }

        foreach (var part in changes.Where(c => c.OtherAccountId is not null).Chunk(10_000))
        {
            await db.Database.ExecuteSqlAsync($"""
                update postings p set account_id = c.account from unnest({part.Select(c => c.Entry.OtherPostingId).ToArray()}, {part.Select(c => c.OtherAccountId!.Value).ToArray()}) as c (id, account)
                  where p.book_id = (select {bookId}::uuid) and p.id = c.id
                """, cancellationToken);
        }

        foreach (var part in changes.Where(c => c.Payee is not null || c.Description is not null || c.Tags.Count > 0).Chunk(10_000))
        {
            await db.Database.ExecuteSqlAsync($"""
                update transactions t set payee_id = coalesce(c.payee, t.payee_id), description = coalesce(c.description, t.description),
                       tags = t.tags || coalesce(string_to_array(c.tags, {Separator}), array[]::text[]), version = t.version + 1
                  from unnest({part.Select(c => c.Entry.TransactionId).ToArray()}, {part.Select(c => c.Payee is { } p ? payees[p] : null).ToArray()},
                       {part.Select(c => c.Description).ToArray()}, {part.Select(c => c.Tags.Count == 0 ? null : string.Join(Separator, c.Tags)).ToArray()}) as c (id, payee, description, tags)
                  where t.book_id = (select {bookId}::uuid) and t.id = c.id
                """, cancellationToken);
        }

        var parts = changes.SelectMany(c => c.Parts.Select((p, i) => (Change: c, Part: p, Ordinal: (short)(i + 1)))).ToList();
        foreach (var part in parts.Chunk(10_000))
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, memo)
                  select {bookId}, gen_random_uuid(), c.transaction_id, c.ordinal, c.account_id, c.date, c.currency, c.currency, -c.amount, -c.amount, c.memo
                    from unnest({part.Select(p => p.Change.Entry.TransactionId).ToArray()}, {part.Select(p => p.Ordinal).ToArray()}, {part.Select(p => p.Part.AccountId!.Value).ToArray()},
                         {part.Select(p => p.Change.Entry.Date).ToArray()}, {part.Select(p => p.Change.Entry.Currency).ToArray()}, {part.Select(p => p.Part.Amount).ToArray()},
                         {part.Select(p => PlainText.Clean(p.Part.Memo, 4000)).ToArray()}) as c (transaction_id, ordinal, account_id, date, currency, amount, memo)
                """, cancellationToken);
        }

        // The one other side gives way to the parts; the database checks the sum once, at the end.
        var replaced = changes.Where(c => c.Parts.Count > 0).Select(c => c.Entry.OtherPostingId).ToArray();
        await db.Postings.Where(p => p.BookId == bookId && replaced.Contains(p.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    private const string Separator = "\u001f";
}
