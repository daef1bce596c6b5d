using FinanceAspire.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>How many lines a commit booked, left out and matched.</summary>
public sealed record Booked(int Imported, int Skipped, int Matched);

/// <summary>Books a stored plan: set by set in the server, in the caller's one operation.</summary>
public static class ImportBooking
{
    public static async Task<Booked> BookAsync(LedgerDbContext db, Import import, Guid operationId, CancellationToken cancellationToken)
    {
        var (book, id, account, currency) = (import.BookId, import.Id, import.AccountId, import.Currency);
        await db.Database.ExecuteSqlAsync($"""
            insert into payees (book_id, id, name)
              select distinct on (r.booked_payee) {book}, gen_random_uuid(), r.booked_payee from import_rows r
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new' and r.booked_payee <> ''
            on conflict do nothing
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into transactions (book_id, id, date, payee_id, description, currency)
              select r.book_id, r.transaction_id, r.date, y.id, r.description, {currency} from import_rows r
                left join payees y on y.book_id = r.book_id and y.name = r.booked_payee and r.booked_payee <> ''
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new'
            """, cancellationToken);
        var postings = await db.Database.ExecuteSqlAsync($"""
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, cleared)
              select r.book_id, gen_random_uuid(), r.transaction_id, side.ordinal::smallint,
                     case side.ordinal when 0 then {account} else r.other_account_id end,
                     r.date, {currency}, {currency}, side.sign * r.amount, side.sign * r.amount, case side.ordinal when 0 then 1 else 0 end::smallint
                from import_rows r cross join (values (0, 1), (1, -1)) as side (ordinal, sign)
                where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'new'
            """, cancellationToken);
        var cleared = await db.Database.ExecuteSqlAsync($"""
            update postings p set cleared = 1 from import_rows r
              where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.reason_code = 'matches_entry' and r.decision = 'duplicate'
                and p.book_id = r.book_id and p.transaction_id = r.matched_transaction_id and p.account_id = {account}
                and p.quantity = r.amount and p.cleared < 2
            """, cancellationToken);
        var transfers = await db.Database.ExecuteSqlAsync($"""
            update postings p set account_id = {account}, cleared = 1 from import_rows r, accounts open
              where r.book_id = (select {book}::uuid) and r.import_id = {id} and r.decision = 'transfer'
                and p.book_id = r.book_id and p.transaction_id = r.matched_transaction_id and p.quantity = r.amount
                and open.book_id = p.book_id and open.id = p.account_id and open.role in ('uncategorised_income', 'uncategorised_expense')
            """, cancellationToken);
        await BookOpeningAsync(db, import, cancellationToken);
        if (import.ClosingBalance is { } closing && import.ClosingDate is { } date)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into balance_assertions (book_id, id, account_id, date, quantity, import_id)
                  values ({book}, {Guid.CreateVersion7()}, {account}, {date}, {closing}, {id})
                """, cancellationToken);
        }

        await db.Database.ExecuteSqlAsync($"update imports set commit_operation_id = {operationId}, content = null where book_id = (select {book}::uuid) and id = {id}", cancellationToken);
        var total = await db.ImportRows.CountAsync(r => r.BookId == book && r.ImportId == id, cancellationToken);
        return new Booked(postings / 2, total - (postings / 2) - cleared - transfers, cleared + transfers);
    }

    private static async Task BookOpeningAsync(LedgerDbContext db, Import import, CancellationToken cancellationToken)
    {
        if (import is not { OpeningTransactionId: { } transaction, OpeningAmount: { } amount, OpeningDate: { } date })
        {
            return;
        }

        var equity = await OpeningBalances.AccountAsync(db, import.BookId, import.Currency, cancellationToken);
        await OpeningBalances.BookAsync(db, import.BookId, transaction, import.AccountId, equity, import.Currency, amount, date, cancellationToken);
    }
}
