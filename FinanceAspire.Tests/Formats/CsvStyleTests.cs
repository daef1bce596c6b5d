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
    [InlineData("Date,Note,Income/Expense,Amount\n02/01/2026,A,Exp.,3.00\n02/13/2026,B,Income,7.00\n")]
    [InlineData("Date,Expense amount,Income amount,Currency,In main currency,Description\n2/1/26,3.00,0,EUR,3.00,A\n2/13/26,0,7.00,EUR,7.00,B\n")]
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

    /// <summary>Who asks for money is named first in some files; the holder is the one who stands in every row.</summary>
    [Theory]
    [InlineData("ID,Date,Note,From,To,Amount\n1,2026-01-03,Pizza,Ann,Bob,- $25.00\n2,2026-01-05,Rent,Carl,Ann,+ $400.00\n3,2026-01-06,Tickets,Ann,Dana,+ $30.00\n", "Bob|Carl|Dana")]
    [InlineData("Date,Amount,Description,Payer Name,Payee Name,Merchant\n13-01-2026,-12.50,Card,,,Bakery\n12-01-2026,-50.00,Sent,,Bob,\n11-01-2026,250.00,Received,Ann,,\n", "Bakery|Bob|Ann")]
    [InlineData("Dato;Beløb;Afsender;Modtager;Beskrivelse\n2026/01/15;-253,00;1234 5678;;Netto\n2026/01/14;10000,00;;1234 5678;Løn\n", "|")]
    public async Task Other_party_is_the_one_that_is_not_the_holder(string file, string payees)
    {
        Assert.Equal(payees, string.Join('|', Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => l.Payee)));
    }

    /// <summary>A transfer service's history: what arrives counts for money in, what was sent and its fee for money out.</summary>
    [Fact]
    public async Task Of_two_sides_the_accounts_own_counts()
    {
        var result = await ReadAsync("ID,Status,Direction,Created on,Source fee amount,Source name,Source amount (after fees),Source currency,Target name,Target amount (after fees),Target currency\n"
            + "T1,COMPLETED,OUT,2026-01-12 10:00:00,0.50,Ann,49.50,EUR,Bob,55.00,USD\nT2,COMPLETED,IN,2026-01-11 10:00:00,0.40,Carl,250.00,EUR,Ann,250.00,EUR\nT3,COMPLETED,NEUTRAL,2026-01-10 10:00:00,0,Ann,9.00,EUR,Ann,10.00,USD\n");

        Assert.Equal([("Bob", -50m, new ForeignAmount(-55m, "USD")), ("Carl", 250m, null)], Assert.Single(result.Statements).Lines.Select(l => (l.Payee, l.Amount, l.Foreign)));
        Assert.Contains(result.Problems, p => p is { Line: 4, Code: ProblemCodes.UnknownDirection });
    }

    [Theory]
    [InlineData("123456789\tEUR\t20260115\t1000,00\t974,70\t20260115\t-25,30\tAlbert Heijn\n123456789\tEUR\t20260116\t974,70\t2974,70\t20260116\t2000,00\tBaas\n", "-25.30 Albert Heijn |2000.00 Baas ")]
    [InlineData("1/15/2026,-25.30,-,\"Point of sale\",\"Loblaws\"\n1/14/2026,1000.00,-,\"Payroll dep.\",\"Boss Inc\"\n", "-25.30 Point of sale Loblaws|1000.00 Payroll dep. Boss Inc")]
    [InlineData("15-01-2026,NL11ASNB0707000000,NL91ABNA0417164300,albert heijn,EUR,-25.30,'AH 1234 Utrecht'\n16-01-2026,NL11ASNB0707000000,NL92INGB0417164300,baas bv,EUR,2000.00,'Salaris'\n", "-25.30 albert heijn AH 1234 Utrecht|2000.00 baas bv Salaris")]
    [InlineData("Compte;****1234;31/01/2026;;1 974,70\n15/01/2026;CB;CARTE CARREFOUR;;-25,30\n14/01/2026;VIR;BOSS SA;;2000,00\n13/01/2026;PRV;EDF SA;;-60,00\n", "-25.30 CARTE CARREFOUR |2000.00 BOSS SA |-60.00 EDF SA ")]
    public async Task Table_without_a_header_is_read_by_what_its_rows_say(string file, string expected)
    {
        Assert.Equal(expected, string.Join('|', Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => FormattableString.Invariant($"{l.Amount} {l.Payee} {l.Description}"))));
    }

    [Theory]
    [InlineData("Account Number,Transaction Date,Description 1,CAD$,USD$\n1,1/15/2026,Shop,-25.30,\n1,1/14/2026,Pay,1000.00,\n1,1/13/2026,Transfer,,50.00\n", "-25.30 CAD|1000.00 CAD|50.00 USD")]
    [InlineData("Data operacji;Opis operacji;Kwota\n2026-01-15;Sklep;-25,30 PLN\n2026-01-14;Szef;2 000,00 PLN\n", "-25.30 PLN|2000.00 PLN")]
    [InlineData("Date,Payee,Amount\n2026-01-15,A,-25.30 PLN\n2026-01-14,B,5.00 EUR\n", "-25.30 PLN|5.00 EUR")]
    [InlineData("Date,Details,Amount (UAH),Original amount,Valuta\n15.01.2026,Сільпо,-253.0,-253.0,UAH\n14.01.2026,Apple,-400.0,-10.0,USD\n", "-253.0 UAH|-400.0 UAH")]
    [InlineData("Date,Payee,Account number,Payment reference,Amount (EUR),Amount (Foreign Currency),Type Foreign Currency\n2026-01-03,Bakery,,,-5.0,-5.0,EUR\n2026-01-04,Boss,DE02120300000000202051,Salary,2000.0,,\n2026-01-05,Diner,,,-9.2,-10.0,USD\n", "-5.0 EUR|2000.0 EUR|-9.2 EUR")]
    public async Task Currency_is_that_of_the_amount(string file, string expected)
    {
        var statements = (await ReadAsync(file)).Statements;

        Assert.Equal(expected, string.Join('|', statements.SelectMany(s => s.Lines.Select(l => (l.Row, Text: FormattableString.Invariant($"{l.Amount} {l.Currency ?? s.Currency}")))).OrderBy(l => l.Row).Select(l => l.Text)));
    }

    [Theory]
    [InlineData("Date,Description,Amount\n01/15/2026,Amazon,25.00\n01/14/2026,ONLINE PAYMENT - THANK YOU,-500.00\n01/13/2026,Taxi,9.00\n", "-25.00|500.00|-9.00")]
    [InlineData("Datum;Beschreibung;Betrag\n15.01.2026;Rewe;25,00\n14.01.2026;ZAHLUNG ERHALTEN. BESTEN DANK.;-500,00\n", "-25.00|500.00")]
    [InlineData("Date,Description,Type,Amount\n01/15/2026,Cafe,Purchase,5.00\n01/14/2026,Transfer,Payment,-500.00\n01/13/2026,Refund,Credit,-9.00\n", "-5.00|500.00|9.00")]
    // A shop's own list, a broker's, an account from which a card is paid, and one that is asked.
    [InlineData("Date,Description,Type,Amount\n01/15/2026,Order,Sale,5.00\n01/14/2026,Order,Refund,-5.00\n", "5.00|-5.00")]
    [InlineData("Date,Description,Type,Quantity,Amount\n01/15/2026,Fund,Purchase,2,5.00\n01/14/2026,Fund,Redemption,1,-5.00\n", "5.00|-5.00")]
    [InlineData("Date,Description,Amount\n01/15/2026,Amazon,-25.00\n01/14/2026,CARD PAYMENT THANK YOU,-500.00\n", "-25.00|-500.00")]
    public async Task Sign_is_turned_where_the_rows_are_a_cards(string file, string expected)
    {
        Assert.Equal(expected, string.Join('|', Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => l.Amount.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>Where each part has its title and its balances, each is an account; the same file twice is none.</summary>
    [Theory]
    [InlineData("Giro", "Savings", "500,00", 2)]
    [InlineData("Giro", "Giro", "500,00", 1)]
    [InlineData("Giro", "Savings", "400,00", 1)]
    public async Task Accounts_one_below_the_other_are_told_by_title_and_balances(string first, string second, string closing, int count)
    {
        var result = await ReadAsync($"\"Umsätze {first}\";\"30 Tage\"\n\"Neuer Kontostand\";\"974,70 EUR\"\n\"Buchungstag\";\"Vorgang\";\"Umsatz in EUR\"\n\"offen\";\"Tanke\";\"-9,00\"\n\"15.01.2026\";\"Rewe\";\"-25,30\"\n"
            + "\"14.01.2026\";\"Lohn\";\"1.000,00\"\n\"Alter Kontostand\";\"0,00 EUR\"\n"
            + $"\"Umsätze {second}\";\"30 Tage\"\n\"Neuer Kontostand\";\"{closing} EUR\"\n\"Buchungstag\";\"Vorgang\";\"Umsatz in EUR\"\n\"10.01.2026\";\"Sparen\";\"490,00\"\n\"Alter Kontostand\";\"10,00 EUR\"\n");

        Assert.Equal(count, result.Statements.Count);
        if (count == 2)
        {
            Assert.Equal([("Umsätze Giro", 974.70m), ("Umsätze Savings", 500m)], result.Statements.Select(s => (s.Account?.Name, s.Closing!.Amount)));
        }
    }

    [Theory]
    [InlineData("$105.00", 105)]
    [InlineData("$106.00", null)]
    public async Task Balances_in_rows_and_columns_of_their_own_are_the_statements_where_they_add_up(string closing, int? expected)
    {
        var statement = Assert.Single((await ReadAsync($"Date,Note,Amount,Beginning Balance,Ending Balance\n,,,$100.00,\n2026-01-03,Pizza,-25.00,,\n2026-01-05,Rent,30.00,,\n,,,,{closing}\n")).Statements);

        Assert.Equal(expected, (int?)statement.Closing?.Amount);
    }

    /// <summary>Signs that are there count; a minus here and there beside words is no sign of them all.</summary>
    [Theory]
    [InlineData("DEBIT 5.00|DEBIT 6.00|DEBIT -1.00|CREDIT 7.00", "-5.00|-6.00|-1.00|7.00")]
    [InlineData("DEBIT 5.00|DEBIT 6.00|CREDIT -7.00", "-5.00|-6.00|7.00")]
    [InlineData("DEBIT -5.00|DEBIT -6.00|DEBIT 2.00|CREDIT 7.00", "-5.00|-6.00|2.00|7.00")]
    [InlineData("- -5.00|- 7.00", "-5.00|7.00")]
    [InlineData("- 5.00|- 7.00", "5.00|7.00")]
    public async Task Words_for_the_direction_count_where_the_amounts_have_no_signs(string rows, string expected)
    {
        var lines = Assert.Single((await ReadAsync("Date,Payee,Kind,Amount\n" + string.Concat(rows.Split('|').Select((r, i) => $"2026-01-{i + 1:00},A{i},{r.Replace(' ', ',')}\n")))).Statements).Lines;

        Assert.Equal(expected, string.Join('|', lines.Select(l => l.Amount.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>A subtotal gives way to the total; an amount in some rows to the one in all; of several currencies the one beside the amount is its own.</summary>
    [Theory]
    [InlineData("Time,Payee,Subtotal (AUD),Currency,Fee (AUD),Round Up (AUD),Total (AUD)\n2026-01-15,Shop,-25.30,AUD,-0.10,-0.70,-26.10\n2026-01-14,Boss,1000.00,AUD,0.00,0.00,1000.00\n", "-26.10 AUD|1000.00 AUD")]
    [InlineData("Transaction Date,Description,Foreign Currency Type,Transaction Amount(Foreign),Local Currency Type,Transaction Amount(Local)\n15 Jan 2026,Shop,,,SGD,-25.30\n13 Jan 2026,Amazon,USD,-10.00,SGD,-13.50\n", "-25.30 SGD|-13.50 SGD")]
    [InlineData("Time,Name,Currency (Price),Total,Currency (Total)\n2026-01-15,Apple,USD,-185.00,EUR\n2026-01-14,Deposit,,1000.00,EUR\n", "-185.00 EUR|1000.00 EUR")]
    public async Task Amount_is_what_the_account_paid(string file, string expected)
    {
        var statement = Assert.Single((await ReadAsync(file)).Statements);

        Assert.Equal(expected, string.Join('|', statement.Lines.Select(l => FormattableString.Invariant($"{l.Amount} {l.Currency}"))));
    }

    /// <summary>A broker's amounts have the costs in them, unless quantity times price is the amount itself.</summary>
    [Theory]
    [InlineData("Run Date,Description,Quantity,Price ($),Fees ($),Amount ($),Settlement Date\n01/15/2026,Dividend,,,,12.34,\n01/14/2026,Bought,10,200.00,0.65,-2000.65,01/15/2026\n01/13/2026,Deposit,,,,3000.00,\n", "12.34|-2000.65|3000.00")]
    [InlineData("Date,Description,Shares,Price,Fee,Amount\n01/14/2026,Bought,10,200.00,1.00,-2000.00\n01/13/2026,Deposit,,,,3000.00\n", "-2001.00|3000.00")]
    public async Task Fee_is_taken_off_once(string file, string expected)
    {
        Assert.Equal(expected, string.Join('|', Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => l.Amount.ToString(CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("Buchungstag;Verwendungszweck;Betrag;Info\n15.01.2026;Strom;-80,00;Umsatz gebucht\n16.01.2026;Kino;-20,00;Umsatz vorgemerkt\n")]
    [InlineData("Started Date,Completed Date,Description,Amount,State\n2026-01-14,2026-01-15,Shop,-80.00,COMPLETED\n2026-01-16,,Taxi,-20.00,PENDING\n")]
    [InlineData("Data;Operazione;Contabilizzazione;Importo\n15/01/2026;Spesa;CONTABILIZZATO;-80,00\n16/01/2026;Benzina;NON CONTABILIZZATO;-20,00\n")]
    public async Task Pending_row_is_told_by_the_words_of_its_bank(string file)
    {
        Assert.Equal([(new DateOnly(2026, 1, 15), -80m, false), (new DateOnly(2026, 1, 16), -20m, true)], Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => (l.Date, l.Amount, l.IsPending)));
    }

    [Theory]
    [InlineData("OPENING;CREDITS;DEBITS;CLOSING\n0,00;1.000,00;-25,30;974,70\nRELEASE_DATE;TRANSACTION_TYPE;TRANSACTION_NET_AMOUNT\n14-01-2026;Jefe;1.000,00\n15-01-2026;Mercado;-25,30\n", "1000.00 Jefe |-25.30 Mercado ")]
    [InlineData("Buchungstag;Begünstigter / Auftraggeber;Memo/Description;Betrag\n15.01.2026;Stadtwerke;Strom;-80,00\n", "-80.00 Stadtwerke Strom")]
    [InlineData("交易时间,交易对方,商品,收/支,金额(元),当前状态,备注\n2026-01-15,肯德基,午餐,支出,¥35.00,支付成功,/\n2026-01-13,李四,/,收入,¥8.88,已存入零钱,/\n2026-01-12,淘宝,退款,不计收支,¥99.00,退款成功,\n", "-35.00 肯德基 午餐|8.88 李四 |99.00 淘宝 退款")]
    public async Task Header_is_understood_as_a_whole(string file, string expected)
    {
        Assert.Equal(expected, string.Join('|', Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => FormattableString.Invariant($"{l.Amount} {l.Payee} {l.Description}"))));
    }

    /// <summary>The whole and its parts are in the file; a dash beside nothing else is none of them.</summary>
    [Theory]
    [InlineData("*,2026-01-16,Market,30.00,,\n-,2026-01-16,Market,10.00,Food,Bread\n-,2026-01-16,Market,20.00,House,\n", "-30.00 2|2000.00 0")]
    [InlineData("*,2026-01-16,Market,30.00,,\n-,2026-01-16,Market,10.00,Food,Bread\n-,2026-01-16,Market,15.00,House,\n", "-30.00 0|-10.00 0|-15.00 0|2000.00 0")]
    [InlineData("-,2026-01-16,Market,10.00,Food,Bread\n*,2026-01-16,Market,30.00,,\n", "-10.00 0|-30.00 0|2000.00 0")]
    public async Task Parts_of_a_booking_are_not_counted_again(string rows, string expected)
    {
        var lines = Assert.Single((await ReadAsync($"Split,Date,Payee,Expense,Category,Notes,Income\n{rows},2026-01-17,Boss,,,,2000.00\n")).Statements).Lines;

        Assert.Equal(expected, string.Join('|', lines.Select(l => FormattableString.Invariant($"{l.Amount} {l.Splits.Count}"))));
    }

    [Theory]
    [InlineData("Day,Month,Year,Description,Amount\n15,1,2026,Shop,-25.30\n1,2,2026,Rent,-7.00\n")]
    [InlineData("Empfänger;Jahr;Monat;Tag;Betrag\nShop;2026;01;15;-25,30\nRent;2026;02;01;-7,00\n")]
    public async Task Date_in_three_columns_is_one(string file)
    {
        Assert.Equal([new DateOnly(2026, 1, 15), new DateOnly(2026, 2, 1)], Assert.Single((await ReadAsync(file)).Statements).Lines.Select(l => l.Date));
    }

    [Fact]
    public async Task Amount_is_the_one_that_was_booked()
    {
        var line = Assert.Single(Assert.Single((await ReadAsync("Booking Date,Description,Transaction Amount,Transaction Currency,Booking Amount,Booking Currency\n15.01.2026,Shop,27.00,USD,-25.30,EUR\n")).Statements).Lines);

        Assert.Equal((-25.30m, "EUR", new ForeignAmount(-27m, "USD")), (line.Amount, line.Currency, line.Foreign));
    }

    [Theory]
    [InlineData("Date,Description,Value,Account Name,Account Number\n15/01/2026,Shop,-25.30,Doe J,'600000-12345678\n", "600000-12345678", null)]
    [InlineData("Data,Iban,Nome,Importo\n15/01/2026,IT60X0542811101000000123456,A,\"-1,00\"\n14/01/2026,IT60X0542811101000000123456,B,\"-2,00\"\n13/01/2026,IT60X0542811101000000123456,C,\"-3,00\"\n", "IT60X0542811101000000123456", null)]
    [InlineData("ID,Created,Account,Payee,Beneficiary IBAN,Amount\n1,2026-01-15,Main,Shop,,-25.30\n2,2026-01-14,Main,Bob,DE02120300000000202051,-9.00\n", null, "DE02120300000000202051")]
    [InlineData("Date,Payee,Account number,Amount\n2026-01-15,Shop,,-25.30\n2026-01-16,Boss,DE02120300000000202051,9.00\n", null, "DE02120300000000202051")]
    public async Task Account_is_the_holders_where_it_stands_in_every_row(string file, string? own, string? counter)
    {
        var statement = Assert.Single((await ReadAsync(file)).Statements);

        Assert.Equal((own, counter), (statement.Account?.AccountId, statement.Lines[^1].CounterAccount));
    }

    /// <summary>Above the table: by its check digits it is a number of an account, and the only one.</summary>
    [Theory]
    [InlineData("\"Kontonummer:\";\"DE02120300000000202051 / Girokonto\"", "DE02120300000000202051")]
    [InlineData("IBAN;DE02 1203 0000 0000 2020 51", "DE02120300000000202051")]
    [InlineData("Umsatzanzeige IBAN DE02 1203 0000 0000 2020 51 Kunde A. Muster", "DE02120300000000202051")]
    [InlineData("Account: GB33BUKB20201555555555 (GBP)", "GB33BUKB20201555555555")]
    [InlineData("IBAN;DE03 1203 0000 0000 2020 51", null)]
    [InlineData("DE02120300000000202051;GB33BUKB20201555555555", null)]
    [InlineData("Kunde;MAX MUSTERMANN 12", null)]
    public async Task Account_is_named_above_the_table(string title, string? expected)
    {
        var statement = Assert.Single((await ReadAsync($"{title}\n\nDatum;Zahlungsempfänger;Gegenkonto;Betrag\n15.01.2026;Laden;DE88500700100175526303;-25,30\n")).Statements);

        Assert.Equal((expected, "DE88500700100175526303"), (statement.Account.AccountId, statement.Lines[0].CounterAccount));
    }

    private static Task<ReadResult> ReadAsync(string file) => OfxTests.ReadAsync(Samples.Text(file));
}
