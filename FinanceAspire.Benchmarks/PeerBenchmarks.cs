using System.Diagnostics;
using System.Text.Json;
using FinanceAspire.Data.Queries;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinanceAspire.Benchmarks;

/// <summary>
/// The same ledger and the same questions to plain text accounting programs, in one run. They read their file for every
/// question, which is how they are used; ours is asked as web asks.
/// </summary>
internal static class PeerBenchmarks
{
    private static readonly string[] Questions = ["balances", "net worth by month", "category by month", "search by payee"];

    private sealed record Row(string Id, DateOnly Date, string Account, string Payee, string Category, long Amount);

    public static async Task RunAsync(ScratchPostgres server, string folder, int runs)
    {
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "expected.json")));
        var balances = expected.RootElement.GetProperty("balances").EnumerateObject().ToDictionary(b => b.Name, b => b.Value.GetInt64());
        var rows = JsonSerializer.Deserialize<List<Row>>(await File.ReadAllTextAsync(Path.Combine(folder, "tx.json")), JsonSerializerOptions.Web)!;
        var ours = await OursAsync(server, rows, balances, expected.RootElement.GetProperty("search").GetInt32(), runs * 7);

        var journal = Path.Combine(folder, "all.journal");
        var bean = Path.Combine(folder, "all.beancount");
        Console.WriteLine($"\n### The same ledger of {rows.Count:N0} transactions beside the peers, ms and ratio to ours\n\n| | ours | hledger | Ledger | beancount |\n| --- | --- | --- | --- | --- |");
        string[][] commands =
        [
            ["hledger -f {0} bal -N --flat Assets -O csv", "hledger -f {0} bal -M --historical -N --depth 1 Assets -O csv", "hledger -f {0} bal -M Expenses Income -O csv", "hledger -f {0} reg desc:Cinema Assets -O csv"],
            ["ledger --no-pager --args-only -f {0} bal --flat --no-total Assets", "ledger --no-pager --args-only -f {0} reg --monthly --collapse Assets", "ledger --no-pager --args-only -f {0} reg --monthly Expenses Income", "ledger --no-pager --args-only -f {0} reg @Cinema and Assets"],
            [
                "bean-query {0} \"select account, sum(position) where account ~ '^Assets' group by account\"", "bean-query {0} \"select year, month, sum(position) where account ~ '^Assets' group by year, month\"",
                "bean-query {0} \"select year, month, account, sum(position) where account ~ '^(Exp|Inc)' group by year, month, account\"", "bean-query {0} \"select date, payee, position where payee ~ 'Cinema' and account ~ '^Assets'\"",
            ],
        ];
        for (var question = 0; question < Questions.Length; question++)
        {
            var cells = new List<string>();
            for (var peer = 0; peer < commands.Length; peer++)
            {
                var command = commands[peer][question].Replace("{0}", $"'{(peer == 2 ? bean : journal)}'", StringComparison.Ordinal);
                var time = await Measure.MedianAsync(runs, () => ShellAsync(command));
                cells.Add($"{time:0} ({time / ours[question]:0}x)");
            }

            Console.WriteLine($"| {Questions[question]} | {ours[question]:0.00} | {string.Join(" | ", cells)} |");
        }
    }

    private static async Task<double[]> OursAsync(ScratchPostgres server, List<Row> rows, Dictionary<string, long> balances, int hits, int runs)
    {
        var sample = new SampleBook(1);
        var book = await BenchBook.CreateAsync(server, sample);
        await FillAsync(book, rows);
        await book.AnalyseAsync();
        await using var connection = await BenchBook.OpenAsync(book.App);
        await using var transaction = await connection.BeginTransactionAsync();
        await BenchBook.ExecuteAsync(connection, $"select enter_book('{book.Id}', '{book.User}')");
        await using var db = BenchBook.Context(connection);
        await db.Database.UseTransactionAsync(transaction);
        List<AccountLine> accounts = [];
        var (from, to) = (rows[0].Date, rows[^1].Date);
        var times = new[]
        {
            await Measure.MedianAsync(runs, async () => accounts = await db.AccountsAsync(book.Id)),
            await Measure.MedianAsync(runs, () => db.NetWorthAsync(book.Id, from, to, default)),
            await Measure.MedianAsync(runs, () => db.IncomeStatementAsync(book.Id, from, to, default)),
            await Measure.MedianAsync(runs, async () => Measure.Check(await SearchAsync(connection, book) == hits, "the hits of the search")),
        };
        foreach (var (name, cents) in balances)
        {
            Measure.Check(accounts.Single(a => a.Name == name).Balance == cents / 100m, $"the balance of {name}");
        }

        return times;
    }

    /// <summary>All hits with date, payee and amount, as the peers print them; through the payees, since a policy keeps indexes from patterns.</summary>
    private static async Task<int> SearchAsync(NpgsqlConnection connection, BenchBook book)
    {
        await using var command = new NpgsqlCommand("""
            select t.date, y.name, p.quantity from payees y
              join transactions t on t.book_id = y.book_id and t.payee_id = y.id
              join postings p on p.book_id = t.book_id and p.transaction_id = t.id and p.ordinal = 0
              where y.book_id = $1 and y.name ilike '%Cinema%' order by t.date
            """, connection)
        { Parameters = { new() { Value = book.Id } } };
        await using var reader = await command.ExecuteReaderAsync();
        var count = 0;
        while (await reader.ReadAsync())
        {
            _ = (reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetDecimal(2));
            count++;
        }

        return count;
    }

    private static async Task FillAsync(BenchBook book, List<Row> rows)
    {
        await using var connection = await BenchBook.OpenAsync(book.App);
        await using var transaction = await connection.BeginTransactionAsync();
        await BenchBook.ExecuteAsync(connection, $"select begin_operation('{book.Id}', '{book.User}', gen_random_uuid(), 'import', null, 'bulk')");
        await using var command = new NpgsqlCommand("""
            create temporary table rows on commit drop as
              select gen_random_uuid() as id, x.* from unnest($1, $2, $3, $4, $5) x (date, account, payee, category, amount)
            """, connection)
        {
            Parameters =
            {
                new() { Value = rows.Select(r => r.Date).ToArray() }, new() { Value = rows.Select(r => r.Account).ToArray() }, new() { Value = rows.Select(r => r.Payee).ToArray() },
                new() { Value = rows.Select(r => r.Category).ToArray() }, new() { Value = rows.Select(r => r.Amount / 100m).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync();
        await BenchBook.ExecuteAsync(connection, $"""
            insert into payees (book_id, id, name) select distinct on (payee) '{book.Id}'::uuid, gen_random_uuid(), payee from rows on conflict do nothing;
            insert into transactions (book_id, id, date, payee_id, currency) select '{book.Id}', r.id, r.date, y.id, 'EUR' from rows r join payees y on y.name = r.payee;
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value)
              select '{book.Id}', gen_random_uuid(), r.id, s.ordinal, a.id, r.date, 'EUR', 'EUR', s.sign * r.amount, s.sign * r.amount
                from rows r cross join (values (0::smallint, 1), (1::smallint, -1)) s (ordinal, sign)
                join accounts a on a.name = case s.ordinal when 0 then r.account else r.category end
            """);
        await transaction.CommitAsync();
    }

    private static async Task ShellAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{command} > /dev/null"]) { Environment = { ["LC_ALL"] = "C.UTF-8" } })!;
        await process.WaitForExitAsync();
        Measure.Check(process.ExitCode == 0, command);
    }
}
