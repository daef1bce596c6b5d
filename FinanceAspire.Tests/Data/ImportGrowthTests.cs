using System.Globalization;
using System.Text;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.Tests.Data;

/// <summary>
/// The work of an import grows with its lines and not with their square, whatever the server's statistics know: they are old
/// right after a large import, and a plan of the server's that fits them can take hours. Counted in rows that the server
/// reads, since a clock would tell of the machine.
/// </summary>
public sealed class ImportGrowthTests(PostgresFixture postgres)
{
    private const int Lines = 1_200;

    /// <summary>Rows read for each line: the dearest step needs about forty, one that held lines against lines or payees needed as many as there are of those.</summary>
    private const int MostRowsALine = 100;

    private static readonly string[] Tables = ["import_rows", "transactions", "postings"];

    [Theory]
    [InlineData("")]
    [InlineData("import_rows")]
    [InlineData("transactions, postings")]
    [InlineData("import_rows, transactions, postings")]
    public async Task Rows_read_grow_with_the_lines(string known)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        foreach (var table in Tables)
        {
            // What the statistics know is what this test says, not when the server next looks by itself.
            await book.AsOwnerAsync($"alter table {table} set (autovacuum_enabled = false)");
        }

        var (other, travel) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await book.ChangeAsync($"insert into accounts (book_id, id, name, type, commodity) values ('{book.Book}', '{other}', 'Savings', 'asset', 'EUR'), ('{book.Book}', '{travel}', 'Travel', 'expense', 'EUR')");
        await using var services = new ServiceCollection().AddLogging().AddDbContext<LedgerDbContext>(o => o.UseLedger(book.Connections.App)).AddBookDatabase().BuildServiceProvider();
        var books = services.GetRequiredService<BookDatabase>();
        var access = new BookAccess(book.Book, book.User);
        var read = new List<(string Step, long Rows)>();
        // Entries made by hand that the bank confirms.
        await book.ChangeAsync($"""
            insert into transactions (book_id, id, date, currency) select '{book.Book}', md5(i::text)::uuid, date '2020-01-01' + i / 10, 'EUR' from generate_series(0, {Lines - 1}, 3) i;
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value)
              select '{book.Book}', gen_random_uuid(), md5(i::text)::uuid, n, case n when 0 then '{book.Bank}'::uuid else '{book.Food}' end, date '2020-01-01' + i / 10, 'EUR', 'EUR', q, q
                from generate_series(0, {Lines - 1}, 3) i, lateral (values (0, -(100 + i)::numeric), (1, (100 + i)::numeric)) x (n, q)
            """);

        var first = await PlanAsync(book.Bank, -1);
        var booked = await CommitAsync("commit", first);
        var again = await CommitAsync("the same file again", await PlanAsync(book.Bank, -1));
        var transfers = await CommitAsync("the other account", await PlanAsync(other, 1));
        await StepAsync("rules over the past", () => ApplyRulesAsync(books, access, book.Food, travel));
        await StepAsync("taken back", () => RevertImport.ExecuteAsync(first, books, access, TestContext.Current.CancellationToken));

        var whole = await WholeBookAsync("a whole book");
        var wholeAgain = await WholeBookAsync("the same book again");

        // A third was entered by hand; the bank's closing balance is wrong, so that every entry is looked at for an explanation.
        Assert.Equal((Lines - (Lines / 3), Lines / 3), (booked.Imported, booked.Matched));
        Assert.NotEqual(0, booked.Difference);
        Assert.Equal((0, 0), (again.Imported, again.Matched));
        Assert.Equal(Lines - (Lines / 3), transfers.Matched);
        Assert.Equal((Lines, 0), (whole.Imported, wholeAgain.Imported));
        Assert.All(read, r => Assert.True(r.Rows < (long)Lines * MostRowsALine, $"{r.Step}: {r.Rows} rows read for {Lines} lines."));

        async Task<Guid> PlanAsync(Guid account, int sign)
        {
            var id = Guid.Empty;
            await StepAsync("plan", async () =>
            {
                var file = Ofx(sign);
                var statements = (await StatementReader.ReadAsync(new MemoryStream(file), new ReadOptions(), TestContext.Current.CancellationToken)).Statements;
                var outcome = await StatementPlanning.ExecuteAsync(books, access, account, statements, null, new ImportedFile("x.ofx", [], "ofx1", "ofx1"), DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);
                id = outcome.Required.Import.Id;
            });
            return id;
        }

        async Task<ImportResult> WholeBookAsync(string step)
        {
            var id = Guid.Empty;
            await StepAsync($"{step}, planned", async () =>
            {
                var read = (await StatementReader.ReadAsync(new MemoryStream(Journal()), new ReadOptions(), TestContext.Current.CancellationToken)).Book!;
                id = (await BookImport.PlanAsync(books, access, read.Head, read.Transactions, new ImportedFile("x.journal", [], "hledger", "hledger"), DateTimeOffset.UtcNow, TestContext.Current.CancellationToken)).Required.Import.Id;
            });
            return await CommitAsync(step, id);
        }

        async Task<ImportResult> CommitAsync(string step, Guid id)
        {
            ImportResult? result = null;
            await StepAsync(step, async () => result = (await CommitImport.ExecuteAsync(id, false, books, access, TestContext.Current.CancellationToken)).Required);
            return result!;
        }

        async Task StepAsync(string step, Func<Task> what)
        {
            if (known.Length > 0)
            {
                await book.AsOwnerAsync($"analyze {known}");
            }

            var before = await RowsRead.CountAsync(book, Tables);
            await what();
            read.Add((step, await RowsRead.CountAsync(book, Tables) - before));
        }
    }

    private static Task<Outcome<int>> ApplyRulesAsync(BookDatabase books, BookAccess access, Guid from, Guid to) =>
        books.WriteAsync<int>(access, new Operation("rule", "Rules run"), async db =>
        {
            var changes = new List<PastChange>();
            await foreach (var entry in PastRules.EntriesAsync(db, access.BookId))
            {
                changes.Add(new(entry, null, "by rule", entry.OtherAccountId == from ? to : null, ["rule"], []));
            }

            await PastRules.ApplyAsync(db, access.BookId, changes, TestContext.Current.CancellationToken);
            Assert.NotEmpty(changes);
            return changes.Count;
        }, TestContext.Current.CancellationToken);

    private static byte[] Journal()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2021, 1, 1).AddDays(i / 10):yyyy-MM-dd} Shop {i}\n    assets:wallet  {-(i + 1)}.00 EUR\n    expenses:things\n\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Ofx(int sign)
    {
        var text = new StringBuilder("OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKTRANLIST>\n");
        for (var i = 0; i < Lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{new DateOnly(2020, 1, 1).AddDays(i / 10):yyyyMMdd}<TRNAMT>{sign * (100 + i)}.00<FITID>{i}<NAME>Shop {i % 900}</STMTTRN>\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("</BANKTRANLIST><LEDGERBAL><BALAMT>12.34<DTASOF>20210101</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n").ToString());
    }
}
