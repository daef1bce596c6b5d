using FinanceAspire.Ledger.Receipts;

namespace FinanceAspire.Tests.Ledger;

public sealed class ReceiptTextTests
{
    private static readonly DateOnly Latest = new(2026, 11, 26);

    [Theory]
    [InlineData("Corner Market\nMilk 1.20\nCheese 11.30\nTOTAL EUR 12.50\nCash 20.00\nChange 7.50", "12.50")]
    [InlineData("Rechnung Nr. 2026-0815\nZwischensumme 1.000,00 €\nMwSt 19% 190,00 €\nGesamtbetrag 1.190,00 €", "1190.00")]
    [InlineData("Subtotal 100.00\nTax 8.00\nAmount due\n$108.00", "108.00")]
    [InlineData("Total CHF 1'234.55", "1234.55")]
    [InlineData("12.50\n3.00", "12.50")]
    [InlineData("Version 1.2.34 of 03.04.2026, IBAN DE12 3456, 19.00%, order 4711.0815.22x", null)]
    [InlineData("", null)]
    public void Amount_is_what_the_text_calls_its_total_else_the_largest(string text, string? expected) =>
        Assert.Equal(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), ReceiptText.Guess(text, Latest).Amount);

    [Theory]
    [InlineData("Invoice date: 2026-10-05\nDue 2026-11-04", "2026-10-05")]
    [InlineData("Fällig am 05.11.2026\nRechnungsdatum 05.10.2026", "2026-10-05")]
    [InlineData("05.10.26 14:33 Kasse 4", "2026-10-05")]
    [InlineData("Paid on 10/23/2026", "2026-10-23")]
    [InlineData("October 5, 2026", "2026-10-05")]
    [InlineData("5. Oktober 2026", "2026-10-05")]
    [InlineData("Datum: 31.02.2026", null)]
    [InlineData("Warranty until 2031-01-01", null)]
    public void Date_is_what_the_text_calls_its_date_and_never_later_than_today(string text, string? expected) =>
        Assert.Equal(expected is null ? null : DateOnly.ParseExact(expected, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), ReceiptText.Guess(text, Latest).Date);

    [Theory]
    [InlineData("slip.jpeg", "image/jpeg", "slip.jpeg")]
    [InlineData("slip.html", "image/png", "slip.html.png")]
    [InlineData("../../etc/passwd", "application/pdf", "passwd.pdf")]
    [InlineData("..\\..\\CON", "application/pdf", "CON.pdf")]
    [InlineData("a\r\nSet-Cookie: x\0.pdf", "application/pdf", "a Set-Cookie: x .pdf")]
    [InlineData("invoice\u202Efdp.exe", "application/pdf", "invoicefdp.exe.pdf")]
    [InlineData("\u200B", "image/webp", "receipt.webp")]
    [InlineData("..", "image/jpeg", "receipt.jpg")]
    [InlineData(null, "image/jpeg", "receipt.jpg")]
    public void Name_is_a_name_and_no_path_and_ends_as_its_content_does(string? name, string type, string expected) =>
        Assert.Equal(expected, ReceiptName.Clean(name, type));

    [Fact]
    public void Name_is_cut_and_keeps_its_end() =>
        Assert.InRange(ReceiptName.Clean(new string('x', 300), "application/pdf").Length, 10, 200);

    [Fact]
    public void Words_are_in_small_letters_with_one_space_between() =>
        Assert.Equal("größe tüv 12.50", ReceiptText.Words("  GRÖSSE\t TÜV\n\n12.50 ".Replace("SS", "ß", StringComparison.Ordinal)));
}
