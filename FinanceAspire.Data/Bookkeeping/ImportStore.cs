using FinanceAspire.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// Stores a plan. COPY is refused to a role under row security (PostgreSQL: "COPY FROM not supported with row-level
/// security"), so the rows go in as arrays, unnested by the server: one statement, no text of ours to parse.
/// </summary>
public static class ImportStore
{
    public static async Task SaveAsync(LedgerDbContext db, Import import, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        db.Imports.Add(import);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var part in rows.Chunk(20_000))
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into import_rows (book_id, import_id, row, line, account_id, date, amount, payee, description, bank_id, reference,
                                         fingerprint, occurrence, decision, reason_code, reason_text, matched_transaction_id, other_account_id,
                                         transaction_id, booked_payee)
                select {import.BookId}, {import.Id}, r.row, r.line, {import.AccountId}, r.date, r.amount, r.payee, r.description, r.bank_id, r.reference,
                       r.fingerprint, r.occurrence, r.decision, r.reason_code, r.reason_text, r.matched, r.other, r.transaction_id, r.booked_payee
                  from unnest({part.Select(r => r.Row).ToArray()}, {part.Select(r => r.Line).ToArray()}, {part.Select(r => r.Date).ToArray()},
                       {part.Select(r => r.Amount).ToArray()}, {part.Select(r => r.Payee).ToArray()}, {part.Select(r => r.Description).ToArray()},
                       {part.Select(r => r.BankId).ToArray()}, {part.Select(r => r.Reference).ToArray()}, {part.Select(r => r.Fingerprint).ToArray()},
                       {part.Select(r => r.Occurrence).ToArray()}, {part.Select(r => r.Decision).ToArray()}, {part.Select(r => r.ReasonCode).ToArray()},
                       {part.Select(r => r.ReasonText).ToArray()}, {part.Select(r => r.MatchedTransactionId).ToArray()},
                       {part.Select(r => r.OtherAccountId).ToArray()}, {part.Select(r => r.TransactionId).ToArray()},
                       {part.Select(r => r.BookedPayee).ToArray()})
                    as r (row, line, date, amount, payee, description, bank_id, reference, fingerprint, occurrence, decision, reason_code,
                          reason_text, matched, other, transaction_id, booked_payee)
                """, cancellationToken);
        }
    }
}
