using FinanceAspire.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>A plan as it was stored.</summary>
/// <param name="Import">Its head.</param>
/// <param name="Rows">Its rows; those of a statement are made anew each time they are gone through.</param>
public sealed record StoredPlan(Import Import, IEnumerable<ImportRow> Rows);

/// <summary>
/// Stores a plan. COPY is refused to a role under row security (PostgreSQL: "COPY FROM not supported with row-level
/// security"), so the rows go in as arrays, unnested by the server: one statement, no text of ours to parse.
/// </summary>
public static class ImportStore
{
    public static async Task<StoredPlan> SaveAsync(LedgerDbContext db, Import import, IEnumerable<ImportRow> rows, CancellationToken cancellationToken)
    {
        db.Imports.Add(import);
        await db.SaveChangesAsync(cancellationToken);
        var storing = Task.CompletedTask;
        foreach (var part in rows.Chunk(Step))
        {
            // Arrays of arrays cannot be unnested row by row: tags travel as text and are taken apart in the server.
            FormattableString statement = $"""
                insert into import_rows (book_id, import_id, row, line, account_id, date, amount, payee, description, bank_id, reference,
                                         fingerprint, occurrence, decision, reason_code, reason_text, matched_transaction_id, matched_quantity, other_account_id,
                                         transaction_id, booked_payee, booked_description, splits, tags)
                select {import.BookId}, {import.Id}, r.row, r.line, {import.AccountId}, r.date, r.amount, r.payee, r.description, r.bank_id, r.reference,
                       r.fingerprint, r.occurrence, r.decision, r.reason_code, r.reason_text, r.matched, r.matched_quantity, r.other, r.transaction_id,
                       r.booked_payee, r.booked_description, r.splits::jsonb, coalesce(string_to_array(r.tags, {Separator}), array[]::text[])
                  from unnest({part.Select(r => r.Row).ToArray()}, {part.Select(r => r.Line).ToArray()}, {part.Select(r => r.Date).ToArray()},
                       {part.Select(r => r.Amount).ToArray()}, {part.Select(r => r.Payee).ToArray()}, {part.Select(r => r.Description).ToArray()},
                       {part.Select(r => r.BankId).ToArray()}, {part.Select(r => r.Reference).ToArray()}, {part.Select(r => r.Fingerprint).ToArray()},
                       {part.Select(r => r.Occurrence).ToArray()}, {part.Select(r => r.Decision).ToArray()}, {part.Select(r => r.ReasonCode).ToArray()},
                       {part.Select(r => r.ReasonText).ToArray()}, {part.Select(r => r.MatchedTransactionId).ToArray()}, {part.Select(r => r.MatchedQuantity).ToArray()},
                       {part.Select(r => r.OtherAccountId).ToArray()}, {part.Select(r => r.TransactionId).ToArray()},
                       {part.Select(r => r.BookedPayee).ToArray()}, {part.Select(r => r.BookedDescription).ToArray()}, {part.Select(r => r.Splits).ToArray()},
                       {part.Select(r => r.Tags.Length == 0 ? null : string.Join(Separator, r.Tags)).ToArray()})
                    as r (row, line, date, amount, payee, description, bank_id, reference, fingerprint, occurrence, decision, reason_code,
                          reason_text, matched, matched_quantity, other, transaction_id, booked_payee, booked_description, splits, tags)
                """;
            // The server stores one part while the next is made.
            await storing;
            storing = db.Database.ExecuteSqlAsync(statement, cancellationToken);
        }

        await storing;

        return new(import, rows);
    }

    /// <summary>Rows of one statement: few enough that their arrays are small, enough that the way to the server costs nothing.</summary>
    private const int Step = 5_000;

    private const string Separator = "\u001f";
}
