using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>The choices of one page of the preview, all or none.</summary>
internal static class AmendRows
{
    public static Task<Outcome<int>> ExecuteAsync(
        Guid importId, IReadOnlyList<(int Row, ImportRowRequest Request)> choices, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.PlanAsync<int>(access, async db =>
        {
            if (await AmendImportRow.OpenAsync(db, access.BookId, importId, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var numbers = choices.Select(c => c.Row).ToList();
            var rows = await db.ImportRows.AsNoTracking().Where(r => r.BookId == access.BookId && r.ImportId == importId && numbers.Contains(r.Row))
                .ToDictionaryAsync(r => r.Row, cancellationToken);
            foreach (var (row, request) in choices.Where(c => rows.TryGetValue(c.Row, out var stored) && Differs(stored, c.Request)))
            {
                var outcome = await AmendImportRow.AmendAsync(db, access.BookId, importId, row, request, cancellationToken);
                if (outcome.Refusal is { } refused)
                {
                    return refused;
                }
            }

            return choices.Count;
        }, cancellationToken);

    private static bool Differs(ImportRow stored, ImportRowRequest request) =>
        (request.Decision is { } decision && decision != stored.Decision) || (request.AccountId is { } account && account != stored.OtherAccountId) || (request.Uncategorised && stored.OtherAccountId is not null);
}
