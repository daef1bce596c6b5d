using System.Globalization;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Exports;
using FinanceAspire.Ledger.Refusals;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>How an upload is to be taken.</summary>
/// <param name="FileName">As uploaded; shown, never trusted.</param>
/// <param name="Profile">How to read a CSV file, where the user has just said so.</param>
/// <param name="ProfileId">A remembered profile, by id.</param>
/// <param name="StatementAccount">Which account of the file, where it holds several.</param>
internal sealed record UploadOptions(string FileName, CsvProfile? Profile = null, Guid? ProfileId = null, string? StatementAccount = null);

/// <summary>Reads an uploaded file, decides about each line and stores the plan. The ledger is not touched.</summary>
internal sealed class PlanImport(BookDatabase books, TimeProvider clock)
{
    /// <summary>A statement into one account.</summary>
    public async Task<Outcome<StoredPlan>> ExecuteAsync(Guid accountId, Stream file, UploadOptions options, BookAccess access, CancellationToken cancellationToken)
    {
        var profile = options.Profile;
        if (options.ProfileId is { } profileId && (profile = await ProfileAsync(access, p => p.Id == profileId, cancellationToken)) is null)
        {
            return new Refusal(RefusalCodes.ImportProfileNotFound, "There is no such import profile.");
        }

        var read = await ReadAsync(file, profile, shape => ProfileAsync(access, p => p.AccountId == accountId && p.Shape == shape, cancellationToken), null, cancellationToken);
        if (read.Result.Statements.Count == 0)
        {
            return read.Result.Book is null
                ? NotRead(read)
                : new Refusal(RefusalCodes.ImportIsAWholeBook, "This file is a whole book with accounts of its own. Import it as a book, not into one account.");
        }

        return await StatementPlanning.ExecuteAsync(books, access, accountId, read.Result.Statements, options.StatementAccount, FileOf(read, options), clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>A whole book: another program's journal or export, or registers of several accounts.</summary>
    public async Task<Outcome<StoredPlan>> ExecuteBookAsync(Stream file, UploadOptions options, BookAccess access, CancellationToken cancellationToken)
    {
        var currency = await books.ReadAsync(access, db => db.Books.Where(b => b.Id == access.BookId).Select(b => b.Currency).SingleAsync(cancellationToken), cancellationToken);
        var read = await ReadAsync(file, options.Profile, _ => Task.FromResult<CsvProfile?>(null), currency, cancellationToken);
        if (read.Result.Book is null && read.Result.Statements.Count == 0)
        {
            return NotRead(read);
        }

        var book = read.Result.Book ?? StatementsBook.Of(read.Result.Statements, currency, cancellationToken);
        var problems = read.Result.Book is null ? [.. read.Result.Problems, .. book.Problems] : read.Result.Problems;
        return await BookImport.PlanAsync(books, access, book.Head, book.Transactions, FileOf(read, options) with { Problems = problems, Csv = null, Content = null }, clock.GetUtcNow(), cancellationToken);
    }

    private Task<SpooledFile> ReadAsync(Stream file, CsvProfile? profile, Func<string, Task<CsvProfile?>> remembered, string? currency, CancellationToken cancellationToken) =>
        SpooledFile.ReadAsync(file, profile, currency, remembered, CultureInfo.CurrentCulture, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);

    private Task<CsvProfile?> ProfileAsync(BookAccess access, System.Linq.Expressions.Expression<Func<Data.Entities.ImportProfile, bool>> which, CancellationToken cancellationToken) =>
        books.ReadAsync(access, async db =>
            await db.ImportProfiles.Where(p => p.BookId == access.BookId).Where(which).Select(p => p.Profile).SingleOrDefaultAsync(cancellationToken) is { } json
                ? JsonSerializer.Deserialize<CsvProfile>(json)
                : null, cancellationToken);

    private static ImportedFile FileOf(SpooledFile read, UploadOptions options) => new(options.FileName, read.Hash, read.Result.Format ?? "", read.Source)
    {
        Csv = read.Result.Csv is { } csv ? JsonSerializer.Serialize(csv) : null,
        Content = read.Content,
        Problems = read.Result.Problems,
    };

    private static Refusal NotRead(SpooledFile read)
    {
        var fatal = read.Result.Problems.FirstOrDefault(p => p.IsFatal) ?? read.Result.Problems.ElementAtOrDefault(0);
        return new Refusal(fatal?.Code ?? RefusalCodes.NotAStatement, fatal?.Text ?? "This file is not a bank statement that can be read.");
    }
}
