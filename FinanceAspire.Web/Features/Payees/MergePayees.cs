using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Payees;

internal sealed record MergePayeesRequest
{
    [Required, MinLength(1), MaxLength(500)]
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    [Required, StringLength(500, MinimumLength = 1)]
    public string Name { get; init; } = "";
}

/// <summary>What a merge moves: the payees that go, with what of theirs goes along, and what the name has already.</summary>
internal sealed record MergedPayees(Guid? OperationId, string Name, long Has, IReadOnlyList<PayeeLine> Moved);

/// <summary>
/// Gives payees one name, which may be new (then it renames) or another payee's (then it merges). The transactions move; the
/// old names stand for the new one, so that what the bank goes on writing is recognised.
/// </summary>
internal static class MergePayees
{
    public static Task<MergedPayees> PreviewAsync(MergePayeesRequest request, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.ReadAsync(access, db => PlanAsync(db, access.BookId, request, cancellationToken), cancellationToken);

    public static Task<Outcome<MergedPayees>> ExecuteAsync(
        MergePayeesRequest request, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var operation = new Operation(source, request.Ids.Count == 1 ? $"1 payee named {PlainText.Clean(request.Name, 100)}" : $"{request.Ids.Count} payees named {PlainText.Clean(request.Name, 100)}", sourceId);
        return books.WriteAsync<MergedPayees>(access, operation, async db =>
        {
            var plan = await PlanAsync(db, access.BookId, request, cancellationToken);
            if (plan.Moved.Count == 0)
            {
                return new Refusal(RefusalCodes.NothingToChange, "None of these payees would change its name.");
            }

            await PayeeMerging.MoveAsync(db, access.BookId, [.. plan.Moved.Select(p => p.Id)], plan.Name, cancellationToken);
            return plan with { OperationId = operation.Id };
        }, cancellationToken);
    }

    private static async Task<MergedPayees> PlanAsync(LedgerDbContext db, Guid bookId, MergePayeesRequest request, CancellationToken cancellationToken)
    {
        var name = PlainText.Clean(request.Name);
        var ids = request.Ids.ToList();
        var used = await db.Payees.Where(p => p.BookId == bookId && (ids.Contains(p.Id) || p.Name == name))
            .Select(p => new PayeeLine(
                p.Id, p.Name,
                db.Transactions.LongCount(t => t.BookId == bookId && t.PayeeId == p.Id),
                db.Transactions.Where(t => t.BookId == bookId && t.PayeeId == p.Id).Min(t => (DateOnly?)t.Date),
                db.Transactions.Where(t => t.BookId == bookId && t.PayeeId == p.Id).Max(t => (DateOnly?)t.Date),
                db.Payees.Where(a => a.BookId == bookId && a.MergedInto == p.Id).Select(a => a.Name).ToArray()))
            .ToListAsync(cancellationToken);
        return new(null, name, used.Where(p => p.Name == name).Sum(p => p.Transactions), name.Length == 0 ? [] : [.. used.Where(p => p.Name != name && p.Transactions > 0).OrderBy(p => p.Name, StringComparer.Ordinal)]);
    }
}
