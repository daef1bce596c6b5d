using System.Globalization;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>What was booked last for a payee, and the transaction that says so.</summary>
public sealed record Suggestion(string Payee, Guid AccountId, string Account);

/// <summary>An account's number at the bank, as the file of an import in effect gave it.</summary>
public sealed record LearntNumber(Guid AccountId, string Number);

public static class ImportQueries
{
    internal sealed record EffectiveImport(Guid Id, Guid? AccountId, string Source)
    {
        /// <summary>A whole book names no account: its lines are of several.</summary>
        public bool MayBeOf(Guid? account) => AccountId is null || AccountId == account;
    }

    private sealed record Candidate(Guid TransactionId, DateOnly Date, decimal Amount);

    private sealed record ForeignCandidate(Guid TransactionId, DateOnly Date, decimal Amount, decimal Price);

    private sealed record Named(Guid Id, string Text);

    private sealed record Origin(Guid TransactionId, Guid AccountId);

    private sealed record SeenRow(Guid ImportId, string? BankId, string Fingerprint, decimal Amount, DateOnly Date, Guid TransactionId, bool IsNew, bool IsRepeat);

    /// <summary>
    /// What earlier imports into the account say of these lines, of which there is one at least: of a long history no more than a
    /// line could be. Each question is to one table by a key, and the answers meet here: right after a large import the planner's
    /// statistics know nothing of it, and a join of them all took minutes.
    /// </summary>
    /// <returns>The lines seen, and all transactions that lines of the account have become within these days.</returns>
    public static async Task<(ImportContext Context, Guid[] Own)> SeenLinesAsync(
        this LedgerDbContext db, Guid bookId, AccountLine account, string source, IReadOnlyCollection<StatementLine> lines, CancellationToken cancellationToken)
    {
        var (from, to) = (lines.Min(l => l.Date), lines.Max(l => l.Date));
        var ids = lines.Select(l => l.BankId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        // Whatever a line is recognised by, its amount is the same, and its id or a day of it.
        var days = lines.Select(l => (l.Date, l.Amount)).Concat(lines.Where(l => l.ValueDate is not null).Select(l => (l.ValueDate!.Value, l.Amount))).ToHashSet();
        string[] bankIds = [.. ids];
        var sources = (await db.EffectiveImportsAsync(bookId, cancellationToken)).Where(i => i.MayBeOf(account.Id)).ToDictionary(i => i.Id, i => i.Source);
        var imports = sources.Keys.ToArray();
        // A repeat is no line of its own, but the id that it came with is one more by which the bank knows the entry.
        var rows = db.Database.SqlQuery<SeenRow>($"""
            select r.import_id, r.bank_id, r.fingerprint, r.amount, r.date,
                   case when r.decision = 'new' then r.transaction_id else r.matched_transaction_id end as transaction_id,
                   r.decision = 'new' as is_new, r.decision = 'duplicate' and r.reason_code <> 'matches_entry' as is_repeat
              from import_rows r
              where r.book_id = (select {bookId}::uuid) and r.account_id = {account.Id} and r.import_id = any ({imports})
                and (r.decision in ('new', 'transfer') or r.reason_code = 'matches_entry'
                  or (r.bank_id is not null and r.matched_transaction_id is not null and r.reason_code in ('same_line', 'same_day_and_amount')))
                and (r.date between {from} and {to} or r.bank_id = any ({bankIds}))
              order by r.date, r.import_id, r.row
            """).AsAsyncEnumerable();
        var (seen, own) = (new List<SeenLine>(), new List<Guid>());
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (days.Contains((row.Date, row.Amount)) || (row.BankId is { } id && ids.Contains(id)))
            {
                seen.Add(new SeenLine(row.BankId, UInt128.Parse(row.Fingerprint, NumberStyles.HexNumber, CultureInfo.InvariantCulture), row.Amount, row.Date, row.TransactionId, sources[row.ImportId], row.IsRepeat));
            }

            if (row.IsNew)
            {
                own.Add(row.TransactionId);
            }
        }

        return (new ImportContext { Seen = seen, Decimals = account.Decimals, Source = source }, [.. own]);
    }

    /// <summary>Entries that lines which no earlier import explains could be, of which there is one at least: in the account, and open on the side of others.</summary>
    /// <param name="db">The book.</param>
    /// <param name="bookId">Its id.</param>
    /// <param name="account">The account of the lines.</param>
    /// <param name="own">What the account's own lines became is known to be: it need not be asked.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(IReadOnlyList<BookedEntry> Entries, IReadOnlyList<BookedEntry> OpenSides)> BookedEntriesAsync(
        this LedgerDbContext db, Guid bookId, AccountLine account, Guid[] own, IReadOnlyCollection<StatementLine> lines, CancellationToken cancellationToken)
    {
        var (start, end) = (lines.Min(l => l.Date).AddDays(-5), lines.Max(l => l.Date).AddDays(5));
        decimal[] amounts = [.. lines.Select(l => l.Amount).Distinct()];
        return (
            await EntriesAsync(db, bookId, account, start, end, amounts, own, cancellationToken),
            [
                .. await OpenSidesAsync(db, bookId, account, start, end, amounts, own, cancellationToken),
                .. await ForeignSidesAsync(db, bookId, account, start, end, cancellationToken),
            ]);
    }

    /// <summary>The imports that are committed and not taken back, with the kind of file of each.</summary>
    internal static Task<List<EffectiveImport>> EffectiveImportsAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<EffectiveImport>($"""
            select i.id, i.account_id, i.source from imports i join change_operations o on o.book_id = i.book_id and o.id = i.commit_operation_id and o.undone_by_id is null
              where i.book_id = (select {bookId}::uuid)
            """).ToListAsync(cancellationToken);

    /// <summary>Entries of the account that no imported line stands for yet, of amounts that the file has.</summary>
    private static async Task<List<BookedEntry>> EntriesAsync(
        LedgerDbContext db, Guid bookId, AccountLine account, DateOnly start, DateOnly end, decimal[] amounts, Guid[] own, CancellationToken cancellationToken)
    {
        var candidates = await db.Database.SqlQuery<Candidate>($"""
            select p.transaction_id, p.date, p.quantity as amount from postings p
              where p.book_id = (select {bookId}::uuid) and p.account_id = {account.Id} and p.date between {start} and {end}
                and p.reconciliation_id is null and p.quantity = any ({amounts}) and p.transaction_id <> all ({own})
            """).ToListAsync(cancellationToken);
        if (candidates.Count == 0)
        {
            return [];
        }

        var ids = candidates.Select(c => c.TransactionId).Distinct().ToArray();
        Guid[] imports = [.. (await db.EffectiveImportsAsync(bookId, cancellationToken)).Select(i => i.Id)];
        var taken = (await db.Database.SqlQuery<Guid>($"""
            select case when r.decision = 'new' then r.transaction_id else r.matched_transaction_id end as "Value" from import_rows r
              where r.book_id = (select {bookId}::uuid) and r.account_id = {account.Id} and r.import_id = any ({imports}) and r.decision <> 'error'
                and case when r.decision = 'new' then r.transaction_id else r.matched_transaction_id end = any ({ids})
            union all
            -- A transfer that was taken apart: the line has an entry of its own.
            select r.transaction_id from import_rows r where r.book_id = (select {bookId}::uuid) and r.import_id = any ({imports}) and r.decision = 'transfer' and r.transaction_id = any ({ids})
            union all
            select i.opening_transaction_id from imports i where i.book_id = (select {bookId}::uuid) and i.opening_transaction_id is not null
            union all
            select p.transaction_id from postings p
              where p.book_id = (select {bookId}::uuid) and p.account_id = any (array(select a.id from accounts a where a.book_id = (select {bookId}::uuid) and a.role = 'opening_balances'))
            """).ToListAsync(cancellationToken)).ToHashSet();
        candidates.RemoveAll(c => taken.Contains(c.TransactionId));
        ids = [.. candidates.Select(c => c.TransactionId).Distinct()];
        var texts = await TextsAsync(db, bookId, ids, cancellationToken);
        return [.. candidates.Select(c => new BookedEntry(c.TransactionId, c.Date, c.Amount, texts.GetValueOrDefault(c.TransactionId, "")))];
    }

    /// <summary>Imported entries of other own accounts whose other side is still open, of amounts that the file has.</summary>
    private static async Task<List<BookedEntry>> OpenSidesAsync(
        LedgerDbContext db, Guid bookId, AccountLine account, DateOnly start, DateOnly end, decimal[] amounts, Guid[] own, CancellationToken cancellationToken)
    {
        var candidates = await db.Database.SqlQuery<Candidate>($"""
            select p.transaction_id, p.date, p.quantity as amount from postings p
              where p.book_id = (select {bookId}::uuid) and p.date between {start} and {end} and p.quantity = any ({amounts})
                and p.account_id = any (array(select a.id from accounts a where a.book_id = (select {bookId}::uuid)
                  and a.role in ('uncategorised_income', 'uncategorised_expense') and a.commodity = {account.Currency}))
                and p.transaction_id <> all ({own})
            """).ToListAsync(cancellationToken);
        if (candidates.Count == 0)
        {
            return [];
        }

        var origins = await OriginsAsync(db, bookId, account, [.. candidates.Select(c => c.TransactionId).Distinct()], cancellationToken);
        return [.. candidates.Where(c => origins.ContainsKey(c.TransactionId)).Select(c => new BookedEntry(c.TransactionId, c.Date, c.Amount, origins[c.TransactionId], c.Amount))];
    }

    /// <summary>
    /// The same in other currencies that the book has a rate for on that day: what the open side should be worth here. Banks
    /// convert at their own rate, so a line fits within three percent and one unit.
    /// </summary>
    private static async Task<List<BookedEntry>> ForeignSidesAsync(
        LedgerDbContext db, Guid bookId, AccountLine account, DateOnly start, DateOnly end, CancellationToken cancellationToken)
    {
        var open = await db.Accounts.Where(a => a.BookId == bookId && (a.Role == "uncategorised_income" || a.Role == "uncategorised_expense") && a.Commodity != account.Currency)
            .Select(a => a.Id).ToArrayAsync(cancellationToken);
        if (open.Length == 0)
        {
            return [];
        }

        var candidates = await db.Database.SqlQuery<ForeignCandidate>($"""
            select c.* from (
              select p.transaction_id, p.date, p.quantity as amount, price_on(p.commodity, {account.Currency}, p.date) as price from postings p
                where p.book_id = (select {bookId}::uuid) and p.account_id = any ({open}) and p.date between {start} and {end} and p.quantity <> 0
                limit 5000) c
              where c.price is not null
            """).ToListAsync(cancellationToken);
        if (candidates.Count == 0)
        {
            return [];
        }

        var origins = await OriginsAsync(db, bookId, account, [.. candidates.Select(c => c.TransactionId).Distinct()], cancellationToken);
        return [.. candidates.Where(c => origins.ContainsKey(c.TransactionId)).Select(c => (Candidate: c, Worth: c.Amount * c.Price))
            .Select(c => new BookedEntry(c.Candidate.TransactionId, c.Candidate.Date, c.Worth, origins[c.Candidate.TransactionId], c.Candidate.Amount, (Math.Abs(c.Worth) * 0.03m) + 1))];
    }

    /// <summary>Of these, the entries of two legs that an import of another account made, with what to call them.</summary>
    private static async Task<Dictionary<Guid, string>> OriginsAsync(LedgerDbContext db, Guid bookId, AccountLine account, Guid[] ids, CancellationToken cancellationToken)
    {
        var origins = (await db.Database.SqlQuery<Origin>($"""
            select r.transaction_id, r.account_id from import_rows r where r.book_id = (select {bookId}::uuid) and r.transaction_id = any ({ids}) and r.account_id <> {account.Id}
                and r.decision in ('new', 'transfer')
            """).ToListAsync(cancellationToken)).GroupBy(o => o.TransactionId).ToDictionary(g => g.Key, g => g.First().AccountId);
        ids = [.. origins.Keys];
        var ofTwo = (await db.Database.SqlQuery<Guid>($"""
            select p.transaction_id as "Value" from postings p where p.book_id = (select {bookId}::uuid) and p.transaction_id = any ({ids})
              group by p.transaction_id having count(*) = 2
            """).ToListAsync(cancellationToken)).ToHashSet();
        var texts = await TextsAsync(db, bookId, [.. ofTwo], cancellationToken);
        var names = await db.Accounts.Where(a => a.BookId == bookId).ToDictionaryAsync(a => a.Id, a => a.Name, cancellationToken);
        return ofTwo.ToDictionary(id => id, id => $"{names.GetValueOrDefault(origins[id])}: {texts.GetValueOrDefault(id)}");
    }

    /// <summary>What to call each transaction: its payee, else its description.</summary>
    internal static async Task<Dictionary<Guid, string>> TextsAsync(this LedgerDbContext db, Guid bookId, Guid[] ids, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<Named>($"""
            select t.id, coalesce((select nullif(y.name, '') from payees y where y.book_id = t.book_id and y.id = t.payee_id), t.description) as text
              from transactions t where t.book_id = (select {bookId}::uuid) and t.id = any ({ids})
            """).ToListAsync(cancellationToken)).ToDictionary(t => t.Id, t => t.Text);

    /// <summary>
    /// For each payee, the category of its latest plain entry that has one: the user's own history speaks where no rule does.
    /// Looked for among its fifty latest, each asked for by its key: of payees that nobody has ever given a category, every
    /// posting was read, three times. Each offset keeps the planner from another way than by the key.
    /// </summary>
    public static Task<List<Suggestion>> SuggestionsAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, string currency, string[] payees, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Suggestion>($"""
            select y.name as payee, latest.account_id, (select a.name from accounts a where a.book_id = y.book_id and a.id = latest.account_id) as account
              from payees y
              cross join lateral (
                select o.account_id
                  from (select t.* from (select t.book_id, t.id, t.date from transactions t where t.book_id = y.book_id and t.payee_id = y.id offset 0) t
                        order by t.date desc, t.id desc limit 50) t
                  cross join lateral (
                    select o.account_id, (select count(*) from postings p where p.book_id = o.book_id and p.transaction_id = o.transaction_id) as legs from postings o
                      where o.book_id = t.book_id and o.transaction_id = t.id
                        and o.account_id = any (array(select a.id from accounts a where a.book_id = (select {bookId}::uuid) and a.id <> {accountId}
                          and a.commodity = {currency} and not a.closed and a.type in ('income', 'expense') and a.role is null))
                      offset 0) o
                  where o.legs = 2
                  order by t.date desc, t.id desc limit 1) latest
              where y.book_id = (select {bookId}::uuid) and y.name = any ({payees})
            """).ToListAsync(cancellationToken);

    /// <summary>The numbers by which banks' files have named the book's accounts; what was taken back has taught nothing.</summary>
    public static Task<List<LearntNumber>> LearntNumbersAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<LearntNumber>($"""
            select distinct i.account_id, i.problems -> 0 ->> 'Raw' as number
              from imports i join change_operations o on o.book_id = i.book_id and o.id = i.commit_operation_id and o.undone_by_id is null
              where i.book_id = (select {bookId}::uuid) and i.account_id is not null and i.problems -> 0 ->> 'Code' = {ImportTarget.NumberInFile}
            """).ToListAsync(cancellationToken);

    /// <summary>The account that a file of this kind (<see cref="ImportPlanner.Kind"/>) went into last, however it was read; null where none has.</summary>
    public static Task<Guid?> LastAccountOfSourceAsync(this LedgerDbContext db, Guid bookId, string kind, CancellationToken cancellationToken) =>
        db.Imports.Where(i => i.BookId == bookId && (i.Source == kind || i.Source.StartsWith(kind + "#")) && i.AccountId != null && i.CommitOperationId != null && i.CommitOperation!.UndoneById == null)
            .OrderByDescending(i => i.CreatedAt).Select(i => i.AccountId).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The state of an import, derived: <c>planned</c>, <c>committed</c> or <c>reverted</c>.</summary>
    public static string Status(this Import import) =>
        import.CommitOperationId is null ? "planned" : import.CommitOperation?.UndoneById is null ? "committed" : "reverted";

    /// <summary>Names of payees that stand for another one (merged or renamed), with the one they stand for.</summary>
    public static async Task<Dictionary<string, string>> PayeeAliasesAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        await (from alias in db.Payees
               join target in db.Payees on new { alias.BookId, Id = alias.MergedInto } equals new { target.BookId, Id = (Guid?)target.Id }
               where alias.BookId == bookId
               select new { alias.Name, Target = target.Name }).ToDictionaryAsync(a => a.Name, a => a.Target, cancellationToken);

    public static Task<Import?> ImportAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        db.Imports.AsNoTracking().Include(i => i.CommitOperation).SingleOrDefaultAsync(i => i.BookId == bookId && i.Id == id, cancellationToken);
}
