namespace FinanceAspire.Tests.Formats;

/// <summary>
/// Files of the corpus that do not read as their source says: where we hold the expectation to be wrong, why; where we fall
/// short, what is missing. An entry that has become untrue fails its test.
/// </summary>
internal static class Disagreements
{
    private const string NullRow = "The source counts the row 'A null transaction, just to confuse things' as one; it has neither date nor amount and is named as left out.";
    private const string Year1111 = "The anonymised year 1111 lies before 1900, the first year that a book takes; the file is refused with that reason.";
    private const string Lenient = "That program refuses the file; the value is unmistakable, so we read it.";

    private const string OtherCurrency = "The sample's closing balance is in another currency than its entries; a bank's is not, and we take none for it.";

    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>
    {
        ["camt/genkgo__camt__camt053.v2.minimal.xml"] = OtherCurrency,
        ["camt/genkgo__camt__camt053.v2.minimal.ultimate.xml"] = OtherCurrency,
        ["camt/genkgo__camt__camt053.v2.with-party-ids.xml"] = OtherCurrency,
        ["camt/genkgo__camt__camt053.v3.xml"] = OtherCurrency,
        ["camt/genkgo__camt__camt053.v4.xml"] = OtherCurrency,
        ["camt/genkgo__camt__camt053.v8.xml"] = OtherCurrency,
        ["camt/mayswind__ezbookkeeping__two-txdtls-no-amounts.xml"] = "The second outcome that the source allows: booked once as 123.45.",
        ["qif/isaacharrisholt__quiffen__test_FMQifTest2023-10-18.qif"] = "Counted with its first record, the opening balance (Eröffnungssaldo, booked against the account itself). It is the statement's and no line, as in the other files of this kind.",
        ["qif/Gnucash__gnucash__web.qif"] = "The second outcome that the source allows: seven records named with their line, none read.",
        ["mt940/mayswind__ezbookkeeping__missing-balance.sta"] = "No currency in the file: it is the account's that the user has chosen.",
        ["mt940/WoLpH__mt940__self-provided-raphaelm.sta"] = "A closing balance lacks its currency; it is named as unreadable, the nine lines are read.",
        ["csv/bank2ynab__bank2ynab__test_raiffeisen_01.csv"] = NullRow,
        ["csv/bank2ynab__bank2ynab__test_delimiter_tab.csv"] = NullRow,
        ["csv/bank2ynab__bank2ynab__test_row_format_default.csv"] = NullRow + " Without a header, the first of two money columns is taken for money out.",
        ["csv/bank2ynab__bank2ynab__test_row_format_neg_inflow.csv"] = NullRow,
        ["csv/bank2ynab__bank2ynab__test_row_format_CD_flag.csv"] = NullRow,
        ["csv/bank2ynab__bank2ynab__TH_20180101-20180523_page_1.csv"] = Year1111,
        ["csv/bank2ynab__bank2ynab__TH_20180101-20180523_strana_1.csv"] = Year1111,
        ["csv/bank2ynab__bank2ynab__TH_20180521-20180523.csv"] = Year1111,
        ["ofx2/mayswind__ezbookkeeping__time-invalid-2.ofx"] = Lenient,
        ["ofx2/mayswind__ezbookkeeping__time-invalid-4.ofx"] = Lenient,
        ["ofx2/mayswind__ezbookkeeping__no-acctfrom.ofx"] = "No account in the file: the user has chosen one already.",
        ["ofx2/mayswind__ezbookkeeping__no-curdef.ofx"] = "No currency in the file: it is the account's that the user has chosen.",
        ["ofx2/OCA__bank-statement-import__test_ofx_wrong.ofx"] = "One of four records lacks its amount: it is named, the other three are read.",
        ["ofx1/annacruz__ofx__cef_malformed_decimal.ofx"] = "The second outcome that the source allows: no line and one problem.",
        ["csv/cantino__reckon__inversed_credit_card.csv"] = "The column DEBIT says that the amounts are money out; the source leaves that to its user.",
        ["csv/cantino__reckon__regression-issue_73_account_token_matching.csv"] = "07/06/2017 alone can be read both ways; without an American culture day before month is assumed, and asked.",
        ["csv/simonmichael__hledger__sample.csv"] = "Short: dates with the year in the middle (10/2009/09) are not read.",
        ["csv/bank2ynab__bank2ynab__dba33fceecd62c3c727893361e0ba4d3.P000000027355791.csv"] = "Short: without a header and with one row, money out cannot be told from money in; the page asks.",
        ["csv/cantino__reckon__harder_date_example.csv"] = "Short: years of one digit (10-Nov-9) are not read.",
    };
}
