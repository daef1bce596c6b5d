using System.Security.Cryptography;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>Reads an uploaded file, decides about each line and stores the plan. The ledger is not touched.</summary>
internal sealed class PlanImport(BookDatabase books, TimeProvider clock)
{
    /// <summary>More lines than this in one file are refused: nobody's bank sends them, and the preview must stay a page.</summary>
    public const int MaxLines = 1_000_000;

    /// <param name="profile">How to read a CSV file, where the user has just said so; null: as remembered, else guessed.</param>
    public async Task<Outcome<Guid>> ExecuteAsync(
        Guid accountId, Stream file, string fileName, CsvProfile? profile, BookAccess access, CancellationToken cancellationToken)
    {
        var account = await books.ReadAsync(access, db => db.AccountAsync(access.BookId, accountId, cancellationToken), cancellationToken);
        if (account is null)
        {
            return new Refusal(RefusalCodes.AccountNotFound, "There is no such account.");
        }

        var read = await UploadedFile.ReadAsync(file, profile, Remembered, clock, cancellationToken);
        if (read.Result.Statements.Count == 0)
        {
            var fatal = read.Result.Problems.FirstOrDefault(p => p.IsFatal) ?? read.Result.Problems.ElementAtOrDefault(0);
            return new Refusal(fatal?.Code ?? RefusalCodes.NotAStatement, fatal?.Text ?? "This file is not a bank statement that can be read.");
        }

        var (statements, gaps) = StatementJoining.Join(read.Result.Statements);
        read = read with { Result = read.Result with { Statements = statements, Problems = [.. read.Result.Problems, .. gaps] } };
        var statement = Choose(statements, account);
        if (statement.Currency is { } currency && currency != account.Currency)
        {
            return new Refusal(RefusalCodes.ImportCurrencyDiffers, $"The file is in {currency}; {account.Name} is kept in {account.Currency}.", currency);
        }

        if (statement.Lines.Count > MaxLines)
        {
            return new Refusal(RefusalCodes.TooManyLines, $"The file has {statement.Lines.Count} lines; at most {MaxLines} are read at once.");
        }

        return await StoreAsync(account, statement, read, fileName, access, cancellationToken);

        Task<CsvProfile?> Remembered(string shape) =>
            books.ReadAsync(access, async db =>
                await db.ImportProfiles.Where(p => p.BookId == access.BookId && p.AccountId == accountId && p.Shape == shape).Select(p => p.Profile)
                    .SingleOrDefaultAsync(cancellationToken) is { } json ? JsonSerializer.Deserialize<CsvProfile>(json) : null, cancellationToken);
    }

    /// <summary>The statement whose account number is this account's; else the one in its currency; else the first.</summary>
    private static Statement Choose(IReadOnlyList<Statement> statements, AccountLine account) =>
        statements.FirstOrDefault(s => account.BankAccountId is { } number && s.Account.AccountId == number)
            ?? statements.FirstOrDefault(s => s.Currency == account.Currency)
            ?? statements[0];

    private async Task<Outcome<Guid>> StoreAsync(
        AccountLine account, Statement statement, UploadedFile read, string fileName, BookAccess access, CancellationToken cancellationToken)
    {
        var import = new Import
        {
            BookId = access.BookId,
            Id = Guid.CreateVersion7(),
            AccountId = account.Id,
            FileName = PlainText.Clean(fileName, 200),
            FileHash = read.Hash,
            Format = read.Result.Format ?? statement.Format,
            Currency = account.Currency,
            StatementFrom = statement.From ?? (statement.Lines.Count > 0 ? statement.Lines.Min(l => l.Date) : null),
            StatementTo = statement.To ?? (statement.Lines.Count > 0 ? statement.Lines.Max(l => l.Date) : null),
            OpeningBalance = statement.Opening?.Amount,
            ClosingBalance = statement.Closing?.Amount,
            ClosingDate = statement.Closing is null ? null : statement.Closing.Date ?? statement.To ?? (statement.Lines.Count > 0 ? statement.Lines.Max(l => l.Date) : null),
            Problems = JsonSerializer.Serialize(Problems(read.Result, statement)),
            Csv = read.Result.Csv is { } csv ? JsonSerializer.Serialize(csv) : null,
            Content = read.Content,
            CreatedBy = access.UserId,
            CreatedAt = clock.GetUtcNow(),
        };
        return await books.PlanAsync<Guid>(access, async db =>
        {
            import.PlannedVersion = await db.Books.Where(b => b.Id == access.BookId).Select(b => b.Version).SingleAsync(cancellationToken);
            var rows = await ImportPlanning.RowsAsync(db, import, account, statement.Lines, cancellationToken);
            await ImportPlanning.PlanOpeningAsync(db, import, rows, cancellationToken);
            await ImportStore.SaveAsync(db, import, rows, cancellationToken);
            return import.Id;
        }, cancellationToken);
    }

    private static List<StatementProblem> Problems(ReadResult result, Statement chosen)
    {
        var problems = result.Problems.Take(1000).ToList();
        if (result.Statements.Count > 1)
        {
            problems.Insert(0, new StatementProblem(0, "several_accounts",
                $"The file holds {result.Statements.Count} statements; this is the one of {chosen.Account.AccountId ?? chosen.Account.Name ?? chosen.Currency ?? "the first account"}.", IsWarning: true));
        }

        return problems;
    }
}
