using System.Text.Json;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>A file as far as its plan remembers it.</summary>
/// <param name="Name">As uploaded.</param>
/// <param name="Hash">SHA-256.</param>
/// <param name="Format">Found by content.</param>
/// <param name="Source">Which kind of file: the format, for CSV with its shape.</param>
public sealed record ImportedFile(string Name, byte[] Hash, string Format, string Source)
{
    /// <summary>How a CSV file was read, as JSON.</summary>
    public string? Csv { get; init; }

    /// <summary>The file itself, where its reading can be corrected.</summary>
    public byte[]? Content { get; init; }

    /// <summary>What the reader found wrong.</summary>
    public IReadOnlyList<StatementProblem> Problems { get; init; } = [];
}

/// <summary>Stores the plan of a statement for one account. The ledger is not touched.</summary>
public static class StatementPlanning
{
    /// <summary>More lines than this in one file are refused: nobody's bank sends them, and the preview must stay a page.</summary>
    public const int MaxLines = 1_000_000;

    /// <param name="books">The books.</param>
    /// <param name="access">Whose.</param>
    /// <param name="accountId">The account that the user chose.</param>
    /// <param name="read">The statements of the file, as read.</param>
    /// <param name="statementAccount">Which of several accounts in the file is meant, by number or name; null: the one that is the account's own.</param>
    /// <param name="file">The file.</param>
    /// <param name="now">The time of the plan.</param>
    /// <param name="cancellationToken">Stops it; nothing is stored then.</param>
    public static async Task<Outcome<StoredPlan>> ExecuteAsync(
        BookDatabase books, BookAccess access, Guid accountId, IReadOnlyList<Statement> read, string? statementAccount, ImportedFile file, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (account, learnt) = await books.ReadAsync(access, async db => (
            await db.AccountAsync(access.BookId, accountId, cancellationToken),
            (await db.LearntNumbersAsync(access.BookId, cancellationToken)).Find(l => l.AccountId == accountId)?.Number), cancellationToken);
        if (account is null)
        {
            return new Refusal(RefusalCodes.AccountNotFound, "There is no such account.");
        }

        var (statements, gaps) = StatementJoining.Join(read);
        if (StatementChoice.Choose(statements, account.Name, account.BankAccountId ?? learnt, account.Currency, statementAccount) is not { } statement)
        {
            var names = StatementChoice.Names(statements);
            return new Refusal(RefusalCodes.ImportHasSeveralAccounts, $"The file holds {names.Count} accounts ({string.Join(", ", names.Take(10))}): say which of them {account.Name} is.", string.Join('\n', names.Take(100)));
        }

        if (statement.Currency is { } currency && currency != account.Currency)
        {
            return new Refusal(RefusalCodes.ImportCurrencyDiffers, $"The file is in {currency}; {account.Name} is kept in {account.Currency}.", currency);
        }

        if (statement.Lines.Count > MaxLines)
        {
            return new Refusal(RefusalCodes.TooManyLines, $"The file has {statement.Lines.Count} lines; at most {MaxLines} are read at once.");
        }

        var problems = file.Problems.Concat(gaps).Take(1000).ToList();
        if (statements.Count > 1)
        {
            problems.Insert(0, new StatementProblem(0, "several_accounts", $"The file holds {statements.Count} statements; this is the one of {StatementChoice.Name(statement)}.", IsWarning: true));
        }

        if ((statement.Account.AccountId ?? statement.Account.Name) is { Length: > 0 } number)
        {
            if (statement.Account.AccountId is { Length: > 0 } stated && account.BankAccountId is { Length: > 0 } own && !StatementChoice.IsSame(stated, own))
            {
                problems.Insert(0, new StatementProblem(0, "account_differs", $"The file gives another account number than {account.Name} has: is it the right account?", IsWarning: true));
            }

            // The first, where the next file's account is looked for.
            problems.Insert(0, new StatementProblem(0, ImportTarget.NumberInFile, "The account's number as the file gives it.", number, IsWarning: true));
        }

        var import = ImportOf(access, account, statement, file, problems, now);
        return await books.PlanAsync<StoredPlan>(access, async db =>
        {
            import.PlannedVersion = await db.Books.Where(b => b.Id == access.BookId).Select(b => b.Version).SingleAsync(cancellationToken);
            var plan = await ImportPlanning.DecideAsync(db, import, account, statement.Lines, cancellationToken);
            return await ImportStore.SaveAsync(db, import, plan.Rows, cancellationToken);
        }, cancellationToken);
    }

    private static Import ImportOf(BookAccess access, AccountLine account, Statement statement, ImportedFile file, List<StatementProblem> problems, DateTimeOffset now)
    {
        var (first, last) = statement.Lines.Count > 0 ? (statement.Lines.Min(l => l.Date), statement.Lines.Max(l => l.Date)) : ((DateOnly?)null, (DateOnly?)null);
        return new Import
        {
            BookId = access.BookId,
            Id = Guid.CreateVersion7(),
            AccountId = account.Id,
            FileName = PlainText.Clean(file.Name, 200),
            FileHash = file.Hash,
            Format = file.Format,
            Source = file.Source,
            Currency = account.Currency,
            StatementFrom = statement.From ?? first,
            StatementTo = statement.To ?? last,
            OpeningBalance = statement.Opening?.Amount,
            ClosingBalance = statement.Closing?.Amount,
            ClosingDate = statement.Closing is null ? null : statement.Closing.Date ?? statement.To ?? last,
            Problems = JsonSerializer.Serialize(problems),
            Csv = file.Csv,
            Content = file.Content,
            CreatedBy = access.UserId,
            CreatedAt = now,
        };
    }
}
