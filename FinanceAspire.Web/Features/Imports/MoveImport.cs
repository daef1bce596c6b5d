using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>Plans a file anew for another account than the one that was found or guessed, without another upload.</summary>
internal static class MoveImport
{
    public static async Task<Outcome<Guid>> ExecuteAsync(Guid id, Guid accountId, PlanImport plan, BookDatabase books, BookAccess access, CancellationToken cancellationToken)
    {
        if (await books.ReadAsync(access, db => db.ImportAsync(access.BookId, id, cancellationToken), cancellationToken) is not { Content: { } content } import || import.Status() == "committed")
        {
            return new Refusal(RefusalCodes.ImportNotFound, "There is no such import whose file could be read again.");
        }

        if (import.AccountId == accountId)
        {
            return id;
        }

        var profile = import.Csv is { } csv ? JsonSerializer.Deserialize<CsvReading>(csv)!.Profile : null;
        return await plan.ReplaceAsync(id, accountId, content, new UploadOptions(import.FileName, profile, KeepUnread: true), null, access, cancellationToken);
    }
}
