using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Receipts;

/// <summary>Says of a receipt which transaction it proves; twice is once.</summary>
internal static class AttachReceipt
{
    public static async Task<Outcome<Guid>> ExecuteAsync(
        Guid receiptId, Guid transactionId, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var name = await books.ReadAsync(access, db => db.ReceiptNameAsync(access.BookId, receiptId, cancellationToken), cancellationToken);
        var operation = new Operation(source, $"Receipt attached: {name}", sourceId);
        return await books.WriteAsync<Guid>(
            access, operation, async db => await ReceiptAttaching.AttachAsync(db, access.BookId, receiptId, transactionId, cancellationToken) is { } refusal ? refusal : operation.Id, cancellationToken);
    }
}

/// <summary>Takes a receipt off a transaction: it waits in the inbox again, unless it proves another one too.</summary>
internal static class DetachReceipt
{
    public static async Task<Outcome<Guid>> ExecuteAsync(
        Guid receiptId, Guid transactionId, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var name = await books.ReadAsync(access, db => db.ReceiptNameAsync(access.BookId, receiptId, cancellationToken), cancellationToken);
        var operation = new Operation(source, $"Receipt detached: {name}", sourceId);
        return await books.WriteAsync<Guid>(access, operation, async db =>
            await db.Attachments.Where(a => a.BookId == access.BookId && a.ReceiptId == receiptId && a.TransactionId == transactionId).ExecuteDeleteAsync(cancellationToken) == 0
                ? new Refusal(RefusalCodes.ReceiptNotFound, "There is no such receipt at this transaction.")
                : operation.Id, cancellationToken);
    }
}
