using System.Globalization;
using System.Text;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Formats;

public sealed class CsvTests
{
    [Fact]
    public async Task German_file_reads_with_title_line_comma_and_running_balance()
    {
        var result = await OfxTests.ReadAsync(Samples.GermanCsv);

        var statement = Assert.Single(result.Statements);
        Assert.Equal([-4.20m, 1000m, -800m], statement.Lines.Select(l => l.Amount));
        Assert.Equal("Bäckerei Müller", statement.Lines[0].Payee);
        Assert.Equal("EUR", statement.Currency);
        Assert.Equal((1000.00m, 1195.80m), (statement.Opening!.Amount, statement.Closing!.Amount));
        Assert.Empty(result.Csv!.Ambiguities);
        Assert.Contains(result.Csv.Evidence, e => e.Contains("13.10.2026", StringComparison.Ordinal) && e.Contains("day before month", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Date,Payee,Amount\n02/13/2026,A,1.00\n02/03/2026,B,2.00\n", "2026-02-13", "2026-02-03")]
    [InlineData("Date,Payee,Amount\n03/02/2026,A,1.00\n13/02/2026,B,2.00\n", "2026-02-03", "2026-02-13")]
    [InlineData("Date,Payee,Amount\n20260213,A,1.00\n", "2026-02-13", "2026-02-13")]
    [InlineData("Date,Payee,Amount\n13 Feb 2026,A,1.00\n14-Mar-26,B,2.00\n", "2026-02-13", "2026-03-14")]
    [InlineData("Date,Payee,Amount\n2026-02-13T23:59:00Z,A,1.00\n", "2026-02-13", "2026-02-13")]
    public async Task Order_of_dates_is_decided_over_the_whole_file(string file, string first, string last)
    {
        var lines = Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines;

        Assert.Equal(DateOnly.Parse(first, CultureInfo.InvariantCulture), lines[0].Date);
        Assert.Equal(DateOnly.Parse(last, CultureInfo.InvariantCulture), lines[^1].Date);
    }

    /// <summary>Balances that stand among the bookings are what the bank states, and no money that moved.</summary>
    [Theory]
    [InlineData("Date,Beneficiary,Details,Amount,D/K\n2026-10-01,,Opening balance,100.00,K\n2026-10-02,Shop,Milk,15.31,D\n2026-10-02,,Turnover,15.31,D\n2026-10-02,,Closing balance,84.69,K\n", 3)]
    [InlineData("Kuupäev;Saaja/Maksja;Selgitus;Summa\n2026-10-01;;Algsaldo;100,00\n2026-10-02;Shop;Milk;-15,31\n2026-10-02;;Lõppsaldo;84,69\n", 2)]
    [InlineData("date,payee,amount,initial_balance,final_balance\n2026-10-02,Shop,-15.31,100.00,84.69\n", 0)]
    public async Task Balances_in_rows_or_columns_of_their_own_are_the_statements(string file, int named)
    {
        var result = await OfxTests.ReadAsync(Samples.Text(file));

        var statement = Assert.Single(result.Statements);
        Assert.Equal((-15.31m, "Shop"), (Assert.Single(statement.Lines).Amount, statement.Lines[0].Payee));
        Assert.Equal((100.00m, 84.69m), (statement.Opening?.Amount, statement.Closing?.Amount));
        Assert.Equal(named, result.Problems.Count(p => p.Code == ProblemCodes.SkippedRow));
    }

    [Fact]
    public async Task Entry_that_is_called_opening_balance_stays_one_where_there_is_no_closing_one()
    {
        var statement = Assert.Single((await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount\n2026-10-01,Opening balance,100.00\n2026-10-02,Shop,-15.31\n"))).Statements);

        Assert.Equal([100.00m, -15.31m], statement.Lines.Select(l => l.Amount));
        Assert.Null(statement.Opening);
    }

    /// <summary>Of a broker's columns of numbers the amount is the one that every row has, not the number of shares.</summary>
    [Fact]
    public async Task Amount_is_the_column_of_numbers_that_is_filled_in_every_row()
    {
        var lines = Assert.Single((await OfxTests.ReadAsync(Samples.Text(
            "2026-02-10,Interest,ISHARES REIT,179,,12.55\n2026-01-16,Contribution,CONTRIBUTION,,,600.00\n2026-01-07,Sell,BMO NASDAQ,-300,27.44,8222.05\n"))).Statements).Lines;

        Assert.Equal([12.55m, 600.00m, 8222.05m], lines.Select(l => l.Amount));
    }

    [Fact]
    public async Task Header_of_another_table_than_the_rows_gives_way_to_what_they_hold()
    {
        var lines = Assert.Single((await OfxTests.ReadAsync(Samples.Text(
            "Date,Name,City,Country,Memo,Amount\n2026-03-01,ACME,Invoice,-7.80\n2026-03-06,Bank,Fee,-.46\n"))).Statements).Lines;

        Assert.Equal([-7.80m, -0.46m], lines.Select(l => l.Amount));
    }

    /// <summary>Found by damaging files at random: normalising a text with this in it throws.</summary>
    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public async Task Byte_order_mark_in_the_midst_is_an_unreadable_letter(string encoding)
    {
        var file = Encoding.GetEncoding(encoding).GetBytes("\uFEFFDate,Payee\uFFFE,Amount\n2026-02-13,A\uFFFE,1.00\n2026-02-14,B,2.00\n");

        var lines = Assert.Single((await OfxTests.ReadAsync(file)).Statements).Lines;

        Assert.Equal(["A\uFFFD", "B"], lines.Select(l => l.Payee));
    }

    /// <summary>Somebody must say which column is what, and can only where they are shown.</summary>
    [Fact]
    public async Task Table_without_a_known_column_is_refused_and_shown()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Alpha;Beta;Gamma\nQ1 14.02.2026;Corner Market;EUR 45,50-\nQ1 15.02.2026;Kiosk;EUR 1,20-\n"));

        Assert.Empty(result.Statements);
        Assert.Contains(result.Problems, p => p.IsFatal);
        Assert.Equal("Q1 14.02.2026", result.Csv!.Sample[^2][0]);
    }

    [Fact]
    public async Task Dates_that_could_be_read_both_ways_are_asked()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount\n03/02/2026,A,1.00\n"));

        Assert.Contains("date_order", result.Csv!.Ambiguities);
        Assert.Contains(result.Problems, p => p.Code == ProblemCodes.AmbiguousDateOrder);
    }

    [Theory]
    [InlineData("-12.50", "-12.50")]
    [InlineData("12.50-", "-12.50")]
    [InlineData("(12.50)", "-12.50")]
    [InlineData("12.50 DR", "-12.50")]
    [InlineData("12.50 CR", "12.50")]
    [InlineData("$1,234.56", "1234.56")]
    [InlineData("1'234.56", "1234.56")]
    [InlineData("€ 1,234.56", "1234.56")]
    [InlineData(".46", "0.46")]
    [InlineData("12,34,567.89", "1234567.89")]
    [InlineData("12.", "12")]
    [InlineData("EUR 1,234,567.5", "1234567.5")]
    public async Task Negative_styles_and_currency_marks_read(string text, string expected)
    {
        var line = Assert.Single(Assert.Single((await OfxTests.ReadAsync(Samples.Text($"Date;Payee;Amount\n2026-01-31;A;{text}\n"))).Statements).Lines);

        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), line.Amount);
    }

    [Fact]
    public async Task Three_thousand_with_a_point_is_never_three()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date;Payee;Amount\n2026-01-31;A;3.000\n2026-01-30;B;1.250\n"));

        Assert.Equal([3000m, 1250m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Contains("decimal_sign", result.Csv!.Ambiguities);
    }

    [Theory]
    [InlineData("Date,Payee,Debit,Credit\n2026-01-01,A,10.00,\n2026-01-02,B,,20.00\n")]
    [InlineData("Date,Payee,Withdrawal,Deposit\n2026-01-01,A,-10.00,0.00\n2026-01-02,B,0.00,20.00\n")]
    [InlineData("Datum;Naam;Af Bij;Bedrag\n2026-01-01;A;Af;10,00\n2026-01-02;B;Bij;20,00\n")]
    public async Task Money_out_and_in_reads_from_two_columns_or_a_word(string file)
    {
        Assert.Equal([-10m, 20m], Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines.Select(l => l.Amount));
    }

    [Fact]
    public async Task Balance_column_proves_that_the_signs_are_turned_round()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount,Balance\n2026-01-01,A,10.00,90.00\n2026-01-02,B,-20.00,110.00\n2026-01-03,C,5.00,105.00\n"));

        Assert.Equal([-10m, 20m, -5m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
    }

    [Fact]
    public async Task Profile_of_the_user_overrules_every_guess()
    {
        var profile = new CsvProfile { DateOrder = DateOrder.MonthDayYear, Columns = [CsvColumn.Date, CsvColumn.Ignore, CsvColumn.Payee, CsvColumn.Amount], InvertAmounts = true };

        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Memo,Amount\n03/02/2026,X,A,1.00\n"), new ReadOptions { Csv = profile });

        var line = Assert.Single(Assert.Single(result.Statements).Lines);
        Assert.Equal((new DateOnly(2026, 3, 2), "A", -1m), (line.Date, line.Payee, line.Amount));
    }

    [Fact]
    public async Task Quoted_line_breaks_quotes_and_a_stray_quote_cost_at_most_their_row()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount\n2026-01-01,\"A \"\"B\"\"\nsecond line\",1.00\n2026-01-02,12\" pipe,2.00\n2026-01-03,C,3.00\n"));

        var lines = Assert.Single(result.Statements).Lines;
        Assert.Equal([1m, 2m, 3m], lines.Select(l => l.Amount));
        Assert.Equal("A \"B\" second line", lines[0].Payee);
        Assert.Equal(5, lines[^1].Row);
    }

    /// <summary>Of a field only its place is known until it is kept: white space around it and doubled quotes go then.</summary>
    [Fact]
    public async Task Fields_come_without_quotes_and_space_around_them_and_several_texts_are_joined()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Description,Memo,Amount,Tags\r\n 2026-01-01 , \" A, \"\"B\"\" \" ,one,\"\",\"-1.00\",\"x; y,,z\"\r\n2026-01-02,C,, two ,2.00,\r\n\r\n2026-01-03,D,one,two,3.00\r\n"));

        var lines = Assert.Single(result.Statements).Lines;
        Assert.Equal([("A, \"B\"", "one", -1m), ("C", "two", 2m), ("D", "one two", 3m)], lines.Select(l => (l.Payee, l.Description, l.Amount)));
        Assert.Equal([2, 3, 5], lines.Select(l => l.Row));
        Assert.Equal(["x", "y", "z"], lines[0].Tags);
        Assert.Empty(lines[1].Tags);
    }

    /// <summary>Thousands separators that do not separate thousands are a typing error, not an amount.</summary>
    [Theory]
    [InlineData("1,00.50")]
    [InlineData("1234,567.50")]
    [InlineData(",500.50")]
    [InlineData("1.2.3")]
    [InlineData("1,234,56.50")]
    public async Task Amount_whose_groups_are_none_is_named(string text)
    {
        var result = await OfxTests.ReadAsync(Samples.Text($"Date;Payee;Amount\n2026-01-30;A;0.25\n2026-01-31;B;{text}\n"));

        Assert.Equal([0.25m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Contains(result.Problems, p => p is { Line: 3, Code: ProblemCodes.BadAmount });
    }

    [Fact]
    public async Task Bad_rows_are_named_by_line_and_the_rest_is_read()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount\n2026-01-01,A,1.00\ninvalid_date,B,2.00\n2026-01-03,C,abc\n2026-01-04,D,4.00\n"));

        Assert.Equal([1m, 4m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Equal([(3, ProblemCodes.BadDate), (4, ProblemCodes.BadAmount)], result.Problems.Select(p => (p.Line, p.Code)));
    }

    /// <summary>The header of each bank, with one row of it: date, amount, payee and text are where it says.</summary>
    [Theory]
    [InlineData("日付,お支払金額,お預り金額,摘要,残高\n2026/3/4,1200,,でんき,8800\n", -1200, "", "でんき")]
    [InlineData("交易日期,交易說明,提款金額,存款金額,餘額\n2026/03/04,水費,,1200,8800\n", 1200, "", "水費")]
    [InlineData("거래일시,적요,보낸분/받는분,출금액,입금액,잔액\n2026.03.04 10:00:00,카드,빵집,1200,0,8800\n", -1200, "빵집", "카드")]
    [InlineData("Дата операции;Описание;Сумма операции;Сумма платежа\n04.03.2026;Пекарня;-10,00;-1200,00\n", -1200, "", "Пекарня")]
    [InlineData("Data;Histórico;Crédito (R$);Débito (R$);Saldo (R$)\n04/03/2026;Padaria;;1.200,00;8.800,00\n", -1200, "", "Padaria")]
    [InlineData("Date,Status,CheckNumber,Description,Withdrawal,Deposit,RunningBalance\n03/04/2026,Posted,7,Bakery,$1200.00,,$8800.00\n03/31/2026,Posted,,Shop,$1.00,,$8799.00\n", -1200, "", "Bakery")]
    [InlineData("Date,Note,From,To,Amount (total),Ending Balance\n2026-03-04T10:00:00,Bread,Me,You,- $1200.00,\n,,,,,$8800.00\n", -1200, "You", "Bread")]
    [InlineData("IBAN/BBAN,Munt,Datum,Bedrag,Saldo na trn,Naam tegenpartij,Omschrijving-1,Omschrijving-2\nNL00BANK0123456789,EUR,2026-03-04,\"-1200,00\",\"+8800,00\",Bakker,Brood,en meel\n", -1200, "Bakker", "Brood en meel")]
    [InlineData("Date,Amount,Account,Counterparty,Name,Description\n2026-03-04,-1200.00,NL00BANK0123456789,NL11BANK9876543210,Baker,Bread\n", -1200, "Baker", "Bread")]
    [InlineData("Booking Date,Value Date,Partner Name,Payment Reference,Amount (EUR)\n2026-03-04,,Baker,Bread,-1200.00\n", -1200, "Baker", "Bread")]
    [InlineData("Cuenta,Fecha,Descripcion,Cargo/Abono,Importe\n'6050','04032026','PAN',-,1200.00\n'6050','31032026','PAN',-,1.00\n", -1200, "", "PAN")]
    public async Task Headers_of_many_languages_and_styles_say_what_they_hold(string file, int amount, string payee, string description)
    {
        var line = Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines[0];

        Assert.Equal((new DateOnly(2026, 3, 4), (decimal)amount, payee, description), (line.Date, line.Amount, line.Payee, line.Description));
    }

    /// <summary>A card's list of purchases is often positive: nothing proves it, so it is asked, and what was settled is not asked again.</summary>
    [Theory]
    [InlineData("Date,Payee,Amount\n2026-03-13,A,1.50\n2026-03-14,B,2.50\n2026-03-15,C,3.50\n2026-03-16,D,4.50\n2026-03-17,Payment,-20.00\n", true)]
    [InlineData("Date,Payee,Amount\n2026-03-13,A,1.50\n2026-03-14,B,2.50\n2026-03-15,C,3.50\n2026-03-16,D,-4.50\n2026-03-17,E,-12.00\n", false)]
    [InlineData("Date,Payee,Amount\n2026-03-13,A,1.50\n2026-03-14,B,2.50\n", false)]
    [InlineData("Date,Payee,Amount,Balance\n2026-03-13,A,1.50,1.50\n2026-03-14,B,2.50,4.00\n2026-03-15,C,3.50,7.50\n2026-03-16,D,4.50,12.00\n2026-03-17,E,1.00,13.00\n", false)]
    [InlineData("Date,Payee,Debit,Credit\n2026-03-13,A,,1.50\n2026-03-14,B,,2.50\n2026-03-15,C,,3.50\n2026-03-16,D,,4.50\n2026-03-17,E,,1.00\n", false)]
    public async Task Amounts_that_are_mostly_positive_are_asked_about_where_nothing_proves_them(string file, bool asked)
    {
        var result = await OfxTests.ReadAsync(Samples.Text(file));
        var settled = await OfxTests.ReadAsync(Samples.Text(file), new() { Csv = result.Csv!.Profile });
        var turned = await OfxTests.ReadAsync(Samples.Text(file), new() { Csv = result.Csv.Profile with { InvertAmounts = true } });

        Assert.Equal((asked, asked), (result.Csv.Ambiguities.Contains("sign"), result.Problems.Any(p => p.Code == "ambiguous_sign" && p.IsWarning)));
        Assert.Empty(settled.Csv!.Ambiguities);
        Assert.Equal(result.Statements[0].Lines.Select(l => -l.Amount), turned.Statements[0].Lines.Select(l => l.Amount));
        Assert.Empty(turned.Csv!.Ambiguities);
    }

    /// <summary>Who pays and who is paid: the other party is the one, or the other, by the sign.</summary>
    [Theory]
    [InlineData("Buchungsdatum;Status;Zahlungspflichtige*r;Zahlungsempfänger*in;Verwendungszweck;Betrag (€)\n04.03.26;Gebucht;Ich;Bäcker;Brot;-5,00\n05.03.26;Gebucht;Arbeit GmbH;Ich;Lohn;1.000,00\n06.03.26;Gebucht;Ich;;Gebühr;-1,00\n")]
    [InlineData("Date,Sender,Recipient,Amount\n2026-03-04,Ich,Bäcker,-5.00\n2026-03-05,Arbeit GmbH,Ich,1000.00\n2026-03-06,Ich,,-1.00\n")]
    public async Task Other_party_is_told_by_the_sign(string file)
    {
        var lines = Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines;

        Assert.Equal(["Bäcker", "Arbeit GmbH", "Ich"], lines.Select(l => l.Payee));
    }

    /// <summary>Texts are compared within one reading of a file: other columns make another one, the same columns the same.</summary>
    [Fact]
    public async Task Source_says_how_a_table_was_read()
    {
        var file = Samples.Text("Date,Payee,Description,Amount\n2026-03-13,A,B,-1.50\n2026-03-14,C,D,-2.50\n");
        var guessed = await SpoolAsync(null);
        var profile = guessed.Result.Csv!.Profile;

        Assert.StartsWith($"csv:{guessed.Result.Csv.Shape}#", guessed.Source, StringComparison.Ordinal);
        Assert.Equal(guessed.Source, (await SpoolAsync(profile)).Source);
        Assert.NotEqual(guessed.Source, (await SpoolAsync(profile with { Columns = [CsvColumn.Date, CsvColumn.Description, CsvColumn.Payee, CsvColumn.Amount] })).Source);

        Task<SpooledFile> SpoolAsync(CsvProfile? told) =>
            SpooledFile.ReadAsync(new MemoryStream(file), told, null, _ => Task.FromResult<CsvProfile?>(null), CultureInfo.InvariantCulture, new(2026, 11, 1), TestContext.Current.CancellationToken);
    }

    /// <summary>A file may have a single word with an accent; most of its letters say nothing of its code page.</summary>
    [Theory]
    [InlineData("windows-1252", "Gebühr", "Müller GmbH", "BÄCKEREI ÖZ", "ÄÖÜ GMBH", "Straße 5", "ÖBB Fahrkarte")]
    [InlineData("windows-1252", "Café Crème", "Société Générale", "Prélèvement EDF", "naïve façade", "MÉDECIN À LYON")]
    [InlineData("windows-1252", "Compañía Española", "¿Qué tal?", "São Paulo Padaria", "Malmö Färg AB", "Kjøp på nett", "Caffè è già")]
    [InlineData("iso-8859-15", "Müller 5 €", "Café 3 €")]
    [InlineData("windows-1250", "Żabka Łódź", "Sklep spożywczy", "Krajská pobočka", "Štěpán Dvořák", "Költség űrlap")]
    [InlineData("iso-8859-2", "Żabka Łódź", "Opłata za kartę śniadanie")]
    [InlineData("windows-1257", "Mokėjimas už prekes", "Maksājums par precēm")]
    [InlineData("windows-1251", "Покупка в магазине", "ПОКУПКА ТОВАРОВ", "Оплата VISA карта")]
    [InlineData("windows-1253", "Αγορά από κατάστημα", "Μισθοδοσία")]
    [InlineData("windows-1254", "İstanbul Şubesi ödeme", "Akaryakıt alışverişi")]
    [InlineData("shift_jis", "振込 タナカ", "ATM出金", "ﾌﾘｺﾐ ﾀﾅｶ ﾀﾛｳ")]
    public async Task One_word_tells_the_code_page(string encoding, params string[] payees)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var read = new List<string>();
        foreach (var payee in payees)
        {
            var file = $"Date,Payee,Amount\n2026-03-13,{payee},-1.50\n2026-03-14,Shop,-2.50\n";
            read.Add(Assert.Single((await OfxTests.ReadAsync(Encoding.GetEncoding(encoding).GetBytes(file))).Statements).Lines[0].Payee);
        }

        Assert.Equal(payees, read);
    }

    [Theory]
    [InlineData("gb18030", "交易时间,交易对方,商品说明,收/支,金额,交易状态\n2026-03-04 12:10:11,面包店,早餐和午餐的面包,支出,25.50,交易成功\n2026-03-05 12:10:11,水果店,一些苹果和香蕉,支出,5.50,交易关闭\n")]
    [InlineData("euc-jp", "日付,お支払金額,お預り金額,摘要\n2026/03/04,25.50,,東京カフェで朝ごはん\n")]
    [InlineData("big5", "交易日期,交易說明,提款金額,存款金額\n2026/03/04,台北餐廳的早餐,25.50,\n")]
    [InlineData("euc-kr", "거래일시,적요,보낸분/받는분,출금액,입금액\n2026-03-04 12:10:11,체크카드 결제,동네 빵집,25.50,0\n")]
    public async Task Chinese_Japanese_and_Korean_files_read_in_their_own_encodings(string encoding, string file)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        var result = await OfxTests.ReadAsync(Encoding.GetEncoding(encoding).GetBytes(file));

        Assert.Equal((new DateOnly(2026, 3, 4), -25.50m), Assert.Single(Assert.Single(result.Statements).Lines.Select(l => (l.Date, l.Amount))));
    }

    /// <summary>What stands beside the text or in its place: columns without a name, a reference, the holder's own name.</summary>
    [Theory]
    [InlineData("Datum,Bedrag,Omschrijving,,\n2026-03-04,-5.00,Brood,Amsterdam,\n", "", "Brood Amsterdam")]
    [InlineData("Completed Date ; Reference ; Paid Out (EUR) ; Paid In (EUR)\nMar 4, 2026 ; Baker ; 5.00 ;\n", "", "Baker")]
    [InlineData("Rekeningnummer;Naam;Datum;Bedrag;Naam tegenpartij\nBE01;Ik;04/03/2026;-5,00;Bakker\nBE01;Ik;05/03/2026;-6,00;Slager\n", "Bakker", "")]
    public async Task Texts_are_found_where_they_stand(string file, string payee, string description)
    {
        var line = Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines[0];

        Assert.Equal((new DateOnly(2026, 3, 4), -5m, payee, description), (line.Date, line.Amount, line.Payee, line.Description));
    }

    /// <summary>"Valuta" is a date for one bank and a currency for the next; a currency stands behind "in".</summary>
    [Fact]
    public async Task Valuta_is_what_its_column_holds()
    {
        var swiss = Assert.Single((await OfxTests.ReadAsync(Samples.Text("Datum;Text;Gutschrift in CHF;Lastschrift in CHF;Valuta;Saldo in CHF\n31.01.2026;A;;45.00;30.01.2026;955.00\n"))).Statements);
        var italian = Assert.Single((await OfxTests.ReadAsync(Samples.Text("Data,Operazione,Valuta,Importo\n31/01/2026,A,EUR,-45.00\n"))).Statements);

        Assert.Equal((new DateOnly(2026, 1, 30), "CHF", 955m), (swiss.Lines[0].ValueDate, swiss.Currency, swiss.Closing?.Amount));
        Assert.Equal((null, "EUR"), (italian.Lines[0].ValueDate, italian.Currency));
    }

    /// <summary>Where all money in has a minus it says nothing; one among others is a reversal.</summary>
    [Theory]
    [InlineData("Date,Description,Debit,Credit\n2026-01-31,A,4.50,\n2026-01-15,B,,-100.00\n", "100.00")]
    [InlineData("Date,Description,Debit,Credit\n2026-01-31,A,4.50,\n2026-01-15,B,,-100.00\n2026-01-14,C,,20.00\n", "-100.00")]
    public async Task Minus_of_all_money_in_is_a_style(string file, string amount)
    {
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines[1].Amount);
    }

    /// <summary>A net amount has lost its fee already; a fee beside a gross one is still to be paid.</summary>
    [Theory]
    [InlineData("Date,Name,Gross,Fee,Net\n2026-03-04,Customer,100.00,-4.25,95.75\n", "95.75")]
    [InlineData("Date,Name,Amount,Fee\n2026-03-04,Customer,100.00,4.25\n", "95.75")]
    public async Task Fee_is_taken_off_once(string file, string amount)
    {
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), Assert.Single(Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines).Amount);
    }

    [Fact]
    public async Task Zero_bytes_are_no_text()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount\n2026-01-01,Ba\0ker,-1.00\n\0\0\0\0"));

        Assert.Equal("Baker", Assert.Single(Assert.Single(result.Statements).Lines).Payee);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Header_over_currency_and_amount_names_both()
    {
        var line = Assert.Single((await OfxTests.ReadAsync(Samples.Text("Date,Description,Change,,Balance,\n31-12-2025,Dividend,EUR,0.19,EUR,13.88\n"))).Statements).Lines[0];

        Assert.Equal((0.19m, "EUR", 13.88m), (line.Amount, line.Currency, line.RunningBalance));
    }

    /// <summary>Without a header the running balance tells which of two columns of numbers is the amount, also where it stands before the booking.</summary>
    [Theory]
    [InlineData("17-02-2026,Shop,130.00,-20.00\n18-02-2026,Rent,110.00,-60.00\n19-02-2026,Pay,50.00,500.00\n20-02-2026,Tax,550.00,-1.00\n")]
    [InlineData("17-02-2026,Shop,110.00,-20.00\n18-02-2026,Rent,50.00,-60.00\n19-02-2026,Pay,550.00,500.00\n20-02-2026,Tax,549.00,-1.00\n")]
    public async Task Amount_is_what_the_balance_grows_by(string file)
    {
        Assert.Equal([-20m, -60m, 500m, -1m], Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements).Lines.Select(l => l.Amount));
    }

    [Theory]
    [InlineData("Date,Text,Amount\n02.03.2026,A,1.00\n05.03.2026,B,2.00\n", "2026-03-02")]
    [InlineData("Date;Text;Amount\n02/03/2026;A;1,00\n05/03/2026;B;2,00\n", "2026-03-02")]
    [InlineData("Date,Value date,Text,Amount\n02/03/2026,03/13/2026,A,1.00\n", "2026-02-03")]
    [InlineData("Date,Text,Amount\n\"10:15, 02/03/2026\",A,1.00\n\"10:16, 20/03/2026\",B,1.00\n", "2026-03-02")]
    public async Task Points_commas_and_value_dates_say_how_dates_are_written(string file, string first)
    {
        var result = await OfxTests.ReadAsync(Samples.Text(file));

        Assert.Empty(result.Csv!.Ambiguities);
        Assert.Equal(DateOnly.Parse(first, CultureInfo.InvariantCulture), Assert.Single(result.Statements).Lines[0].Date);
    }

    [Fact]
    public async Task Time_beside_the_date_is_no_value_date()
    {
        var line = Assert.Single((await OfxTests.ReadAsync(Samples.Text("Date,Time,Name,Amount\n10/19/2026,03:02:12,A,1.00\n"))).Statements).Lines[0];

        Assert.Null(line.ValueDate);
    }

    [Fact]
    public async Task Amounts_in_groups_are_no_dates()
    {
        var statement = Assert.Single((await OfxTests.ReadAsync(Samples.Text("AT00;Shop;04.02.2026;-1.001,00;EUR\nAT00;Rent;05.02.2026;-1.012,10;EUR\n"))).Statements);

        Assert.Equal([-1001m, -1012.10m], statement.Lines.Select(l => l.Amount));
    }

    [Fact]
    public async Task Several_accounts_of_one_table_are_several_statements()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Account,Description,Amount\n2026-03-04,Everyday,A,1.00\n2026-03-05,Savings,B,2.00\n2026-03-06,Everyday,C,3.00\n"));

        Assert.Equal([("Everyday", 2), ("Savings", 1)], result.Statements.Select(s => (s.Account.Name!, s.Lines.Count)));
    }

    [Theory]
    [InlineData("Solde en fin de période;;;655,25\nDate;Libellé;Débit;Crédit\n15/01/2026;A;;250,50\n16/01/2026;B;-95,25;\nSolde en début de période;;;500,00\n", "500", "655.25")]
    [InlineData("Solde en fin de période;;;656,25\nDate;Libellé;Débit;Crédit\n15/01/2026;A;;250,50\n16/01/2026;B;-95,25;\nSolde en début de période;;;500,00\n", null, null)]
    public async Task Balances_around_the_table_are_taken_where_they_prove_each_other(string file, string? opening, string? closing)
    {
        var result = await OfxTests.ReadAsync(Samples.Text(file));

        var statement = Assert.Single(result.Statements);
        Assert.Equal((opening, closing), (statement.Opening?.Amount.ToString("0.##", CultureInfo.InvariantCulture), statement.Closing?.Amount.ToString("0.##", CultureInfo.InvariantCulture)));
        Assert.All(result.Problems, p => Assert.True(p.IsWarning));
    }

    [Fact]
    public async Task Balances_of_each_currency_are_its_own()
    {
        var file = "Data;Gavėjas;Paaiškinimai;Suma;Valiuta;D/K\n2026-01-01;;Likutis pradžiai;100,00;EUR;K\n2026-01-02;Baras \"Inkaras\";Pietūs;10,00;EUR;D\n2026-01-31;;Likutis pabaigai;90,00;EUR;K\n"
            + "2026-01-01;;Likutis pradžiai;5,00;USD;K\n2026-01-31;;Likutis pabaigai;5,00;USD;K\n";

        var statement = Assert.Single((await OfxTests.ReadAsync(Samples.Text(file))).Statements);

        Assert.Equal((-10m, "EUR"), (Assert.Single(statement.Lines).Amount, statement.Currency));
        Assert.Equal((100m, 90m), (statement.Opening?.Amount, statement.Closing?.Amount));
    }

    [Fact]
    public async Task Row_of_text_alone_goes_on_with_the_booking_above()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Description,Withdrawals,Deposits\n18/04/2026,PURCHASE,12.30,\n,BAKERY 15/04,,\n19/04/2026,ATM,50.00,\n"));

        Assert.Equal(["PURCHASE BAKERY 15/04", "ATM"], Assert.Single(result.Statements).Lines.Select(l => l.Description));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Quotes_that_nobody_doubled_stay_in_their_field()
    {
        var lines = Assert.Single((await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount\n\"2026-01-02\",\"Bar \"Anchor\"\",\"-1.00\"\n\"2026-01-03\",\"B\",\"2.00\"\n"))).Statements).Lines;

        Assert.Equal([("Bar \"Anchor\"", -1m), ("B", 2m)], lines.Select(l => (l.Payee, l.Amount)));
    }

    [Fact]
    public async Task Header_of_unknown_words_is_a_header_all_the_same()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Siku,Maelezo,Kiasi\n2026-01-02,Mkate,-1.00\n2026-01-03,Maji,-2.00\n"));

        Assert.Equal(["Siku", "Maelezo", "Kiasi"], result.Csv!.Header);
        Assert.Equal([-1m, -2m], Assert.Single(result.Statements).Lines.Select(l => l.Amount));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Several_currencies_are_several_statements()
    {
        var result = await OfxTests.ReadAsync(Samples.Text("Date,Payee,Amount,Currency\n2026-01-01,A,1.00,EUR\n2026-01-02,B,2.00,USD\n2026-01-03,C,3.00,EUR\n"));

        Assert.Equal([("EUR", 2), ("USD", 1)], result.Statements.Select(s => (s.Currency!, s.Lines.Count)));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public async Task Culture_of_the_machine_changes_nothing(string name)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

            Assert.Equal([-4.20m, 1000m, -800m], Assert.Single((await OfxTests.ReadAsync(Samples.GermanCsv)).Statements).Lines.Select(l => l.Amount));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public async Task Byte_order_mark_is_no_part_of_the_first_header(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding).GetPreamble().Concat(Encoding.GetEncoding(encoding).GetBytes("Date,Payee,Amount\n2026-01-01,Café,1.00\n")).ToArray();

        Assert.Equal("Café", Assert.Single(Assert.Single((await OfxTests.ReadAsync(bytes)).Statements).Lines).Payee);
    }

    [Fact]
    public async Task Larger_file_than_the_bound_and_a_damaged_zip_are_refused()
    {
        var large = await OfxTests.ReadAsync(new byte[2000], new ReadOptions { MaxBytes = 1000 });
        var zip = await OfxTests.ReadAsync([0x50, 0x4B, 0x03, 0x04, 0, 0]);

        Assert.Equal(ProblemCodes.TooLarge, Assert.Single(large.Problems).Code);
        Assert.Equal(ProblemCodes.ArchiveRefused, Assert.Single(zip.Problems).Code);
    }
}
