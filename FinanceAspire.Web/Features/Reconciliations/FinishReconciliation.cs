using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Reconciliations;

/// <summary>A bank's statement and the postings that it confirms.</summary>
internal sealed record ReconciliationRequest
{
    public Guid? Id { get; init; }

    [Required]
    public Guid? AccountId { get; init; }

    [Required]
    public DateOnly? StatementDate { get; init; }

    [Required]
    public decimal? StatementBalance { get; init; }

    [Required, MaxLength(20_000)]
    public IReadOnlyList<Guid> PostingIds { get; init; } = [];
}

/// <summary>Locks what a statement confirms, where the sum is the bank's. A retry with the same id finishes once.</summary>
internal static class FinishReconciliation
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        ReconciliationRequest request, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var id = request.Id ?? Guid.CreateVersion7();
        return books.WriteAsync<Guid>(access, new Operation(source, $"Reconciled through {request.StatementDate:yyyy-MM-dd}", sourceId), async db =>
        {
            if (await db.Database.SqlQuery<Guid>($"select id as \"Value\" from reconciliations where book_id = {access.BookId} and id = {id}").AnyAsync(cancellationToken))
            {
                return id;
            }

            await db.Database.ExecuteSqlAsync(
                $"select finish_reconciliation({id}, {request.AccountId}, {request.StatementDate}, {request.StatementBalance}, {request.PostingIds.ToArray()})", cancellationToken);
            return id;
        }, cancellationToken);
    }
}

/// <summary>Takes the lock of an account's latest statement off again.</summary>
internal static class ReopenReconciliation
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        Guid id, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync<Guid>(access, new Operation(source, "Reconciliation reopened", sourceId), async db =>
        {
            await db.Database.ExecuteSqlAsync($"select reopen_reconciliation({id})", cancellationToken);
            return id;
        }, cancellationToken);
}
