using System.Globalization;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Worker.Imports;

/// <summary>What became of one file.</summary>
/// <param name="File">Its name.</param>
/// <param name="IsCommitted">True where it is in the book now.</param>
/// <param name="Lines">The report, a sentence a line. No amounts: it may lie in a log or a shared folder.</param>
internal sealed record FileReport(string File, bool IsCommitted, IReadOnlyList<string> Lines)
{
    public override string ToString() => string.Join(Environment.NewLine, Lines.Prepend($"{File}: {(IsCommitted ? "imported" : "NOT imported")}"));
}

/// <summary>
/// Files without a person before them: the same plan as on the page, booked only where it is clean. What is not stays as a
/// preview that somebody can look at.
/// </summary>
internal sealed partial class FileImporter(BookDatabase books, IServiceScopeFactory scopes, TimeProvider clock, ILogger<FileImporter> logger)
{
    /// <summary>The book of that name or id, with an owner of it; null where there is none, or several of the name.</summary>
    public async Task<BookAccess?> BookAsync(string? book, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
        var owners = await (from b in db.Books
                            join m in db.Members on b.Id equals m.BookId
                            where m.Role == "owner" && !b.IsDemo
                            select new { b.Id, b.Name, m.UserId }).ToListAsync(cancellationToken);
        var found = owners.Where(o => book is null || o.Name.Equals(book, StringComparison.OrdinalIgnoreCase) || o.Id.ToString() == book).DistinctBy(o => o.Id).ToList();
        return found.Count == 1 ? new BookAccess(found[0].Id, found[0].UserId) : null;
    }

    /// <param name="path">The file.</param>
    /// <param name="account">The account's name, path or id; null: found by what the file says of it.</param>
    /// <param name="access">The book.</param>
    /// <param name="dryRun">True: the plan is made and shown, nothing is booked.</param>
    /// <param name="cancellationToken">Stops it; nothing of this file is booked then.</param>
    /// <remarks>
    /// A fault that the file itself brings about stays with it: it would meet the same one at each trial, and the files after
    /// it would wait for ever. Where the database or the drive is away, this throws.
    /// </remarks>
    public async Task<FileReport> ImportAsync(string path, string? account, BookAccess access, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAndBookAsync(path, account, access, dryRun, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !IsAway(e))
        {
            Log.Fault(logger, e);
            return new(Path.GetFileName(path), false, [e is OutOfMemoryException
                ? "The file is larger than this program has memory for. Nothing was booked. Import it in parts or on the page, or allow the worker more memory."
                : $"The file met a fault of this program ({e.GetType().Name}; more is in its log). Nothing was booked."]);
        }
    }

    /// <summary>True of what passes by itself: another trial may succeed.</summary>
    internal static bool IsAway(Exception e) => e switch
    {
        TimeoutException or IOException or UnauthorizedAccessException => true,
        // The server ends connections, starts, is full, or was changed by somebody else at the same time.
        Npgsql.PostgresException answer => answer.IsTransient,
        Npgsql.NpgsqlException => true,
        _ => e.InnerException is { } inner && IsAway(inner),
    };

    private async Task<FileReport> ReadAndBookAsync(string path, string? account, BookAccess access, bool dryRun, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var (accounts, learnt, currency) = await books.ReadAsync(access, async db => (
            (await db.AccountsAsync(access.BookId, includeClosed: false, cancellationToken: cancellationToken)).Where(a => a.Type.IsOwn()).ToList(),
            await db.LearntNumbersAsync(access.BookId, cancellationToken),
            await db.Books.Where(b => b.Id == access.BookId).Select(b => b.Currency).SingleAsync(cancellationToken)), cancellationToken);
        var named = account is null ? null : accounts.SingleOrDefault(a => a.Id.ToString() == account) ?? ImportTarget.Only(accounts.Where(a => StatementChoice.IsSame(a.Path, account) || StatementChoice.IsSame(a.Name, account)));
        if (account is not null && named is null)
        {
            return new(name, false, [$"The book has no open account '{account}', or several."]);
        }

        SpooledFile read;
        await using (var file = File.OpenRead(path))
        {
            read = await SpooledFile.ReadAsync(file, null, currency, shape => ProfileAsync(access, named?.Id, shape, cancellationToken), CultureInfo.CurrentCulture, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);
        }

        var remarks = read.Result.Problems.Take(20).Select(p => $"{(p.Line > 0 ? $"Line {p.Line}: " : "")}{p.Text}").ToList();
        var source = new ImportedFile(name, read.Hash, read.Result.Format ?? "", read.Source)
        {
            Csv = read.Result.Csv is { } csv ? JsonSerializer.Serialize(csv) : null,
            Content = read.Content,
            Problems = read.Result.Problems,
        };
        if (read.Result.Book is { } book)
        {
            var planned = await BookImport.PlanAsync(books, access, book.Head, book.Transactions, source with { Csv = null, Content = null }, clock.GetUtcNow(), cancellationToken);
            return await FinishAsync(name, "the whole book", planned, IsClean(read.Result), dryRun, remarks, access, cancellationToken);
        }

        if (read.Result.Statements.Count == 0)
        {
            return new(name, false, remarks.Count > 0 ? remarks : ["This is no file that can be read."]);
        }

        var target = named ?? ImportTarget.Find(accounts, learnt, read.Result.Statements);
        if (target is null)
        {
            return new(name, false, [.. remarks, "Nothing in the file says which account it is of: name one, or give the account its number at the bank."]);
        }

        var outcome = await StatementPlanning.ExecuteAsync(books, access, target.Id, read.Result.Statements, null, source, clock.GetUtcNow(), cancellationToken);
        return await FinishAsync(name, target.Name, outcome, IsClean(read.Result), dryRun, remarks, access, cancellationToken);
    }

    /// <summary>No error, and nothing that a person must be asked.</summary>
    private static bool IsClean(ReadResult result) => result.Problems.All(p => p.IsWarning) && result.Csv is not { Ambiguities.Count: > 0 };

    private async Task<FileReport> FinishAsync(
        string name, string target, Outcome<StoredPlan> planned, bool isClean, bool dryRun, List<string> remarks, BookAccess access, CancellationToken cancellationToken)
    {
        if (planned.Refusal is { } refused)
        {
            return new(name, false, [.. remarks, $"{refused.Message} ({refused.Code})"]);
        }

        var (id, lines) = (planned.Required.Import.Id, new List<string>(remarks));
        var counts = planned.Required.Rows.CountBy(r => r.Decision).ToDictionary();
        lines.Add($"Into {target}: {counts.GetValueOrDefault("new")} new, {counts.GetValueOrDefault("duplicate")} in the book already, {counts.GetValueOrDefault("transfer")} transfers, {counts.GetValueOrDefault("error")} not bookable.");
        if (dryRun || !isClean)
        {
            lines.Add(isClean ? $"Nothing was booked: this was a trial. Preview: /imports/{id}" : $"Not clean, so nothing was booked. Look at it and decide: /imports/{id}");
            return new(name, false, lines);
        }

        var committed = await CommitImport.ExecuteAsync(id, onlyIfClean: true, books, access, cancellationToken);
        lines.Add(committed.Refusal is { } refusal
            ? $"{refusal.Message} ({refusal.Code}) Look at it and decide: /imports/{id}"
            : committed.Value!.Difference is null ? "Booked; the file states no closing balance to compare with." : "Booked; book and bank agree.");
        return new(name, committed.Refusal is null, lines);
    }

    private Task<CsvProfile?> ProfileAsync(BookAccess access, Guid? account, string shape, CancellationToken cancellationToken) =>
        books.ReadAsync(access, async db =>
            await db.ImportProfiles.Where(p => p.BookId == access.BookId && p.AccountId == account && p.Shape == shape).Select(p => p.Profile).SingleOrDefaultAsync(cancellationToken) is { } json
                ? JsonSerializer.Deserialize<CsvProfile>(json)
                : null, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A file could not be imported for a fault of the program")]
        public static partial void Fault(ILogger logger, Exception e);
    }
}
