using System.Globalization;
using System.Text;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Formats;

/// <summary>How banks, spreadsheets and other programs write amounts, dates and tables: each style with what a person would read.</summary>
public sealed class CsvStyleTests
{
    private static readonly ReadOptions In2026 = new() { Today = new(2026, 11, 27) };

    [Theory]
    [InlineData("−12.50", "-12.50")]
    [InlineData("—12.50", "-12.50")]
    [InlineData("‐12.50", "-12.50")]
    [InlineData("－12.50", "-12.50")]
    [InlineData("6００", "600")]
    [InlineData("1´234.50", "1234.50")]
    [InlineData("1`234.50", "1234.50")]
    [InlineData("-1\u2007234.50", "-1234.50")]
    [InlineData("US$ 12.50", "12.50")]
    [InlineData("R$ -12.50", "-12.50")]
    [InlineData("S$12.50", "12.50")]
    [InlineData("S/ 12.50", "12.50")]
    [InlineData("-12.50 zł", "-12.50")]
    [InlineData("-12.50 Kč", "-12.50")]
    [InlineData("-12.50 руб.", "-12.50")]
    [InlineData("12.50 USD CR", "12.50")]
    [InlineData("12.50 (Dr)", "-12.50")]
    [InlineData("12.50 (Cr)", "12.50")]
    [InlineData("(12.50) Dr.", "-12.50")]
    [InlineData("500.00 S", "-500.00")]
    [InlineData("500.00 H", "500.00")]
    [InlineData("15.-", "15")]
    [InlineData("-15.--", "-15")]
    [InlineData("1.2345E+3", "1234.5")]
    [InlineData("-5.0E-2", "-0.05")]
    public async Task Sign_currency_and_groups_are_read_as_they_are_written(string text, string expected)
    {
        var line = Assert.Single(Assert.Single((await ReadAsync($"Date;Payee;Amount\n2026-01-31;A;{text}\n")).Statements).Lines);

        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), line.Amount);
    }

    [Theory]
    [InlineData("10 00")]
    [InlineData("12.50 XQZ")]
    [InlineData("1E999")]
    [InlineData("-")]
    public async Task What_is_no_amount_is_named(string text)
    {
        var result = await ReadAsync($"Date;Payee;Amount\n2026-01-30;A;0.25\n2026-01-31;B;{text}\n");

        Assert.Equal([0.25m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Contains(result.Problems, p => p is { Line: 3, Code: ProblemCodes.BadAmount });
    }

    [Theory]
    [InlineData("KWD", "1.250", "1.250")]
    [InlineData("KWD", "1,250", "1.250")]
    [InlineData("JPY", "1,250", "1250")]
    [InlineData("JPY", "1.250", "1250")]
    public async Task Currency_of_three_decimals_or_none_settles_what_three_digits_are(string currency, string text, string expected)
    {
        var result = await ReadAsync($"Date;Payee;Amount;Currency\n2026-01-31;A;{text};{currency}\n");

        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Assert.Single(Assert.Single(result.Statements).Lines).Amount);
        Assert.Empty(result.Csv!.Ambiguities);
    }

    [Fact]
    public async Task Dash_beside_an_amount_says_that_there_is_none()
    {
        var result = await ReadAsync("Date,Description,Debit,Credit\n2026-01-01,A,-,8.00\n2026-01-02,B,9.00,n/a\n2026-01-03,C,x,7.00\n");

        Assert.Equal([8m, -9m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Contains(result.Problems, p => p is { Line: 4, Code: ProblemCodes.BadAmount } && p.Text.Contains("'x'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Date,Payee,Amount\n2026-01-01,Shop,-24,50\n2026-01-02,Shop,-1,95\n2026-01-03,Pay,2000,00\n", "Shop -24.50|Shop -1.95|Pay 2000.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,Shop,1,275.00\n2026-01-02,Kiosk,12.50\n", "Shop 1275.00|Kiosk 12.50")]
    [InlineData("Date,Payee,Amount\n2026-01-01,Shop,₹1,00,000.00\n", "Shop 100000.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,Smith, John,-5.00\n2026-01-02,B,-6.00\n2026-01-03,C,-7.00\n", "Smith, John -5.00|B -6.00|C -7.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,Smith, John,-1,275.00\n2026-01-02,B,-6.00\n", "Smith, John -1275.00|B -6.00")]
    [InlineData("Date;Payee;Amount\n2026-01-01;Tom &amp; Jerry;-5.00\n2026-01-02;B;-6.00\n", "Tom & Jerry -5.00|B -6.00")]
    // Columns that the header does not name stay what they are.
    [InlineData("Date,Payee,Amount\n2026-01-01,Shop,-5.00,95.00\n2026-01-02,B,-6.00,89.00\n", "Shop -5.00|B -6.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,Shop,-5.00,x,y\n2026-01-02,B,-6.00\n2026-01-03,B,-7.00\n", "Shop -5.00|B -6.00|B -7.00")]
    public async Task Delimiter_that_nobody_quoted_is_part_of_its_field(string file, string expected)
    {
        Assert.Equal(expected, string.Join('|', Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => FormattableString.Invariant($"{l.Payee} {l.Amount}"))));
    }

    [Theory]
    [InlineData("14. März 2026")]
    [InlineData("14 mars 2026")]
    [InlineData("14-MAR-2026")]
    [InlineData("14MAR26")]
    [InlineData("14 de marzo de 2026")]
    [InlineData("14 mrt. 2026")]
    [InlineData("14 марта 2026")]
    [InlineData("March 14th, 2026")]
    [InlineData("Sat, 14 Mar 2026")]
    [InlineData("Sa. 14.03.2026")]
    [InlineData("Sat Mar 14 2026 00:00:00 GMT+0000 (Coordinated Universal Time)")]
    [InlineData("2026-03-14T23:59:59Z")]
    [InlineData("\u200E14/03/2026")]
    [InlineData("46095")]
    [InlineData("46095.75")]
    [InlineData("1773446400")]
    [InlineData("1773446400000")]
    public async Task Date_is_read_in_every_style(string text)
    {
        var line = Assert.Single(Assert.Single((await ReadAsync($"Date;Payee;Amount\n{text};A;-1.00\n")).Statements).Lines);

        Assert.Equal(new DateOnly(2026, 3, 14), line.Date);
    }

    [Theory]
    [InlineData("01 OCT 2026", "2026-10-01")]
    [InlineData("1 août 2026", "2026-08-01")]
    [InlineData("1 juil. 2026", "2026-07-01")]
    [InlineData("1/dez/2026", "2026-12-01")]
    [InlineData("1 paź 2026", "2026-10-01")]
    [InlineData("1 Okt. 2026", "2026-10-01")]
    [InlineData("1st September 2026", "2026-09-01")]
    public async Task Month_is_spelt_in_the_banks_language(string text, string expected)
    {
        var line = Assert.Single(Assert.Single((await ReadAsync($"Date;Payee;Amount\n{text};A;-1.00\n")).Statements).Lines);

        Assert.Equal(DateOnly.Parse(expected, CultureInfo.InvariantCulture), line.Date);
    }

    /// <summary>Day first would make them of 2013, 2014 and 1931.</summary>
    [Theory]
    [InlineData("25-02-13\n25-02-14\n25-12-31", "2025-02-13", false)]
    [InlineData("250213\n250214\n251231", "2025-02-13", false)]
    [InlineData("130225\n140225\n311225", "2025-02-13", false)]
    [InlineData("13/02/25\n14/02/25\n31/12/25", "2025-02-13", false)]
    [InlineData("15/03/14\n15/03/19\n15/03/24", "2014-03-15", true)]
    [InlineData("15-03-14\n15-03-19\n15-03-24", "2015-03-14", true)]
    public async Task Two_digits_of_the_year_stand_first_only_where_that_makes_sense(string dates, string first, bool isAsked)
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date;Payee;Amount\n" + string.Concat(dates.Split('\n').Select(d => $"{d};A;-1.00\n"))), In2026);

        Assert.Equal(isAsked, result.Csv!.Ambiguities.Contains("date_order"));
        Assert.Equal(DateOnly.Parse(first, CultureInfo.InvariantCulture), Assert.Single(result.Statements).Lines[0].Date);
    }

    [Fact]
    public async Task Number_is_no_date_by_itself()
    {
        var result = await ReadAsync("46095,Shop,-5.00\n46096,Kiosk,-6.00\n");

        Assert.Empty(result.Statements);
    }

    [Theory]
    [InlineData("\"Date,Payee,Amount\"\n\"2026-01-01,\"\"A, B\"\",-5.00\"\n\"2026-01-02,C,-6.00\"\n", "A, B -5.00|C -6.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,A,-5.00\nDate,Payee,Amount\n2026-01-02,C,-6.00\n", "A -5.00|C -6.00")]
    [InlineData("Pending\nDate,Payee,Amount\n2026-01-01,A,-5.00\n\nBooked\nDate,Payee,Debit,Credit\n2026-01-02,C,6.00,\n2026-01-02,D,,7.00\n", "A -5.00|C -6.00|D 7.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,\"A \\\"B\\\", C\",-5.00\n", "A \\\"B\\\", C -5.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,Tom &amp; Jerry&#39;s,-5.00\n", "Tom & Jerry's -5.00")]
    [InlineData("Date,Payee,Amount\n2026-01-01,A,-5.00\n\uFEFFDate,Payee,Amount\n2026-01-02,C,-6.00\n", "A -5.00|C -6.00")]
    [InlineData("Data,Payee,Amount\n2026-01-01,A,-5.00\n2026-01-01,SALDO DO DIA,95.00\n2026-01-02,C,-6.00\n2026-01-02,SALDO DO DIA,89.00\n", "A -5.00|C -6.00")]
    public async Task Table_is_read_through_what_stands_around_and_within_it(string file, string expected)
    {
        var result = await ReadAsync(file);

        Assert.Equal(expected, string.Join('|', Assert.Single(result.Statements).Lines.Select(l => FormattableString.Invariant($"{l.Payee} {l.Amount}"))));
        Assert.DoesNotContain(result.Problems, p => !p.IsWarning);
    }

    [Theory]
    [InlineData("Datum;Empfänger;Einnahme;Ausgabe\n01.02.2026;A;;3,00\n02.02.2026;B;7,00;\n")]
    [InlineData("Datum;Text;Einzahlungen;Auszahlungen\n01.02.2026;A;0,00;3,00\n02.02.2026;B;7,00;0,00\n")]
    [InlineData("Date,Details,In (€),Out (€)\n01-02-2026,A,,3.00\n13-02-2026,B,7.00,\n")]
    [InlineData("Fecha;Concepto;Depósitos;Retiros\n01/02/2026;A;;3,00\n13/02/2026;B;7,00;\n")]
    [InlineData("Date,Note,Amount,Type\n2026-02-01,A,3.00,Expense\n2026-02-13,B,7.00,Income\n")]
    public async Task Money_in_and_out_have_many_names(string file)
    {
        Assert.Equal([-3m, 7m], Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => l.Amount));
    }

    [Fact]
    public async Task Kind_that_says_neither_in_nor_out_is_named()
    {
        var result = await ReadAsync("Date,Type,From,To,Amount\n2026-02-01,Expense,Cash,Gifts,3.00\n2026-02-02,Income,Cash,Pay,7.00\n2026-02-03,Transfer,Cash,Bank,5.00\n2026-02-04,Expense,Cash,Food,1.00\n");

        Assert.Equal([-3m, 7m, -1m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Contains(result.Problems, p => p is { Line: 4, Code: ProblemCodes.UnknownDirection });
    }

    [Fact]
    public async Task Word_for_no_id_is_none()
    {
        var lines = Assert.Single((await ReadAsync("Date,Payee,Amount,Transaction ID\n2026-01-01,A,-5.00,N/A\n2026-01-01,A,-5.00,N/A\n2026-01-01,A,-5.00,000\n2026-01-01,A,-5.00,7\n")).Statements).Lines;

        Assert.Equal([null, null, null, "7"], lines.Select(l => l.BankId));
    }

    [Theory]
    [InlineData(850, "Müller Straße")]
    [InlineData(10000, "Café été")]
    [InlineData(1252, "Café été")]
    public async Task Old_code_pages_are_told_by_their_letters(int page, string payee)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        var result = await OfxTests.ReadAsync(Encoding.GetEncoding(page).GetBytes($"Date;Payee;Amount\n2026-01-01;{payee};-5,00\n"));

        Assert.Equal(payee, Assert.Single(Assert.Single(result.Statements).Lines).Payee);
    }

    /// <summary>Two exports put together; a letter that was cut in two stays unreadable.</summary>
    [Fact]
    public async Task Lines_of_two_encodings_are_read_each_in_its_own()
    {
        byte[] file = [.. "Date;Payee;Amount\n2026-01-01;Müller;-5,00\n2026-01-01;Bäcker;-1,00\n2026-01-02;"u8, (byte)'M', 0xFC, .. "ller;-6,00\n2026-01-03;Caf"u8, 0xC3, .. ";-7,00\n"u8];

        Assert.Equal(["Müller", "Bäcker", "Müller", "Caf\uFFFD"], Assert.Single((await OfxTests.ReadAsync(file)).Statements).Lines.Select(l => l.Payee));
    }

    [Theory]
    [InlineData("MÃ¼ller", "Müller")]
    [InlineData("CafÃ© 5â‚¬", "Café 5€")]
    [InlineData("MÃO ÁVILA", "MÃO ÁVILA")]
    [InlineData("Ängelholm å", "Ängelholm å")]
    public async Task Text_that_was_encoded_twice_is_decoded_twice(string written, string payee)
    {
        Assert.Equal(payee, Assert.Single(Assert.Single((await ReadAsync($"Date;Payee;Amount\n2026-01-01;{written};-5,00\n")).Statements).Lines).Payee);
    }

    [Fact]
    public async Task Cyrillic_in_utf16_needs_no_mark()
    {
        var result = await OfxTests.ReadAsync(Encoding.Unicode.GetBytes("Дата операции;Описание операции;Сумма операции\n01.02.2026;Оплата товаров и услуг;-5,00\n"));

        Assert.Equal(-5m, Assert.Single(Assert.Single(result.Statements).Lines).Amount);
    }

    /// <summary>What "Valuta" is, the rows of the table itself say, not those of the next one.</summary>
    [Fact]
    public async Task Table_in_the_midst_ends_at_the_next_one()
    {
        var result = await ReadAsync("Date,Payee,Amount\n2026-01-01,A,-1.00\nDate,Payee,Amount,Valuta\n2026-01-02,B,-2.00,USD\n"
            + "Date,Payee,Amount,Valuta,Memo\n2026-01-03,C,-3.00,2026-01-04,x\n");

        Assert.Equal([("A", null, null), ("B", "USD", null), ("C", null, new DateOnly(2026, 1, 4))],
            result.Statements.SelectMany(s => s.Lines).OrderBy(l => l.Row).Select(l => (l.Payee, l.Currency, l.ValueDate)));
    }

    /// <summary>Only the balance says that money out is positive here; then the one who is paid is the other party.</summary>
    [Fact]
    public async Task Other_party_is_told_by_the_sign_that_the_balance_proves()
    {
        var result = await ReadAsync("Buchungsdatum;Zahlungspflichtige*r;Zahlungsempfänger*in;Verwendungszweck;Betrag;Saldo\n"
            + "04.03.2026;Ich;Bäcker;Brot;5,00;95,00\n05.03.2026;Arbeit GmbH;Ich;Lohn;-1.000,00;1.095,00\n06.03.2026;Ich;Kino;Karten;20,00;1.075,00\n");

        Assert.Equal([("Bäcker", -5m), ("Arbeit GmbH", 1000m), ("Kino", -20m)], Assert.Single(result.Statements).Lines.Select(l => (l.Payee, l.Amount)));
    }

    private static Task<ReadResult> ReadAsync(string file) => OfxTests.ReadAsync(Samples.Text(file));
}
