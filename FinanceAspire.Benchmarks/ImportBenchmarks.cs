using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Benchmarks;

/// <summary>A bank's file read, planned and booked, beside the reader alone and a plain COPY of the same transactions.</summary>
internal static class ImportBenchmarks
{
    public static async Task RunAsync(ScratchPostgres server, int lines, int runs)
    {
        Console.WriteLine($"\n### Import of {lines:N0} lines\n\n| | ms | lines/s | beside |\n| --- | --- | --- | --- |");
        var sample = new SampleBook(lines);
        var plain = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            var book = await BenchBook.CreateAsync(server, sample);
            var watch = Stopwatch.StartNew();
            await book.CopyAsync(triggers: false);
            plain.Add(watch.Elapsed.TotalMilliseconds);
        }

        var copy = Row("COPY of as many transactions, plain foreign keys", plain, lines, null);
        foreach (var (name, file) in new[] { ("CSV", Csv(lines)), ("OFX", Ofx(lines)) })
        {
            var (read, plan, commit, again) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            await ReadAsync(file);
            for (var run = 0; run < runs; run++)
            {
                for (var reading = 0; reading < Readings; reading++)
                {
                    read.Add(await TimeAsync(() => ReadAsync(file)));
                }

                var book = await BenchBook.CreateAsync(server, new SampleBook(1));
                await using var services = Services(book);
                var books = services.GetRequiredService<BookDatabase>();
                var access = new BookAccess(book.Id, book.User);
                var account = book.Sample.AccountIds[0];
                var id = Guid.Empty;
                plan.Add(await TimeAsync(async () => id = await PlanAsync(books, access, account, file)));
                commit.Add(await TimeAsync(async () => Check(lines, (await CommitImport.ExecuteAsync(id, false, books, access, default)).Required.Imported)));
                again.Add(await TimeAsync(async () => Check(0, (await CommitImport.ExecuteAsync(await PlanAsync(books, access, account, file), false, books, access, default)).Required.Imported)));
            }

            var alone = Row($"{name}: read", read, lines, ("COPY", copy));
            Row($"{name}: read, plan, store", plan, lines, ("the reader alone", alone));
            Row($"{name}: commit", commit, lines, ("COPY", copy));
            Row($"{name}: the same file again, planned and committed", again, lines, ("COPY", copy));
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"\nPeak memory of this process so far: {process.PeakWorkingSet64 / 1024 / 1024:N0} MiB.");
    }

    /// <summary>To read takes so little that once is chance.</summary>
    private const int Readings = 5;

    private static async Task<Guid> PlanAsync(BookDatabase books, BookAccess access, Guid account, byte[] file)
    {
        var read = await ReadAsync(file);
        return (await StatementPlanning.ExecuteAsync(books, access, account, read.Statements, null, new ImportedFile("bench", SHA256.HashData(file), read.Format!, read.Format!), DateTimeOffset.UtcNow, default)).Required.Import.Id;
    }

    private static Task<ReadResult> ReadAsync(byte[] file) => StatementReader.ReadAsync(new MemoryStream(file, writable: false), new ReadOptions(), default);

    private static ServiceProvider Services(BenchBook book) => new ServiceCollection()
        .AddDbContext<LedgerDbContext>(options => options.UseLedger(book.App))
        .AddSingleton(services => new BookDatabase(services.GetRequiredService<IServiceScopeFactory>(), NullLogger<BookDatabase>.Instance))
        .BuildServiceProvider();

    private static async Task<double> TimeAsync(Func<Task> what)
    {
        var watch = Stopwatch.StartNew();
        await what();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Check(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"{actual} lines were booked, not {expected}.");
        }
    }

    private static double Row(string name, List<double> times, int lines, (string Name, double Milliseconds)? beside)
    {
        var median = LedgerBenchmarks.Median(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {median:N0} | {lines / median * 1000:N0} | {(beside is { } b ? $"{median / b.Milliseconds:0.00}x {b.Name}" : "")} |"));
        return median;
    }

    private static byte[] Csv(int lines)
    {
        var text = new StringBuilder("Date,Payee,Description,Amount\n");
        for (var i = 0; i < lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Day(i):yyyy-MM-dd},Shop {i % 997},\"Card payment, no. {i}\",{-(i % 9000) - 100}.{i % 100:00}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Ofx(int lines)
    {
        var text = new StringBuilder("OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n");
        for (var i = 0; i < lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{Day(i):yyyyMMdd}<TRNAMT>-{(i % 9000) + 100}.{i % 100:00}<FITID>{i}<NAME>Shop {i % 997}<MEMO>Card payment {i}</STMTTRN>\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n").ToString());
    }

    private static DateOnly Day(int i) => new DateOnly(2016, 1, 1).AddDays(i % 3650);
}
