using System.Globalization;
using System.Text;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Tests.Formats;

/// <summary>OFX, QIF, CAMT and MT940 as banks bend them, each with what a person would read.</summary>
public sealed class FormatStyleTests
{
    [Theory]
    [InlineData("- 5.00", "-5.00")]
    [InlineData("1 234,56", "1234.56")]
    [InlineData("$5.00", "5.00")]
    [InlineData("(5.00)", "-5.00")]
    [InlineData("R$ -5,00", "-5.00")]
    [InlineData("-1'234.56", "-1234.56")]
    [InlineData("–5.00", "-5.00")]
    [InlineData("-4.000", "-4.000")]
    public async Task Ofx_amount_is_read_as_a_table_would(string text, string expected)
    {
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Assert.Single(await OfxAsync($"<STMTTRN><DTPOSTED>20260314<TRNAMT>{text}<FITID>1<NAME>A</STMTTRN>")).Amount);
    }

    [Theory]
    [InlineData("<DTPOSTED>2026/03/14")]
    [InlineData("<DTPOSTED>2026-03-14T23:59:00Z")]
    [InlineData("<DTPOSTED>00000000<DTUSER>20260314")]
    [InlineData("<DTAVAIL>20260314")]
    public async Task Ofx_date_is_the_one_that_is_there(string leaf)
    {
        Assert.Equal(new DateOnly(2026, 3, 14), Assert.Single(await OfxAsync($"<STMTTRN>{leaf}<TRNAMT>-5<FITID>1<NAME>A</STMTTRN>")).Date);
    }

    /// <summary>OFX 2.2, section 5.2: CURRENCY says that the amount has not been converted, ORIGCURRENCY that it has.</summary>
    [Theory]
    [InlineData("<CURRENCY><CURRATE>0.85<CURSYM>EUR</CURRENCY>", "-8.50", "-10.00")]
    [InlineData("<ORIGCURRENCY><CURRATE>0.8<CURSYM>EUR</ORIGCURRENCY>", "-10.00", "-12.50")]
    [InlineData("<CURRENCY><CURRATE>1.0<CURSYM>EUR</CURRENCY>", "-10.00", null)]
    [InlineData("<CURRENCY><CURRATE>0.85<CURSYM>USD</CURRENCY>", "-10.00", null)]
    [InlineData("<CURRENCY><CURRATE>99999999999999999999999999<CURSYM>EUR</CURRENCY>", "-10.00", null)]
    public async Task Ofx_amount_in_another_currency_is_worth_what_the_file_says(string leaf, string amount, string? foreign)
    {
        var line = Assert.Single(await OfxAsync($"<STMTTRN><DTPOSTED>20260314<TRNAMT>-10.00<FITID>1<NAME>A{leaf}</STMTTRN>"));

        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), line.Amount);
        Assert.Equal(foreign is null ? null : new ForeignAmount(decimal.Parse(foreign, CultureInfo.InvariantCulture), "EUR"), line.Foreign);
    }

    [Fact]
    public async Task Ofx_balances_among_the_transactions_are_none()
    {
        var lines = await OfxAsync("<STMTTRN><DTPOSTED>20260313<TRNAMT>100.00<FITID><MEMO>Saldo Anterior</STMTTRN><STMTTRN><DTPOSTED>20260314<TRNAMT>-5.00<FITID>1<MEMO>Compra</STMTTRN>"
            + "<STMTTRN><DTPOSTED>20260314<TRNAMT>95.00<FITID>000<MEMO>Saldo do dia</STMTTRN><STMTTRN><DTPOSTED>20260315<TRNAMT>7.00<FITID>9<MEMO>Opening balance</STMTTRN>");

        Assert.Equal([-5.00m, 7.00m], lines.Select(l => l.Amount));
    }

    [Theory]
    [InlineData("DEBIT 5|DEBIT 6|CREDIT 7", "-5|-6|7")]
    [InlineData("DEBIT 5|CREDIT -6", "5|-6")]
    [InlineData("CREDIT 5|DEP 6", "5|6")]
    [InlineData("DEBIT 5", "5")]
    public async Task Ofx_debits_are_money_out_where_no_amount_has_a_sign(string transactions, string expected)
    {
        var lines = await OfxAsync(string.Concat(transactions.Split('|').Select((t, i) => $"<STMTTRN><TRNTYPE>{t.Split(' ')[0]}<DTPOSTED>20260314<TRNAMT>{t.Split(' ')[1]}<FITID>{i + 1}<NAME>A</STMTTRN>")));

        Assert.Equal(expected, string.Join('|', lines.Select(l => l.Amount.ToString(CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("<NAME>Tom &amp;amp; Jerry", "Tom & Jerry")]
    [InlineData("<NAME>Shop of the wor<EXTDNAME>Shop of the world Inc.", "Shop of the world Inc.")]
    [InlineData("<NAME>Shop<EXTDNAME>Other", "Shop")]
    [InlineData("<NAME2>Second", "Second")]
    public async Task Ofx_name_is_the_longest_that_is_there(string leaves, string payee)
    {
        Assert.Equal(payee, Assert.Single(await OfxAsync($"<STMTTRN><DTPOSTED>20260314<TRNAMT>-5<FITID>1{leaves}</STMTTRN>")).Payee);
    }

    [Fact]
    public async Task Ofx_with_prefixes_and_ids_of_zeros_is_read()
    {
        var result = await ReadAsync("<?xml version=\"1.0\"?><n:OFX xmlns:n=\"x\"><n:STMTRS><n:CURDEF>USD</n:CURDEF><n:BANKTRANLIST><n:STMTTRN><n:DTPOSTED>20260314</n:DTPOSTED><n:TRNAMT>-5</n:TRNAMT><n:FITID>0000</n:FITID></n:STMTTRN></n:BANKTRANLIST></n:STMTRS></n:OFX>");

        var line = Assert.Single(Assert.Single(result.Statements).Lines);
        Assert.Equal((-5m, null), (line.Amount, line.BankId));
    }

    [Theory]
    [InlineData("$5.00", "5.00")]
    [InlineData("(5.00)", "-5.00")]
    [InlineData("5.00-", "-5.00")]
    [InlineData("-5.00 EUR", "-5.00")]
    [InlineData("1 234.50", "1234.50")]
    [InlineData("−5.00", "-5.00")]
    public async Task Qif_amount_is_read_as_a_table_would(string text, string expected)
    {
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Assert.Single(await QifAsync($"!Type:Bank\nD13/02/2026\nT{text}\n^\n")).Amount);
    }

    [Theory]
    [InlineData("13 Feb 2026", "2026-02-13")]
    [InlineData("13-Feb-26", "2026-02-13")]
    [InlineData("Feb 13, 2026", "2026-02-13")]
    [InlineData("13.02.26", "2026-02-13")]
    [InlineData("13/02/2026 00:00:00", "2026-02-13")]
    [InlineData("2026-02-13T10:30:00", "2026-02-13")]
    [InlineData("20260213 10:30", "2026-02-13")]
    [InlineData("03.04.2026", "2026-04-03")]
    public async Task Qif_date_is_read_in_every_style(string text, string expected)
    {
        var result = await ReadAsync($"!Type:Bank\nD{text}\nT-1.00\n^\n");

        Assert.Empty(result.Problems);
        Assert.Equal(DateOnly.Parse(expected, CultureInfo.InvariantCulture), Assert.Single(Assert.Single(result.Statements).Lines).Date);
    }

    [Fact]
    public async Task Qif_order_of_dates_is_what_the_file_says_or_what_makes_them_run()
    {
        var said = await ReadAsync("!Option:DMY\n!Type:Bank\nD03/04/2026\nT-1.00\n^\n");
        var running = await ReadAsync("!Type:Bank\nD03/04/2026\nT-1.00\n^\nD05/04/2026\nT-1.00\n^\nD08/04/2026\nT-1.00\n^\nD01/05/2026\nT-1.00\n^\n");
        var damaged = await ReadAsync("!Type:Bank\nD13/02/2026\nT-1.00\n^\nD31/02/2026\nT-1.00\n^\n");

        Assert.Equal((new DateOnly(2026, 4, 3), 0), (said.Statements[0].Lines[0].Date, said.Problems.Count));
        Assert.Equal((new DateOnly(2026, 5, 1), 0), (running.Statements[0].Lines[^1].Date, running.Problems.Count));
        Assert.Equal((new DateOnly(2026, 2, 13), "bad_date"), (Assert.Single(damaged.Statements[0].Lines).Date, Assert.Single(damaged.Problems).Code));
    }

    [Fact]
    public async Task Qif_thousands_without_cents_are_thousands_and_said()
    {
        var result = await ReadAsync("!Type:Bank\nD13/02/2026\nT-1.000\n^\nD14/02/2026\nT-2.500\n^\n");

        Assert.Equal([-1000m, -2500m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Equal("ambiguous_decimal_sign", Assert.Single(result.Problems).Code);
    }

    [Theory]
    [InlineData("D13/02/2026\nT-5.00\nPShop\nMone\nMtwo\n^\n")]
    [InlineData("!Type:Bank Account\nD13/02/2026\nT-5.00\nPShop\nMone\nMtwo\n^\n")]
    [InlineData("!Clear:AutoSwitch\n!Type:Bank\nD13/02/2026\nT-5.00\nPShop\nMone\nMtwo\n^\n")]
    public async Task Qif_is_read_with_any_head_and_all_its_memos(string file)
    {
        var line = Assert.Single(await QifAsync(file));

        Assert.Equal((-5.00m, "Shop", "one two"), (line.Amount, line.Payee, line.Description));
    }

    [Theory]
    [InlineData("<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf><AddtlRmtInf>Invoice 9</AddtlRmtInf></Strd></RmtInf>", "RF18 Invoice 9")]
    [InlineData("<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>", "RF18")]
    [InlineData("<AddtlTxInf>More</AddtlTxInf>", "More")]
    [InlineData("<RmtInf><Ustrd>A & B\u0002 &amp; C</Ustrd></RmtInf>", "A & B & C")]
    public async Task Camt_text_is_what_there_is(string details, string expected)
    {
        Assert.Equal(expected, Assert.Single(Assert.Single((await ReadAsync(Camt(Entry("10.00", details)))).Statements).Lines).Description);
    }

    [Fact]
    public async Task Camt_entry_that_only_informs_is_not_booked_and_a_word_for_no_id_is_none()
    {
        var result = await ReadAsync(Camt(Entry("10,50", "", "BOOK") + Entry("-10.50", "", "BOOK") + Entry("7.00", "", "INFO")));

        Assert.Equal([(-10.5m, null), (-10.5m, null)], Assert.Single(result.Statements).Lines.Select(l => (l.Amount, l.BankId)));
        Assert.Equal("skipped_row", Assert.Single(result.Problems).Code);
    }

    [Fact]
    public async Task Camt_documents_one_behind_the_other_are_all_read()
    {
        var result = await ReadAsync("\n" + Camt(Entry("1.00", "")) + "\n" + Camt(Entry("2.00", "")));

        Assert.Equal([-1m, -2m], result.Statements.SelectMany(s => s.Lines).Select(l => l.Amount));
        Assert.Empty(result.Problems);
    }

    [Theory]
    [InlineData(":86:105?00DEBIT?20EREF+1?21SVWZ+Invoice 17\n thanks?22 ABWA+Other?31DE02?32Power AG\n", "Power AG", "Invoice 17 thanks", "DE02")]
    [InlineData(":86:020<00Kind<20Rent <21May<32Jan<38PL61\n", "Jan", "Rent May", "PL61")]
    [InlineData(":86:020^00Kind^20Rent^32Jan\n", "Jan", "Rent", null)]
    [InlineData(":86:106?20SVWZ+Shop 12-09T16\n:26:37 No?24007?32Jan\n", "Jan", "Shop 12-09T16:26:37 No007", null)]
    [InlineData(":86:Rent\n:20: of May\n: 15:30\n", "", "Rent :20: of May : 15:30", null)]
    [InlineData(":NS:01Rent\n02for May\n15Jan\n17Kind\n", "Jan", "Rent for May", null)]
    public async Task Mt940_text_is_read_in_more_dialects(string field, string payee, string description, string? account)
    {
        var line = Assert.Single(Assert.Single((await ReadAsync($":20:A\n:25:1\n:60F:C260101EUR100,00\n:61:2601020102D10,00NMSCNONREF\n{field}:62F:C260102EUR90,00\n-\n")).Statements).Lines);

        Assert.Equal((payee, description, account), (line.Payee, line.Description, line.CounterAccount));
    }

    [Fact]
    public async Task Mt940_in_small_letters_is_read()
    {
        var statement = Assert.Single((await ReadAsync(":20:A\n:25:1\n:60F:c260101eur100,00\n:61:2601020102d10,00nmscnonref\n:86:Rent\n:62F:c260102eur90,00\n-\n")).Statements);

        Assert.Equal(("EUR", 90m, -10m), (statement.Currency, statement.Closing!.Amount, Assert.Single(statement.Lines).Amount));
    }

    [Fact]
    public async Task Ofx_statement_of_a_loan_is_read()
    {
        var statement = Assert.Single((await ReadAsync("<OFX><LOANMSGSRSV1><LOANSTMTTRNRS><LOANSTMTRS><CURDEF>USD<LOANACCTFROM><LOANACCTID>L-9</LOANACCTFROM><LOANTRANLIST>"
            + "<LOANSTMTTRN><DTPOSTED>20260115<TRNAMT>900.00<LOANTRNAMT><PRINAMT>600.00</LOANTRNAMT><FITID>1<NAME>Payment</LOANSTMTTRN></LOANTRANLIST></LOANSTMTRS></LOANSTMTTRNRS></LOANMSGSRSV1></OFX>")).Statements);

        Assert.Equal(("L-9", 900m), (statement.Account?.AccountId, Assert.Single(statement.Lines).Amount));
    }

    [Fact]
    public async Task Mt940_names_the_amount_before_it_was_converted()
    {
        var line = Assert.Single(Assert.Single((await ReadAsync(":20:A\n:25:1\n:60F:C260101EUR100,00\n:61:2601020102D92,10NMSCNONREF\n/OCMT/USD100,00/\n:62F:C260102EUR7,90\n-\n")).Statements).Lines);

        Assert.Equal(new ForeignAmount(-100m, "USD"), line.Foreign);
    }

    private static string Entry(string amount, string details, string status = "BOOK") =>
        $"<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{status}</Sts><BookgDt><Dt>2026-02-13</Dt></BookgDt><AcctSvcrRef>NONREF</AcctSvcrRef><NtryDtls><TxDtls>{details}</TxDtls></NtryDtls></Ntry>";

    private static string Camt(string entries) =>
        $"<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE00</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>";

    private static async Task<IReadOnlyList<StatementLine>> OfxAsync(string transactions) =>
        Assert.Single((await ReadAsync($"<OFX><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>2</BANKACCTFROM><BANKTRANLIST>{transactions}</BANKTRANLIST></STMTRS></OFX>")).Statements).Lines;

    private static async Task<IReadOnlyList<StatementLine>> QifAsync(string file) => Assert.Single((await ReadAsync(file)).Statements).Lines;

    private static Task<ReadResult> ReadAsync(string text) => OfxTests.ReadAsync(Encoding.UTF8.GetBytes(text));
}
