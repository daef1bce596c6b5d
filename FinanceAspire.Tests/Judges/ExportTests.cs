using System.Globalization;
using System.Text;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Writing;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Tests.Judges;

/// <summary>hledger, Ledger and beancount judge our arithmetic: every account's change in every month, to the last digit.</summary>
public sealed class ExportTests(ExportTests.LargeBook book) : IClassFixture<ExportTests.LargeBook>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finance judges ").FullName;

    /// <summary>A random book, read once for all judges.</summary>
    public sealed class LargeBook(PostgresFixture postgres) : IAsyncLifetime
    {
        private const int Count = 20_000;

        public JournalHead Head { get; private set; } = null!;

        public List<JournalTransaction> Transactions { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            await using var book = await BookSession.OpenAsync(postgres);
            await RandomBook.FillAsync(book, Count, seed: 20261125);
            Assert.Equal(1L, await book.ScalarAsync("select count(*) from ledger_differences()"));
            (Head, Transactions) = await ReadAsync(book);
            Assert.Equal(Count, Transactions.Count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Hledger_accepts_the_book_and_comes_to_our_figures()
    {
        Judge.Require("hledger");
        var file = await WriteAsync("book.journal", JournalWriter.WriteAsync);

        await Judge.AskAsync("hledger", "-f", file, "check", "accounts", "commodities");
        // A query of postings, not of reports: nothing is summed for us but the days.
        var csv = await Judge.AskAsync("hledger", "-f", file, "print", "-O", "csv");

        var rows = Csv(csv).ToList();
        var header = rows[0];
        var (date, account, amount, commodity) = (Array.IndexOf(header, "date"), Array.IndexOf(header, "account"), Array.IndexOf(header, "amount"), Array.IndexOf(header, "commodity"));
        var theirs = rows.Skip(1).Select(r => (r[account], r[date][..7], r[commodity], decimal.Parse(r[amount].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)));
        AssertSame(Ours(JournalNames.HledgerPart), Sums(theirs));

        // And its own totals at the end.
        var balances = Csv(await Judge.AskAsync("hledger", "-f", file, "balance", "--flat", "--no-total", "--layout=bare", "-O", "csv")).Skip(1)
            .Select(r => (r[0], "", r[1], decimal.Parse(r[2].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)));
        AssertSame(Totals(Ours(JournalNames.HledgerPart)), Sums(balances));
    }

    [Fact]
    public async Task Ledger_accepts_the_same_file_and_comes_to_our_figures()
    {
        Judge.Require("ledger");
        var file = await WriteAsync("book.ledger", JournalWriter.WriteAsync);

        // Its register keeps a running total in every commodity and takes minutes for a book of this size: balances it is.
        var csv = await Judge.AskAsync(
            "ledger", "-f", file, "--pedantic", "balance", "--flat", "--no-total", "--balance-format", "%(account)\t%(quantity(scrub(amount)))\t%(commodity(scrub(amount)))\n");

        var theirs = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Select(r => (r[0], "", r[2], decimal.Parse(r[1], CultureInfo.InvariantCulture)));
        AssertSame(Totals(Ours(JournalNames.HledgerPart)), Sums(theirs));
    }

    [Fact]
    public async Task Beancount_accepts_the_book_and_comes_to_our_figures()
    {
        Judge.Require("bean-check");
        var file = await WriteAsync("book.beancount", BeancountWriter.WriteAsync);

        await Judge.AskAsync("bean-check", file);
        // As text: its own columns are cut to the decimals that most numbers have.
        var csv = await Judge.AskAsync("bean-query", "-f", "csv", file, "select account, year, month, currency, str(sum(number)) group by account, year, month, currency");

        var theirs = Csv(csv).Skip(1).Select(r => (r[0].Trim(), $"{int.Parse(r[1], CultureInfo.InvariantCulture):0000}-{int.Parse(r[2], CultureInfo.InvariantCulture):00}", r[3].Trim(), decimal.Parse(r[4].Split('\'')[1], CultureInfo.InvariantCulture)));
        AssertSame(Ours(JournalNames.BeancountPart), Sums(theirs));
    }

    internal static async Task<(JournalHead Head, List<JournalTransaction> Transactions)> ReadAsync(BookSession book)
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger(book.Connections.App);
        await using var db = new LedgerDbContext(options.Options);
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"select enter_book({book.Book}, {book.User})", TestContext.Current.CancellationToken);
        return (await db.JournalHeadAsync(book.Book, TestContext.Current.CancellationToken), await db.JournalAsync(book.Book, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    private delegate Task Writer(TextWriter output, JournalHead head, IAsyncEnumerable<JournalTransaction> transactions, CancellationToken cancellationToken);

    private async Task<string> WriteAsync(string name, Writer writer)
    {
        var file = Path.Combine(_folder, name);
        await using var text = new StreamWriter(file, append: false, new UTF8Encoding(false));
        await writer(text, book.Head, book.Transactions.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        return file;
    }

    private Dictionary<(string Account, string Month, string Commodity), decimal> Ours(Func<string, string> part)
    {
        var names = JournalNames.Of(book.Head, part);
        return Sums(book.Transactions.SelectMany(t => t.Postings.Select(p => (names[p.AccountId], $"{t.Date:yyyy-MM}", p.Commodity, p.Quantity))));
    }

    private static Dictionary<(string Account, string Month, string Commodity), decimal> Totals(Dictionary<(string Account, string Month, string Commodity), decimal> months) =>
        Sums(months.Select(m => (m.Key.Account, "", m.Key.Commodity, m.Value)));

    private static Dictionary<(string Account, string Month, string Commodity), decimal> Sums(IEnumerable<(string Account, string Month, string Commodity, decimal Quantity)> rows) =>
        rows.GroupBy(r => (r.Account, r.Month, Commodity: r.Commodity.Trim('"'))).Select(g => (g.Key, Sum: g.Sum(r => r.Quantity))).Where(g => g.Sum != 0).ToDictionary(g => g.Key, g => g.Sum);

    private static void AssertSame(Dictionary<(string Account, string Month, string Commodity), decimal> ours, Dictionary<(string Account, string Month, string Commodity), decimal> theirs)
    {
        Assert.True(ours.Count > 10, "There is nothing to compare.");
        var different = ours.Keys.Union(theirs.Keys).Where(k => ours.GetValueOrDefault(k) != theirs.GetValueOrDefault(k))
            .Select(k => string.Create(CultureInfo.InvariantCulture, $"{k}: ours {ours.GetValueOrDefault(k)}, theirs {theirs.GetValueOrDefault(k)}")).Take(10).ToList();
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    /// <summary>CSV as both programs write it, with line breaks inside of quotes.</summary>
    internal static IEnumerable<string[]> Csv(string text)
    {
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] is ',' or '\n' && !quoted)
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (text[i] == '\n')
                {
                    yield return [.. fields];
                    fields.Clear();
                }
            }
            else
            {
                field.Append(text[i]);
            }
        }
    }
}
