using System.Globalization;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Exports;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>How an upload is to be taken.</summary>
/// <param name="FileName">As uploaded; shown, never trusted.</param>
/// <param name="Profile">How to read a CSV file, where the user has just said so.</param>
/// <param name="ProfileId">A remembered profile, by id.</param>
/// <param name="StatementAccount">Which account of the file, where it holds several.</param>
/// <param name="KeepUnread">True: a table of which no row could be read is planned without lines, so that its columns can be told.</param>
internal sealed record UploadOptions(string FileName, CsvProfile? Profile = null, Guid? ProfileId = null, string? StatementAccount = null, bool KeepUnread = false);

/// <summary>The plan of a file of which nobody has said whose it is.</summary>
/// <param name="Id">The plan.</param>
/// <param name="IsGuess">True where nothing in the file or in earlier imports says which account it is of.</param>
internal sealed record PlannedFile(Guid Id, bool IsGuess);

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
        return await PlanAsync(accountId, read, options, access, cancellationToken);
    }

    /// <summary>The same bytes for another account or read in another way: a new plan takes the place of the one that was made of them.</summary>
    /// <param name="earlier">The plan that goes.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="content">The file.</param>
    /// <param name="options">How to take it.</param>
    /// <param name="also">What else is stored with it; null: nothing.</param>
    /// <param name="access">Whose.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Outcome<Guid>> ReplaceAsync(
        Guid earlier, Guid accountId, byte[] content, UploadOptions options, Func<LedgerDbContext, Task>? also, BookAccess access, CancellationToken cancellationToken)
    {
        await using var file = new MemoryStream(content, writable: false);
        var planned = await ExecuteAsync(accountId, file, options, access, cancellationToken);
        return planned.Refusal is { } refusal
            ? refusal
            : await books.PlanAsync<Guid>(access, async db =>
            {
                if (also is not null)
                {
                    await also(db);
                }

                await db.Imports.Where(i => i.BookId == access.BookId && i.Id == earlier).ExecuteDeleteAsync(cancellationToken);
                return planned.Required.Import.Id;
            }, cancellationToken);
    }

    /// <summary>
    /// Whatever it is: another program's book as a whole; a statement into the account that it is of by number, name, remembered
    /// profile or kind of file, else into the first one, as a guess that the preview asks about.
    /// </summary>
    public async Task<Outcome<PlannedFile>> ExecuteAnyAsync(Stream file, UploadOptions options, BookAccess access, CancellationToken cancellationToken)
    {
        var (accounts, learnt, profiles, currency) = await books.ReadAsync(access, async db => (
            (await db.AccountsAsync(access.BookId, includeClosed: false, cancellationToken: cancellationToken)).Where(a => a.Type.IsOwn()).ToList(),
            await db.LearntNumbersAsync(access.BookId, cancellationToken),
            await db.ImportProfiles.Where(p => p.BookId == access.BookId).OrderByDescending(p => p.UpdatedAt).Select(p => new { p.AccountId, p.Shape, p.Profile }).ToListAsync(cancellationToken),
            await db.Books.Where(b => b.Id == access.BookId).Select(b => b.Currency).SingleAsync(cancellationToken)), cancellationToken);
        Guid? remembered = null;
        var read = await ReadAsync(file, options.Profile, shape =>
        {
            var profile = profiles.Find(p => p.Shape == shape);
            remembered = profile?.AccountId;
            return Task.FromResult(profile is null ? null : JsonSerializer.Deserialize<CsvProfile>(profile.Profile));
        }, currency, cancellationToken);
        if (read.Result is { Statements.Count: 0, Book: { } book })
        {
            var whole = await BookImport.PlanAsync(books, access, book.Head, book.Transactions, FileOf(read, options) with { Csv = null, Content = null }, clock.GetUtcNow(), cancellationToken);
            return whole.Refusal is { } refused ? refused : new PlannedFile(whole.Required.Import.Id, false);
        }

        var known = ImportTarget.Find(accounts, learnt, read.Result.Statements)?.Id ?? remembered
            ?? await books.ReadAsync(access, db => db.LastAccountOfSourceAsync(access.BookId, ImportPlanner.Kind(read.Source), cancellationToken), cancellationToken);
        // Nothing speaks for one: an account that the user has named, else the first of the chart that every book begins with.
        var likely = accounts.OrderBy(a => DefaultChart.Accounts.TakeWhile(c => c.Name != a.Name).Count() % DefaultChart.Accounts.Count).ToList();
        var target = accounts.Find(a => a.Id == known)
            ?? likely.Find(a => read.Result.Statements.All(s => s.Currency is null || s.Currency == a.Currency)) ?? likely.FirstOrDefault();
        if (target is null)
        {
            return new Refusal(RefusalCodes.AccountNotFound, "The book has no open account that a bank's file could go into. Open one first.");
        }

        var planned = await PlanAsync(target.Id, read, options, access, cancellationToken);
        return planned.Refusal is { } refusal ? refusal : new PlannedFile(planned.Required.Import.Id, target.Id != known);
    }

    private async Task<Outcome<StoredPlan>> PlanAsync(Guid accountId, SpooledFile read, UploadOptions options, BookAccess access, CancellationToken cancellationToken)
    {
        var statements = read.Result.Statements;
        if (statements.Count == 0)
        {
            if (read.Result.Book is not null)
            {
                return new Refusal(RefusalCodes.ImportIsAWholeBook, "This file is a whole book with accounts of its own. Import it as a book, not into one account.");
            }

            if (!options.KeepUnread || read.Result.Csv is null || read.Content is null)
            {
                return NotRead(read);
            }

            statements = [new Statement { Format = read.Result.Format! }];
        }

        return await StatementPlanning.ExecuteAsync(books, access, accountId, statements, options.StatementAccount, FileOf(read, options), clock.GetUtcNow(), cancellationToken);
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
