using System.Text;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Formats;

/// <summary>QIF, CAMT and MT940: what each has that the others have not.</summary>
public sealed class OtherFormatsTests
{
    /// <summary>A tag that a text has by chance makes all that follows its own: what is read of it grows with the file, not with its square.</summary>
    [Fact]
    public async Task Statement_whose_text_never_ends_is_read_within_a_multiple_of_its_size()
    {
        var file = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Samples.Mt940) + "\n:86:" + string.Concat(Enumerable.Repeat("and so on and so on\n", 20_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = await ReadAsync(file);

        var grown = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.NotEmpty(result.Statements);
        Assert.True(grown < 500L * file.Length, $"{grown:N0} bytes for {file.Length:N0}.");
    }

    [Fact]
    public async Task Qif_has_an_opening_balance_splits_transfers_and_apostrophe_years()
    {
        var statement = Assert.Single((await ReadAsync(Samples.Qif)).Statements);

        Assert.Equal(("qif", "My Checking", 1000.00m, new DateOnly(2026, 10, 1)), (statement.Format, statement.Account.Name, statement.Opening!.Amount, statement.Opening.Date));
        Assert.Equal(["2026-10-13 -45.50 Corner Market Food:Groceries", "2026-10-14 -30.00 Department Store ", "2026-10-20 -100.00 To savings Savings"], statement.Lines.Select(l => FormattableString.Invariant($"{l.Date:yyyy-MM-dd} {l.Amount} {l.Payee} {l.Category}")));
        Assert.Equal(("1042", "Home"), (statement.Lines[0].Reference, Assert.Single(statement.Lines[0].Tags)));
        Assert.Equal([("Food:Groceries", -10.00m, "Bread"), ("Household", -20.00m, "")], statement.Lines[1].Splits.Select(s => (s.Category!, s.Amount, s.Memo)));
        Assert.True(statement.Lines[2].IsTransfer);
    }

    [Fact]
    public async Task Qif_year_padded_with_a_blank_is_of_this_century_and_the_word_for_a_split_no_category()
    {
        var line = Assert.Single((await ReadAsync(Samples.Text("!Type:Bank\nD8/31' 4\nT-10.00\nPShop\nL--Split--\nSFood\n$-9.00\nSFun\n$-1.00\n^\n"))).Statements).Lines[0];

        Assert.Equal((new DateOnly(2004, 8, 31), null, 2), (line.Date, line.Category, line.Splits.Count));
    }

    [Fact]
    public async Task Qif_whose_opening_balance_names_no_account_is_read()
    {
        var statement = Assert.Single((await ReadAsync(Encoding.ASCII.GetBytes("!Type:Bank\nD25/12/2025\nT100.00\nPOpening Balance\nL[]\n^\nD26/12/2025\nT-1.00\nPShop\n^\n"))).Statements);

        Assert.Equal([100m, -1m], statement.Lines.Select(l => l.Amount));
        Assert.False(statement.Lines[0].IsTransfer);
    }

    [Fact]
    public async Task Qif_whose_dates_fit_two_orders_says_so_and_one_whose_fit_none_is_refused()
    {
        var open = await ReadAsync("!Type:Bank\nD02/03/2026\nT-1.00\n^\n");
        var none = await ReadAsync("!Type:Bank\nD2026-12-31\nT-1.00\n^\nD12/31/2026\nT-1.00\n^\n");

        Assert.Contains(open.Problems, p => p.Code == "ambiguous_date_order");
        Assert.True(none.Problems.Any(p => p is { Code: "bad_date", IsFatal: true }) && none.Statements.Count == 0);
    }

    [Fact]
    public async Task Camt_reads_parties_batches_and_balances()
    {
        var statement = Assert.Single((await ReadAsync(Samples.Camt)).Statements);

        Assert.Equal(("DE02100100100006820101", "PBNKDEFF", "EUR"), (statement.Account.AccountId, statement.Account.BankId, statement.Currency));
        Assert.Equal((1000.00m, 1150.25m, new DateOnly(2026, 10, 31)), (statement.Opening!.Amount, statement.Closing!.Amount, statement.Closing.Date));
        Assert.Equal(["-49.75 Café Zürich Breakfast for two R1", "120.00 First payer  R2/1", "80.00 Second payer  R2/2"], statement.Lines.Where(l => !l.IsPending).Select(l => FormattableString.Invariant($"{l.Amount:0.00} {l.Payee} {l.Description} {l.BankId}")));
        Assert.Equal(("CH9300762011623852957", "E2E", new DateOnly(2026, 10, 6)), (statement.Lines[0].CounterAccount, statement.Lines[0].Reference, statement.Lines[0].ValueDate));
        Assert.True(statement.Lines[3].IsPending);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "dtd_refused")]
    [InlineData("<a><b>", "bad_xml")]
    public async Task Xml_with_a_document_type_or_cut_off_is_refused(string start, string code)
    {
        var result = await ReadAsync($"{start}<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>");

        Assert.Contains(result.Problems, p => p.Code == code && p.IsFatal);
    }

    [Fact]
    public async Task Xml_of_any_depth_is_refused_not_followed()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200_000));

        var result = await ReadAsync($"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt><Ntry>{deep}");

        Assert.Contains(result.Problems, p => p.IsFatal);
    }

    [Theory]
    [InlineData(":61:2603040304C5,00NTRFEREF//77", null)]
    [InlineData(":61:2603040304C5,00NOV NONREF", null)]
    [InlineData(":61:2603040304C5,00 NTRFAB12//77", "AB12")]
    public async Task Mt940_word_for_no_reference_is_none(string line, string? reference)
    {
        var statement = Assert.Single((await ReadAsync(Samples.Text($":20:A\n:25:1\n:60F:C260303EUR1,00\n{line}\n:86:/NAME/Baker/REMI/USTD//Bread/\n:62FC260304EUR6,00\n-\n"))).Statements);

        Assert.Equal((reference, "Bread"), (statement.Lines[0].Reference, statement.Lines[0].Description));
        Assert.Equal(6m, statement.Closing?.Amount);
    }

    [Fact]
    public async Task Mt940_reads_three_dialects_of_text_and_an_entry_across_new_year()
    {
        var result = await ReadAsync(Samples.Mt940);
        var (joined, gaps) = StatementJoining.Join(result.Statements);
        var statement = Assert.Single(joined);

        Assert.Equal(2, result.Statements.Count);
        Assert.Empty(gaps);
        Assert.Equal((1000.00m, 1349.25m, new DateOnly(2027, 1, 2)), (statement.Opening!.Amount, statement.Closing!.Amount, statement.Closing.Date));
        Assert.Equal(
            ["2026-12-03 -45.50 CornerMarket Weekly groceries B1", "2026-12-04 400.00 Northwind Ltd Salary part B2", "2027-01-02 -5.25  Account fee "],
            statement.Lines.Select(l => FormattableString.Invariant($"{l.Date:yyyy-MM-dd} {l.Amount:0.00} {l.Payee} {l.Description} {l.BankId}")));
        Assert.Equal(new DateOnly(2026, 12, 31), statement.Lines[2].ValueDate);
    }

    [Theory]
    [InlineData("C", "123.45")]
    [InlineData("D", "-123.45")]
    [InlineData("RC", "-123.45")]
    [InlineData("RD", "123.45")]
    public async Task Mt940_reversal_turns_the_sign(string mark, string expected)
    {
        var result = await ReadAsync($":20:X\n:25:1\n:60F:C260101EUR0,\n:61:260102{mark}123,45NTRFNONREF\n:62F:C260102EUR0,\n");

        Assert.Equal(expected, FormattableString.Invariant($"{Assert.Single(Assert.Single(result.Statements).Lines).Amount:0.00}"));
    }

    [Fact]
    public void Days_that_are_missing_between_two_statements_are_named()
    {
        var day = new Statement { Format = "mt940", Account = new(AccountId: "1"), Currency = "EUR", Opening = new(1, new(2026, 1, 1)), Closing = new(2, new(2026, 1, 1)) };

        var (joined, problems) = StatementJoining.Join([day, day with { Opening = new(3, new(2026, 1, 9)), Closing = new(4, new(2026, 1, 9)) }]);

        Assert.Equal((1m, 4m), (Assert.Single(joined).Opening!.Amount, joined[0].Closing!.Amount));
        Assert.Equal("gap_between_statements", Assert.Single(problems).Code);
    }

    [Fact]
    public async Task Gzip_and_zip_are_opened_and_a_bad_file_beside_good_ones_does_no_harm()
    {
        var gzip = await ReadAsync(Gzip(Samples.Mt940));
        var zip = await ReadAsync(Zip(("a.sta", Samples.Mt940), ("b.xml", Samples.Camt), ("readme.txt", "hello"u8.ToArray())));

        Assert.Equal(2, gzip.Statements.Count);
        Assert.Equal(["mt940", "mt940", "camt053"], zip.Statements.Select(s => s.Format));
        Assert.Contains(zip.Problems, p => p.Text.StartsWith("readme.txt", StringComparison.Ordinal) && !p.IsFatal);
    }

    [Fact]
    public async Task Archive_that_unpacks_to_more_than_is_read_is_refused_whatever_it_says_of_its_size()
    {
        var bomb = Gzip(new byte[50_000_000]);
        Assert.True(bomb.Length < 100_000);

        foreach (var file in new[] { bomb, Zip(("a.csv", new byte[50_000_000])) })
        {
            var result = await StatementReader.ReadAsync(new MemoryStream(file), new ReadOptions { MaxBytes = 10_000_000 }, TestContext.Current.CancellationToken);
            Assert.Equal("too_large", Assert.Single(result.Problems).Code);
        }
    }

    [Fact]
    public async Task Archive_in_an_archive_a_spreadsheet_and_a_cut_off_archive_are_refused()
    {
        var whole = Zip(("a.sta", Samples.Mt940));
        byte[][] files = [Zip(("a.zip", whole)), Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("xl/workbook.xml", "<x/>"u8.ToArray())), whole[..^30]];

        foreach (var file in files)
        {
            Assert.Contains((await ReadAsync(file)).Problems, p => p is { Code: "archive_refused", IsFatal: true });
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, System.IO.Compression.CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        }

        return memory.ToArray();
    }

    private static Task<ReadResult> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static Task<ReadResult> ReadAsync(byte[] bytes) =>
        StatementReader.ReadAsync(new MemoryStream(bytes), new ReadOptions { Today = new DateOnly(2026, 11, 25) }, TestContext.Current.CancellationToken);
}
