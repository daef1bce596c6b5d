using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Formats.Reading.Csv;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>Keeps how an account's CSV files of one shape are read; a new answer takes the place of the old one.</summary>
internal static class RememberProfile
{
    public static async Task<ImportProfile> ExecuteAsync(
        LedgerDbContext db, Guid bookId, Guid accountId, string shape, CsvProfile profile, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.ImportProfiles.Where(p => p.BookId == bookId && p.AccountId == accountId && p.Shape == shape).ExecuteDeleteAsync(cancellationToken);
        var stored = new ImportProfile
        {
            BookId = bookId,
            AccountId = accountId,
            Name = name,
            Shape = shape,
            Profile = JsonSerializer.Serialize(profile),
            UpdatedAt = now,
        };
        db.ImportProfiles.Add(stored);
        return stored;
    }
}
