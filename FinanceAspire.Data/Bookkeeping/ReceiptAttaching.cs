using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>Says of a receipt which transaction it proves. Runs inside <see cref="BookDatabase.WriteAsync"/>.</summary>
public static class ReceiptAttaching
{
    /// <summary>Null, or why not; twice is once.</summary>
    public static async Task<Refusal?> AttachAsync(LedgerDbContext db, Guid bookId, Guid receiptId, Guid transactionId, CancellationToken cancellationToken)
    {
        if (!await db.Receipts.AnyAsync(r => r.BookId == bookId && r.Id == receiptId, cancellationToken))
        {
            return new Refusal(RefusalCodes.ReceiptNotFound, "There is no such receipt.");
        }

        if (!await db.Transactions.AnyAsync(t => t.BookId == bookId && t.Id == transactionId, cancellationToken))
        {
            return new Refusal(RefusalCodes.TransactionNotFound, "There is no such transaction.");
        }

        if (!await db.Attachments.AnyAsync(a => a.BookId == bookId && a.ReceiptId == receiptId && a.TransactionId == transactionId, cancellationToken))
        {
            db.Attachments.Add(new Attachment { BookId = bookId, Id = Guid.CreateVersion7(), ReceiptId = receiptId, TransactionId = transactionId });
        }

        return null;
    }
}
