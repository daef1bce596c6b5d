using System.Globalization;
using System.Text;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Formats;

public sealed class OfxTests
{
    [Fact]
    public async Task Statement_of_unclosed_leaves_reads_with_account_period_and_closing_balance()
    {
        var statement = Assert.Single((await ReadAsync(Samples.Ofx1)).Statements);

        Assert.Equal("0012345678", statement.Account.AccountId);
        Assert.Equal("EUR", statement.Currency);
        Assert.Equal(new DateOnly(2026, 10, 1), statement.From);
        Assert.Equal(new StatementBalance(1349.25m, new DateOnly(2026, 10, 31)), statement.Closing);
        Assert.Equal([-45.50m, -5.25m, 400.00m], statement.Lines.Select(l => l.Amount));
        Assert.Equal("Bakery & Sons", statement.Lines[1].Payee);
    }

    [Fact]
    public async Task Time_zone_behind_a_date_never_moves_the_day()
    {
        var statement = Assert.Single((await ReadAsync(Samples.Ofx1)).Statements);

        Assert.Equal(new DateOnly(2026, 10, 3), statement.Lines[0].Date);
    }

    [Theory]
    [InlineData("-30.000000", "-30")]
    [InlineData("1234,56", "1234.56")]
    [InlineData("1.234,56", "1234.56")]
    [InlineData("+00000000.2400", "0.24")]
    [InlineData("-995.4190396554627", "-995.4190396554627")]
    public async Task Amount_reads_in_every_style_that_banks_write(string text, string expected)
    {
        var line = Assert.Single(Assert.Single((await ReadAsync(One(amount: text))).Statements).Lines);

        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), line.Amount);
    }

    [Fact]
    public async Task Bad_record_is_named_with_its_line_and_the_rest_is_read()
    {
        var result = await ReadAsync(One(amount: "twelve", more: "\n<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261004<TRNAMT>-1.00<FITID>B</STMTTRN>"));

        Assert.Single(Assert.Single(result.Statements).Lines);
        var problem = Assert.Single(result.Problems);
        Assert.Equal(ProblemCodes.BadAmount, problem.Code);
        Assert.Contains("twelve", problem.Text, StringComparison.Ordinal);
    }

    /// <summary>Every encoding that .NET knows by name or number, those that it refuses to use, and none at all.</summary>
    [Fact]
    public async Task Header_may_name_any_charset_and_the_file_is_read_or_refused_with_a_reason()
    {
        string[] names =
        [
            .. Encoding.GetEncodings().Concat(CodePagesEncodingProvider.Instance.GetEncodings()).SelectMany(e => new[] { e.Name, e.CodePage.ToString(CultureInfo.InvariantCulture) }).Distinct(),
            "UTF-7", "65000", "unicode-1-1-utf-7", "nonsense", "99999999999",
        ];
        Assert.True(names.Length > 100);

        foreach (var name in names)
        {
            // No UTF-8, so that what the header says is asked.
            var file = Encoding.Latin1.GetString(Samples.Ofx1).Replace("CHARSET:1252", $"CHARSET:{name}", StringComparison.Ordinal).Replace("Bakery", "Bak\u00E9ry", StringComparison.Ordinal);
            var result = await ReadAsync(Encoding.Latin1.GetBytes(file));
            Assert.True(result.Statements.Sum(s => s.Lines.Count) == 3 || result.Problems.Count > 0, name);
            result = await ReadAsync(Samples.GermanCsv, new() { Csv = new() { Encoding = name } });
            Assert.True(result.Statements.Count > 0 || result.Problems.Count > 0, name);
        }
    }

    [Fact]
    public async Task Two_records_with_one_id_are_two_lines()
    {
        var result = await ReadAsync(One(more: "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261004<TRNAMT>-2.00<FITID>A</STMTTRN>"));

        Assert.Equal(2, Assert.Single(result.Statements).Lines.Count);
    }

    [Fact]
    public async Task Answer_of_a_bank_with_an_error_is_refused_with_its_words()
    {
        var result = await ReadAsync(Samples.Text("<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong PIN</STATUS></SONRS></SIGNONMSGSRSV1></OFX>"));

        var problem = Assert.Single(result.Problems);
        Assert.Equal((ProblemCodes.BankError, true), (problem.Code, problem.IsFatal));
        Assert.Contains("Wrong PIN", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_and_a_huge_line_end_without_harm()
    {
        var deep = await ReadAsync(Samples.Text("<OFX>" + string.Concat(Enumerable.Repeat("<STATUS>", 10_000))));
        var wide = await ReadAsync(Samples.Text("<OFX><STMTTRN><NAME>" + new string('x', 5_000_000)));

        Assert.Contains(deep.Problems, p => p.IsFatal);
        Assert.Contains(wide.Problems, p => p.IsFatal);
    }

    internal static byte[] One(string amount = "-1.00", string more = "") => Samples.Text($"""
        <?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>
        <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF><BANKTRANLIST>
        <STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20261003</DTPOSTED><TRNAMT>{amount}</TRNAMT><FITID>A</FITID><NAME>N</NAME></STMTTRN>{more}
        </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
        """);

    internal static Task<ReadResult> ReadAsync(byte[] file, ReadOptions? options = null) =>
        StatementReader.ReadAsync(new MemoryStream(file), options ?? new ReadOptions(), TestContext.Current.CancellationToken);
}
