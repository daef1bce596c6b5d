using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Search;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinanceAspire.Benchmarks;

/// <summary>Many books in one database: what row-level security costs, and that no neighbour's rows are read.</summary>
internal static class NeighbourBenchmarks
{
    public static async Task RunAsync(ScratchPostgres server, int books, int transactions, int runs)
    {
        var first = await BenchBook.CreateAsync(server, new SampleBook(transactions));
        await first.CopyAsync(triggers: true);
        for (var i = 1; i < books; i++)
        {
            await (await first.BesideAsync(new SampleBook(transactions))).CopyAsync(triggers: true);
        }

        await first.AnalyseAsync();
        Console.WriteLine($"\n### {books} books of {transactions:N0} transactions in one database, 95th percentile of {runs}\n\n| | ms under policies | ratio to none |\n| --- | --- | --- |");
        var (before, web, none) = (await SequentialAsync(first), await TimesAsync(first, first.App, runs), Array.Empty<double>());
        var read = await SequentialAsync(first) - before;
        none = await TimesAsync(first, first.Owner, runs);
        string[] names = ["search by payee fragment", "register, first page", "income statement, ten years"];
        for (var i = 0; i < names.Length; i++)
        {
            Console.WriteLine($"| {names[i]} | {web[i]:0.00} | {web[i] / none[i]:0.00}x ({none[i]:0.00}) |");
        }

        Console.WriteLine($"\nRows of transactions and postings read by scans that know no book: {read}.");
    }

    private static async Task<double[]> TimesAsync(BenchBook book, string connectionString, int runs)
    {
        await using var connection = await BenchBook.OpenAsync(connectionString);
        await using var transaction = await connection.BeginTransactionAsync();
        await BenchBook.ExecuteAsync(connection, $"select enter_book('{book.Id}', '{book.User}')");
        await using var db = BenchBook.Context(connection);
        await db.Database.UseTransactionAsync(transaction);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        var account = book.Sample.AccountIds[0];
        return
        [
            await Measure.AtAsync(0.95, runs, () => db.TransactionsAsync(book.Id, null, null, null, new SearchNode.Text(TextField.Any, "inema"), null, 50, default)),
            await Measure.AtAsync(0.95, runs, () => db.RegisterAsync(book.Id, account, null, null, null, null, 50, default)),
            await Measure.AtAsync(0.95, runs, () => db.IncomeStatementAsync(book.Id, book.Sample.First, new DateOnly(2025, 12, 31), default)),
        ];
    }

    /// <summary>Rows that sequential scans have read so far: an index of ours begins with the book, a sequential scan does not.</summary>
    private static async Task<long> SequentialAsync(BenchBook book)
    {
        await using var connection = await BenchBook.OpenAsync(book.Owner);
        // Counters of other sessions are a second late.
        await Task.Delay(2000);
        await using var command = new NpgsqlCommand("select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('transactions', 'postings')", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
