using System.Reflection;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>Every query of ours, asked for one book while another is open: nothing of it shows. A new query is tried without being listed.</summary>
public sealed class QueryIsolationTests(PostgresFixture postgres)
{
    private const string Secret = "Whispering Willows";

    private static readonly Guid Receipt = Guid.CreateVersion7();

    /// <summary>Queries whose answers hold neither names nor amounts of the book.</summary>
    private static readonly string[] SayLittle = ["VersionAsOfAsync", "VerifyAsync", "LastCheckAsync", "ChangesAsync", "ReconciliationsAsync", "ReconciledBalanceAsync", "PricesAsync", "ImportAsync", "SeenLinesAsync", "BookedEntriesAsync", "SuggestionsAsync", "UncategorisedAsync", "UnreconciledAsync", "AccountHistoryAsync", "ReceiptUsageAsync", "WaitingReceiptsAsync", "LastAccountOfSourceAsync"];

    [Fact]
    public async Task No_query_shows_a_neighbours_book()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);
        var transaction = await mine.RecordAsync("2026-01-05", (mine.Bank, -4711.11m), (mine.Food, 4711.11m));
        await mine.ChangeAsync($"""
            insert into payees (book_id, id, name) values ('{mine.Book}', gen_random_uuid(), '{Secret}');
            insert into payees (book_id, id, name, merged_into) values ('{mine.Book}', gen_random_uuid(), '{Secret} by another name', (select id from payees));
            update transactions set payee_id = (select id from payees where merged_into is null), description = '{Secret}', tags = array['{Secret}'] where id = '{transaction}';
            insert into balance_assertions (book_id, id, account_id, date, quantity) values ('{mine.Book}', gen_random_uuid(), '{mine.Bank}', '2026-01-31', -4711.11)
            """);
        await mine.ChangeAsync($"""
            insert into receipt_files (book_id, sha256, source_sha256, size, content_type, text, words) values ('{mine.Book}', sha256('slip'), sha256('source'), 4, 'image/jpeg', '{Secret}', lower('{Secret}'));
            insert into receipts (book_id, id, sha256, file_name, date, amount) values ('{mine.Book}', '{Receipt}', sha256('slip'), '{Secret}', '2026-01-05', 4711.11)
            """);
        await mine.ChangeAsync($"""
            insert into envelopes (book_id, id, account_id, rollover) values ('{mine.Book}', gen_random_uuid(), '{mine.Food}', 'both');
            insert into envelope_months (book_id, id, account_id, month, budgeted) values ('{mine.Book}', gen_random_uuid(), '{mine.Food}', '2026-01-01', 0)
            """);
        await mine.ChangeAsync($"insert into saved_searches (book_id, id, name, query) values ('{mine.Book}', gen_random_uuid(), '{Secret}', 'x')");
        await mine.ChangeAsync($"""
            insert into schedules (book_id, id, name, currency, starts_on, every, period, next_on) values ('{mine.Book}', '{mine.Bank}', '{Secret}', 'EUR', '2026-01-05', 1, 'month', '2026-01-05');
            insert into schedule_postings (book_id, id, schedule_id, account_id, quantity, value) values ('{mine.Book}', gen_random_uuid(), '{mine.Bank}', '{mine.Bank}', -4711.11, -4711.11)
            """);
        await mine.ChangeAsync($$"""
            insert into imports (book_id, id, account_id, file_hash, format, currency, planned_version, problems, commit_operation_id)
              values ('{{mine.Book}}', gen_random_uuid(), '{{mine.Bank}}', '', 'csv', 'EUR', 1, '[{"Code": "account_in_file", "Raw": "{{Secret}}"}]', current_operation())
            """);
        var methods = typeof(AccountQueries).Assembly.GetTypes().Where(t => t.Namespace == "FinanceAspire.Data.Queries")
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(m => m.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(LedgerDbContext)).ToList();
        Assert.True(methods.Count > 15, $"Only {methods.Count} queries were found.");

        var shown = new List<string>();
        foreach (var method in methods)
        {
            var own = await AskAsync(mine, mine, transaction, method);
            Assert.True(
                SayLittle.Contains(method.Name) || own.Contains("4711.11", StringComparison.Ordinal) || own.Contains(Secret, StringComparison.Ordinal),
                $"{method.Name} shows nothing of its own book: this test would look at nothing.");
            var answer = await AskAsync(theirs, mine, transaction, method);
            if (answer.Contains("4711", StringComparison.Ordinal) || answer.Contains(Secret, StringComparison.Ordinal) || answer.Contains(mine.Bank.ToString(), StringComparison.Ordinal))
            {
                shown.Add($"{method.Name}: {answer}");
            }
        }

        Assert.Empty(shown);
    }

    /// <summary>The answer as JSON, with one session's book open and the other's asked for.</summary>
    private static async Task<string> AskAsync(BookSession open, BookSession asked, Guid transaction, MethodInfo method)
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger(open.Connections.App);
        await using var db = new LedgerDbContext(options.Options);
        await using var dbTransaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"select enter_book({open.Book}, {open.User})", TestContext.Current.CancellationToken);
        var account = new AccountLine(asked.Bank, "Bank", "Bank", "asset", "EUR", null, false, null, 1, 2, 0, 0, null, null, null, null, true);
        var arguments = method.GetParameters().Select(p => p.ParameterType switch
        {
            var t when t == typeof(LedgerDbContext) => (object?)db,
            var t when t == typeof(Guid) => p.Name == "bookId" ? asked.Book : p.Name == "transactionId" || (p.Name == "id" && method.Name.StartsWith("Transaction", StringComparison.Ordinal)) ? transaction : p.Name == "id" && method.Name.Contains("Receipt", StringComparison.Ordinal) ? Receipt : asked.Bank,
            var t when t == typeof(Guid[]) => new[] { Receipt },
            var t when t == typeof(byte[]) => System.Security.Cryptography.SHA256.HashData("slip"u8),
            var t when t == typeof(DateOnly) => new DateOnly(p.Name == "from" ? 2025 : 2026, 12, 31),
            var t when t == typeof(DateTimeOffset) => DateTimeOffset.UtcNow,
            var t when t == typeof(int) => 100,
            var t when t == typeof(long) => 1_000_000L,
            var t when t == typeof(bool) => true,
            var t when t == typeof(string) => null,
            var t when t == typeof(AccountLine) => account,
            var t when t == typeof(FinanceAspire.Data.Entities.Import) => new FinanceAspire.Data.Entities.Import { BookId = asked.Book, AccountId = asked.Bank },
            var t when t == typeof(CancellationToken) => TestContext.Current.CancellationToken,
            var t when t == typeof(string[]) => new[] { Secret },
            var t when t == typeof(IReadOnlyCollection<StatementLine>) => new[]
            {
                new StatementLine { Row = 1, Date = new DateOnly(2025, 12, 31), Amount = -4711.11m, BankId = Secret },
                new StatementLine { Row = 2, Date = new DateOnly(2026, 12, 31), Amount = 4711.11m },
            },
            _ => null,
        }).ToArray();
        try
        {
            var returned = method.Invoke(null, arguments);
            if (returned is IAsyncEnumerable<object> stream)
            {
                return JsonSerializer.Serialize(await stream.ToListAsync(TestContext.Current.CancellationToken));
            }

            await (Task)returned!;
            return JsonSerializer.Serialize(returned.GetType().GetProperty("Result")!.GetValue(returned));
        }
        catch (InvalidOperationException e) when (e.Message.Contains("no elements", StringComparison.Ordinal))
        {
            return "";
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return "";
        }
    }
}
