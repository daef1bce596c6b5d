using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>What was booked last for a payee, and the transaction that says so.</summary>
public sealed record Suggestion(string Payee, Guid AccountId, string Account);

public static class ImportQueries
{
    /// <summary>Everything in the book that bears on a statement of this account between two dates.</summary>
    public static async Task<ImportContext> ImportContextAsync(
        this LedgerDbContext db, Guid bookId, AccountLine account, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var (start, end) = (from.AddDays(-5), to.AddDays(5));
        var seen = await db.Database.SqlQuery<SeenLine>($"""
            select r.bank_id, r.fingerprint, r.amount, r.date,
                   case when r.decision = 'new' then r.transaction_id else r.matched_transaction_id end as transaction_id
              from import_rows r
              join imports i on i.book_id = r.book_id and i.id = r.import_id
              join change_operations o on o.book_id = i.book_id and o.id = i.commit_operation_id and o.undone_by_id is null
              where r.book_id = (select {bookId}::uuid) and r.account_id = {account.Id}
                and (r.decision in ('new', 'transfer') or r.reason_code = 'matches_entry')
                and (r.bank_id is not null or r.date between {from} and {to})
              order by r.date, r.import_id, r.row
            """).ToListAsync(cancellationToken);
        var entries = await db.Database.SqlQuery<BookedEntry>($"""
            select p.transaction_id, p.date, p.quantity as amount, coalesce(nullif(y.name, ''), t.description) as text,
                   exists (select from import_rows r where r.book_id = p.book_id and r.transaction_id = p.transaction_id) as without_bank_id
              from postings p
              join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
              left join payees y on y.book_id = t.book_id and y.id = t.payee_id
              where p.book_id = (select {bookId}::uuid) and p.account_id = {account.Id} and p.date between {start} and {end} and p.reconciliation_id is null
                and not exists (select from imports i where i.book_id = p.book_id and i.opening_transaction_id = p.transaction_id)
                and not exists (select from accounts e join postings o on o.book_id = e.book_id and o.account_id = e.id
                  where e.book_id = p.book_id and o.transaction_id = p.transaction_id and e.role = 'opening_balances')
                and not exists (select from import_rows r
                  join imports i on i.book_id = r.book_id and i.id = r.import_id
                  join change_operations o on o.book_id = i.book_id and o.id = i.commit_operation_id and o.undone_by_id is null
                  where r.book_id = p.book_id and r.account_id = p.account_id
                    and ((r.transaction_id = p.transaction_id and r.decision = 'new') or (r.matched_transaction_id = p.transaction_id and r.decision <> 'error'))
                    and (r.bank_id is not null or r.decision <> 'new'))
            """).ToListAsync(cancellationToken);
        var openSides = await db.Database.SqlQuery<BookedEntry>($"""
            select p.transaction_id, p.date, p.quantity as amount, own.name || ': ' || coalesce(nullif(y.name, ''), t.description) as text, false as without_bank_id
              from postings p
              join accounts open on open.book_id = p.book_id and open.id = p.account_id
                and open.role in ('uncategorised_income', 'uncategorised_expense')
              join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
              join import_rows r on r.book_id = p.book_id and r.transaction_id = p.transaction_id and r.account_id <> {account.Id}
              join accounts own on own.book_id = r.book_id and own.id = r.account_id
              left join payees y on y.book_id = t.book_id and y.id = t.payee_id
              where p.book_id = (select {bookId}::uuid) and p.date between {start} and {end} and p.commodity = {account.Currency}
                and (select count(*) from postings o where o.book_id = p.book_id and o.transaction_id = p.transaction_id) = 2
            """).ToListAsync(cancellationToken);
        return new ImportContext { Seen = seen, Entries = entries, OpenSides = openSides, Decimals = account.Decimals };
    }

    /// <summary>For each payee, the other side of its latest plain entry: the user's own history speaks where no rule does.</summary>
    public static Task<List<Suggestion>> SuggestionsAsync(
        this LedgerDbContext db, Guid bookId, Guid accountId, string currency, string[] payees, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Suggestion>($"""
            select y.name as payee, latest.account_id, latest.name as account
              from payees y
              cross join lateral (
                select a.id as account_id, a.name from transactions t
                  join postings o on o.book_id = t.book_id and o.transaction_id = t.id and o.account_id <> {accountId}
                  join accounts a on a.book_id = o.book_id and a.id = o.account_id and a.commodity = {currency} and not a.closed
                    and a.type in ('income', 'expense') and a.role is null
                  where t.book_id = y.book_id and t.payee_id = y.id
                    and (select count(*) from postings p where p.book_id = t.book_id and p.transaction_id = t.id) = 2
                  order by t.date desc, t.id desc limit 1) latest
              where y.book_id = (select {bookId}::uuid) and y.name = any ({payees})
            """).ToListAsync(cancellationToken);

    /// <summary>The state of an import, derived: <c>planned</c>, <c>committed</c> or <c>reverted</c>.</summary>
    public static string Status(this Import import) =>
        import.CommitOperationId is null ? "planned" : import.CommitOperation?.UndoneById is null ? "committed" : "reverted";

    public static Task<Import?> ImportAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        db.Imports.AsNoTracking().Include(i => i.CommitOperation).SingleOrDefaultAsync(i => i.BookId == bookId && i.Id == id, cancellationToken);
}
