using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Receipts;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Receipts;

/// <summary>What a receipt says, as somebody reads it: the day and the sum that transactions are looked for by.</summary>
internal sealed record ReceiptRequest
{
    public DateOnly? Date { get; init; }

    public decimal? Amount { get; init; }

    [StringLength(200)]
    public string? FileName { get; init; }
}

internal static class AmendReceipt
{
    public static async Task<Outcome<Guid>> ExecuteAsync(
        Guid id, ReceiptRequest request, int? expectedVersion, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var operation = new Operation(source, "Receipt's date and amount set", sourceId);
        return await books.WriteAsync<Guid>(access, operation, async db =>
        {
            if (await db.Receipts.Include(r => r.File).SingleOrDefaultAsync(r => r.BookId == access.BookId && r.Id == id, cancellationToken) is not { } receipt)
            {
                return new Refusal(RefusalCodes.ReceiptNotFound, "There is no such receipt.");
            }

            if (expectedVersion is { } expected && expected != receipt.Version)
            {
                return new Refusal(RefusalCodes.ReceiptVersionDiffers, $"The receipt is at version {receipt.Version}; you saw version {expected}.", $"{receipt.Version}");
            }

            (receipt.Date, receipt.Amount) = (request.Date, request.Amount);
            receipt.FileName = request.FileName is { } name ? ReceiptName.Clean(name, receipt.File!.ContentType) : receipt.FileName;
            receipt.Version++;
            return operation.Id;
        }, cancellationToken);
    }
}

/// <summary>Deletes a receipt with its attachments; undo brings both back while the file waits.</summary>
internal static class DeleteReceipt
{
    public static async Task<Outcome<Guid>> ExecuteAsync(Guid id, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var name = await books.ReadAsync(access, db => db.ReceiptNameAsync(access.BookId, id, cancellationToken), cancellationToken);
        var operation = new Operation(source, $"Receipt deleted: {name}", sourceId);
        return await books.WriteAsync<Guid>(access, operation, async db =>
            await db.Receipts.Where(r => r.BookId == access.BookId && r.Id == id).ExecuteDeleteAsync(cancellationToken) == 0
                ? new Refusal(RefusalCodes.ReceiptNotFound, "There is no such receipt.")
                : operation.Id, cancellationToken);
    }
}
