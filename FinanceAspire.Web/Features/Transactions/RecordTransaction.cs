using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Web.Features.Transactions;

internal sealed record PostingRequest
{
    public Guid AccountId { get; init; }
    public decimal Quantity { get; init; }
    public decimal? Value { get; init; }

    [StringLength(4000)]
    public string? Memo { get; init; }

    [RegularExpression("uncleared|cleared|reconciled", ErrorMessage = "cleared is 'uncleared' or 'cleared'.")]
    public string? Cleared { get; init; }
}

/// <summary>What a client sends to record a transaction, or to replace the one of the same id.</summary>
internal sealed record TransactionRequest
{
    [Required]
    public DateOnly? Date { get; init; }

    [StringLength(500)]
    public string? Payee { get; init; }

    [StringLength(4000)]
    public string? Description { get; init; }

    [Required]
    public string Currency { get; init; } = "";

    [MaxLength(50)]
    public IReadOnlyList<string>? Tags { get; init; }

    [Required, MaxLength(500)]
    public IReadOnlyList<PostingRequest> Postings { get; init; } = [];

    public TransactionDraft ToDraft() =>
        new(Date!.Value, Currency, [.. Postings.Select(p => new PostingDraft(p.AccountId, p.Quantity, p.Value, p.Memo ?? "", p.Cleared is "cleared" or "reconciled"))])
        {
            Payee = Payee ?? "",
            Description = Description ?? "",
            Tags = Tags ?? [],
        };
}

/// <summary>Records a transaction, or replaces one as a whole. The id is the client's, so a retry records once.</summary>
internal static class RecordTransaction
{
    public static Task<Outcome<Recorded>> ExecuteAsync(
        Guid id, TransactionDraft draft, int? expectedVersion, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken,
        Guid? operationId = null, Guid? receiptId = null)
    {
        var payee = PlainText.Clean(draft.Payee, 100);
        var summary = payee.Length > 0 ? $"{payee} on {draft.Date:yyyy-MM-dd}" : $"Transaction on {draft.Date:yyyy-MM-dd}";
        return books.WriteAsync(
            access,
            // A page that offers to take it back names the operation itself.
            new Operation(source, summary, sourceId) { Id = operationId ?? Guid.CreateVersion7() },
            async db =>
            {
                var recorded = await TransactionWriter.RecordAsync(db, access.BookId, id, draft, expectedVersion, cancellationToken);
                return recorded.Refusal is null && receiptId is { } receipt && await ReceiptAttaching.AttachAsync(db, access.BookId, receipt, id, cancellationToken) is { } refusal ? refusal : recorded;
            },
            cancellationToken);
    }
}
