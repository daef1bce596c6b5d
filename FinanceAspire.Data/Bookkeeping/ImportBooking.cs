using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>How many lines a commit booked, left out and matched.</summary>
public sealed record Booked(int Imported, int Skipped, int Matched);

/// <summary>Books a stored plan: set by set in the server, in the caller's one operation.</summary>
public static class ImportBooking
{
    /// <param name="db">Inside of the operation.</param>
    /// <param name="import">The plan.</param>
    /// <param name="operationId">The operation.</param>
    /// <param name="open">Where money in and out goes whose other side is not known.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Booked> BookAsync(LedgerDbContext db, Import import, Guid operationId, (Guid? In, Guid? Out) open, ImportProgress progress, CancellationToken cancellationToken)
    {
        var (book, id, account) = (import.BookId, import.Id, import.AccountId!.Value);
        // The lines that become transactions lie between the first and the final one: of a file that was imported before there are none.
        var (last, first, final) = await db.Database.SqlQuery<Span>($"""
            select coalesce(max(r.row), 0) as last, min(r.row) filter (where r.decision = 'new') as first, max(r.row) filter (where r.decision = 'new') as final
              from import_rows r where r.book_id = (select {book}::uuid) and r.import_id = {id}
            """).SingleAsync(cancellationToken);
        var imported = 0;
        if (first is not null)
        {
            await PayeesAsync(db, book, id, cancellationToken);
            for (var from = first.Value - 1; from < final; from += Step)
            {
                await progress.TellAsync("booking", from, last, cancellationToken);
                imported += await BookRowsAsync(db, import, open, from, from + Step, cancellationToken);
            }
        }

        await progress.TellAsync("matching", last, last, cancellationToken);
        var matched = await MatchAsync(db, import, cancellationToken);
        await BookOpeningAsync(db, import, cancellationToken);
        if (import.ClosingBalance is { } closing && import.ClosingDate is { } date)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into balance_assertions (book_id, id, account_id, date, quantity, import_id)
                  values ({book}, {Guid.CreateVersion7()}, {account}, {date}, {closing}, {id})
                """, cancellationToken);
        }

        await FinishAsync(db, import, operationId, cancellationToken);
        return new Booked(imported, last - imported - matched, matched);
    }

    /// <summary>Rows that are booked in one statement: few enough that progress is seen, enough that it costs nothing.</summary>
    private const int Step = 25_000;

    private static async Task<int> BookRowsAsync(LedgerDbContext db, Import import, (Guid? In, Guid? Out) open, int after, int until, CancellationToken cancellationToken)
    {
        var (book, id, account, currency) = (import.BookId, import.Id, import.AccountId!.Value, import.Currency);
        // Each payee by its key: joined, the planner that knows nothing of new rows yet would hold each line against each payee.
        var imported = await db.Database.ExecuteSqlAsync($"""
            insert into transactions (book_id, id, date, payee_id, description, currency, tags)
              select r.book_id, r.transaction_id, r.date, (select y.id from payees y where y.book_id = r.book_id and y.name = r.booked_payee),
                     coalesce(r.booked_description, r.description), {currency}, r.tags from import_rows r
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new' and r.row > {after} and r.row <= {until}
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, cleared, memo)
              select r.book_id, posting_id(r.transaction_id, side.ordinal), r.transaction_id, side.ordinal::smallint,
                     case when side.ordinal = 0 then {account} else coalesce(r.other_account_id, case when r.amount > 0 then {open.In}::uuid else {open.Out}::uuid end) end,
                     r.date, {currency}, {currency}, side.sign * r.amount, side.sign * r.amount, case side.ordinal when 0 then 1 else 0 end::smallint, ''
                from import_rows r cross join (values (0, 1), (1, -1)) as side (ordinal, sign)
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new' and r.row > {after} and r.row <= {until} and (side.ordinal = 0 or r.splits is null)
            union all
              select r.book_id, posting_id(r.transaction_id, part.ordinal::integer), r.transaction_id, part.ordinal::smallint,
                     coalesce((part.value ->> 'accountId')::uuid, case when (part.value ->> 'amount')::numeric > 0 then {open.In}::uuid else {open.Out}::uuid end),
                     r.date, {currency}, {currency}, -(part.value ->> 'amount')::numeric, -(part.value ->> 'amount')::numeric, 0::smallint, coalesce(part.value ->> 'memo', '')
                from import_rows r cross join lateral jsonb_array_elements(r.splits) with ordinality as part (value, ordinal)
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new' and r.row > {after} and r.row <= {until} and r.splits is not null
            """, cancellationToken);
        return imported;
    }

    /// <summary>
    /// What lines were recognised as is marked as cleared; where it is the open side of a transfer, our account takes its place.
    /// Lines and postings are each asked for by a key and meet here: joined in the server, right after a large import, each
    /// posting was held against each line (ImportGrowthTests).
    /// </summary>
    private static async Task<int> MatchAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        var (book, account) = (import.BookId, import.AccountId!.Value);
        var matches = (await db.Database.SqlQuery<Match>($"""
            select r.matched_transaction_id as transaction_id, coalesce(r.matched_quantity, r.amount) as quantity, r.amount, r.decision = 'transfer' as is_transfer from import_rows r
              where r.book_id = (select {book}::uuid) and r.import_id = {import.Id} and (r.decision = 'transfer' or (r.decision = 'duplicate' and r.reason_code = 'matches_entry'))
            """).ToListAsync(cancellationToken)).ToLookup(m => m.IsTransfer);
        var entries = await PostingsAsync(matches[false], [account]);
        var cleared = entries.Count == 0 ? 0 : await db.Database.ExecuteSqlAsync($"""
            update postings p set cleared = 1 where p.book_id = (select {book}::uuid) and p.id = any ({entries.Select(e => e.Id).ToArray()}) and p.cleared < 2
            """, cancellationToken);
        var open = await db.Accounts.Where(a => a.BookId == book && (a.Role == AccountRoles.UncategorisedIncome || a.Role == AccountRoles.UncategorisedExpense)).Select(a => a.Id).ToArrayAsync(cancellationToken);
        var sides = await PostingsAsync(matches[true], open);
        // The open side keeps what it is worth in its transaction's currency; in ours it is what our bank says.
        var transfers = sides.Count == 0 ? 0 : await db.Database.ExecuteSqlAsync($"""
            update postings p set account_id = {account}, cleared = 1, commodity = {import.Currency}, quantity = m.amount
              from unnest({sides.Select(s => s.Id).ToArray()}, {sides.Select(s => s.Amount).ToArray()}) as m (id, amount)
              where p.book_id = (select {book}::uuid) and p.id = m.id
            """, cancellationToken);
        return cleared + transfers;

        async Task<List<(Guid Id, decimal Amount)>> PostingsAsync(IEnumerable<Match> of, Guid[] accounts)
        {
            var wanted = of.GroupBy(m => (m.TransactionId, m.Quantity)).ToDictionary(g => g.Key, g => g.First().Amount);
            if (wanted.Count == 0)
            {
                return [];
            }

            var ids = wanted.Keys.Select(k => k.TransactionId).Distinct().ToArray();
            var postings = await db.Database.SqlQuery<MatchedPosting>($"""
                select p.id, p.transaction_id, p.quantity from postings p
                  where p.book_id = (select {book}::uuid) and p.transaction_id = any ({ids}) and p.account_id = any ({accounts})
                """).ToListAsync(cancellationToken);
            return [.. postings.Where(p => wanted.ContainsKey((p.TransactionId, p.Quantity))).Select(p => (p.Id, wanted[(p.TransactionId, p.Quantity)]))];
        }
    }

    private sealed record Span(int Last, int? First, int? Final);

    private sealed record Match(Guid TransactionId, decimal Quantity, decimal Amount, bool IsTransfer);

    private sealed record MatchedPosting(Guid Id, Guid TransactionId, decimal Quantity);

    /// <summary>The plan has been booked by this operation: the file is not needed any more.</summary>
    public static Task FinishAsync(LedgerDbContext db, Import import, Guid operationId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"update imports set commit_operation_id = {operationId}, content = null where book_id = (select {import.BookId}::uuid) and id = {import.Id}", cancellationToken);

    /// <summary>Payees by name. Where the user renamed one in the preview, the bank's name stands for it from now on.</summary>
    private static async Task PayeesAsync(LedgerDbContext db, Guid book, Guid id, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"""
            insert into payees (book_id, id, name)
              select distinct on (r.booked_payee) {book}, gen_random_uuid(), r.booked_payee from import_rows r
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new' and r.booked_payee <> ''
            on conflict do nothing
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into payees (book_id, id, name, merged_into)
              select {book}, gen_random_uuid(), named.payee, y.id from (
                select distinct on (r.payee) r.book_id, r.payee, r.booked_payee from import_rows r
                  where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new' and r.reason_code <> 'rule'
                    and r.payee <> '' and r.booked_payee <> '' and r.payee <> r.booked_payee and length(r.payee) <= 500) named
                -- Each by its key: the offset keeps the planner from holding every payee against every line.
                cross join lateral (select y.id from payees y where y.book_id = named.book_id and y.name = named.booked_payee and y.merged_into is null offset 0) y
            on conflict do nothing
            """, cancellationToken);
    }

    private static async Task BookOpeningAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        if (import is not { OpeningTransactionId: { } transaction, OpeningAmount: { } amount, OpeningDate: { } date, AccountId: { } account })
        {
            return;
        }

        var equity = await OpeningBalances.AccountAsync(db, import.BookId, import.Currency, cancellationToken);
        await OpeningBalances.BookAsync(db, import.BookId, transaction, account, equity, import.Currency, amount, date, cancellationToken);
    }
}
