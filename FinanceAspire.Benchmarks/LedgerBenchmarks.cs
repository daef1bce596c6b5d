using System.Globalization;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Search;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinanceAspire.Benchmarks;

/// <summary>Inserts, reports, registers and edits, each beside the plain floor of the same run.</summary>
internal static class LedgerBenchmarks
{
    public static async Task BulkAsync(ScratchPostgres server, int transactions, int runs)
    {
        if (transactions == 0)
        {
            return;
        }

        var sample = new SampleBook(transactions);
        var (plain, guarded, web) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            // Turn by turn, so that a slow minute of the machine meets all three.
            plain.Add(await FillAsync(book => book.CopyAsync(triggers: false)));
            guarded.Add(await FillAsync(book => book.CopyAsync(triggers: true)));
            web.Add(await FillAsync(book => book.InsertAsWebAsync()));
        }

        Console.WriteLine($"\n### Bulk insert, {transactions:N0} transactions, {2 * transactions:N0} postings, one database transaction\n\n| | ms | beside |\n| --- | --- | --- |");
        var floor = Median(plain);
        Measure.Row("COPY with plain foreign keys, none of our triggers", floor, ("itself", floor));
        Measure.Row("COPY with balance check, rollup, change log", Median(guarded), ("without", floor));
        Measure.Row("as the web role: arrays, triggers, policies", Median(web), ("COPY without", floor));

        async Task<double> FillAsync(Func<BenchBook, Task> fill)
        {
            var book = await BenchBook.CreateAsync(server, sample);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await fill(book);
            return watch.Elapsed.TotalMilliseconds;
        }
    }

    public static async Task QueriesAsync(ScratchPostgres server, int transactions, int runs)
    {
        var sample = new SampleBook(transactions);
        var book = await BenchBook.CreateAsync(server, sample);
        await book.CopyAsync(triggers: true);
        await book.AnalyseAsync();
        Console.WriteLine($"\n### Questions to a book of {transactions:N0} transactions over ten years, as the web role\n\n| | ms | beside |\n| --- | --- | --- |");

        await using (var connection = await BenchBook.OpenAsync(book.App))
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await BenchBook.ExecuteAsync(connection, $"select enter_book('{book.Id}', '{book.User}')");
            await using var db = BenchBook.Context(connection);
            await db.Database.UseTransactionAsync(transaction);
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            await ReportsAsync(db, connection, book, runs);
            await RegistersAsync(db, book, runs);
        }

        await EditsAsync(book, runs);
    }

    private static async Task ReportsAsync(Data.LedgerDbContext db, NpgsqlConnection connection, BenchBook book, int runs)
    {
        var (from, to) = (book.Sample.First, new DateOnly(2025, 12, 31));
        var trip = await Measure.MedianAsync(runs * 3, () => db.Database.SqlQuery<int>($"select 1 as \"Value\"").SingleAsync());
        Measure.Row("SELECT 1, the same way", trip, ("itself", trip));

        List<AccountLine> accounts = [];
        var balances = await Measure.MedianAsync(runs, async () => accounts = await db.AccountsAsync(book.Id));
        for (var i = 0; i < SampleBook.Accounts; i++)
        {
            Measure.Check(accounts.Single(a => a.Id == book.Sample.AccountIds[i]).Balance == book.Sample.Balance(i), $"the balance of account {i}");
        }

        var slow = Math.Min(runs, 5);
        Measure.Row("balances of all accounts", balances, ("SELECT 1", trip), ("over postings", await Measure.MedianAsync(slow, () =>
            ReadAsync(connection, "select account_id, sum(quantity) from postings group by account_id"))));

        List<NetWorthLine> worth = [];
        var netWorth = await Measure.MedianAsync(runs, async () => worth = await db.NetWorthAsync(book.Id, from, to, default));
        Measure.Check(worth.Count == 120 && worth[^1].Known == Enumerable.Range(0, SampleBook.Accounts).Sum(book.Sample.Balance), "net worth at the end");
        Measure.Row("net worth by month, ten years", netWorth, ("SELECT 1", trip), ("over postings", await Measure.MedianAsync(slow, () => ReadAsync(connection, """
            select month, sum(moved) over (order by month) from (
              select date_trunc('month', p.date) as month, sum(p.quantity) as moved from postings p join accounts a on a.book_id = p.book_id and a.id = p.account_id
                where a.type in ('asset', 'liability') group by 1) m order by month
            """))));

        List<IncomeLine> income = [];
        var statement = await Measure.MedianAsync(runs, async () => income = await db.IncomeStatementAsync(book.Id, from, to, default));
        Measure.Check(income.Sum(i => i.Amount) == -Enumerable.Range(0, SampleBook.Accounts).Sum(book.Sample.Balance), "the income statement's total");
        Measure.Row($"income statement by category and month, ten years ({income.Count} rows)", statement, ("SELECT 1", trip), ("over postings", await Measure.MedianAsync(slow, () => ReadAsync(connection, """
            select date_trunc('month', p.date), a.id, sum(p.quantity) from postings p join accounts a on a.book_id = p.book_id and a.id = p.account_id
              where a.type in ('income', 'expense') group by 1, 2
            """))));

        var sheet = await Measure.MedianAsync(runs, () => db.BalanceSheetAsync(book.Id, new DateOnly(2021, 6, 15), null, default));
        Measure.Row("balance sheet in the middle of a month", sheet, ("SELECT 1", trip));
    }

    private static async Task RegistersAsync(Data.LedgerDbContext db, BenchBook book, int runs)
    {
        var account = book.Sample.AccountIds[0];
        var own = book.Sample.Entries.Where(e => e.Account == 0).ToList();
        List<RegisterLine> page = [];
        var first = await Measure.MedianAsync(runs, async () => page = await db.RegisterAsync(book.Id, account, null, null, null, null, 50, default));
        Measure.Check(page[0].RunningBalance == book.Sample.Balance(0), "the register's last balance");
        Measure.Row("register, first page of 50 with running balance", first, ("itself", first));

        var middle = own[own.Count / 2];
        var cursor = new RegisterCursor(middle.Date, middle.Id, 0);
        var far = await Measure.MedianAsync(runs, async () => page = await db.RegisterAsync(book.Id, account, null, null, null, cursor, 50, default));
        Measure.Check(page[0].RunningBalance == own.Where(e => (e.Date, e.Id.ToString()).CompareTo((middle.Date, middle.Id.ToString())) < 0).Sum(e => e.Cents) / 100m, "the running balance in the middle");
        Measure.Row("register, a page in the middle", far, ("first page", first));

        List<TransactionView> found = [];
        var search = await Measure.MedianAsync(runs, async () => found = await db.TransactionsAsync(book.Id, null, null, null, new SearchNode.Text(TextField.Any, "inema"), null, 50, default));
        Measure.Check(found.Count == 50 && found.All(t => t.Payee.StartsWith("Cinema", StringComparison.Ordinal)), "the search");
        Measure.Row("search by payee fragment, first 50", search, ("first page", first));
        var rare = await Measure.MedianAsync(runs, async () => found = await db.TransactionsAsync(book.Id, null, null, null, new SearchNode.Text(TextField.Any, "499"), null, 50, default));
        Measure.Row("search by a fragment that few have", rare, ("first page", first));
        var none = await Measure.MedianAsync(runs, async () => found = await db.TransactionsAsync(book.Id, null, null, null, new SearchNode.Text(TextField.Any, "no such payee"), null, 50, default));
        Measure.Check(found.Count == 0, "the search for nothing");
        Measure.Row("search by a fragment that nothing has", none, ("first page", first));
    }

    private static async Task EditsAsync(BenchBook book, int runs)
    {
        var (bare, guarded) = (await book.EditorAsync(asWeb: false), await book.EditorAsync(asWeb: true));
        var n = 0;
        // Entries of the book's first months.
        var floor = await Measure.MedianAsync(runs * 3, () => bare(n++ % 500));
        Measure.Row("edit in an old month: bare UPDATE of both legs", floor, ("itself", floor));
        Measure.Row("the same as web: operation, balance check, rollup, change log, policies", await Measure.MedianAsync(runs * 3, () => guarded(n++ % 500)), ("bare", floor));
    }

    private static async Task ReadAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The benchmark's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }
    }

    internal static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
