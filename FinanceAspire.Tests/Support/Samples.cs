using System.Text;

namespace FinanceAspire.Tests.Support;

/// <summary>Small statements written by hand, one trait each.</summary>
public static class Samples
{
    /// <summary>OFX 1 (SGML, leaves unclosed): three lines that lead from 1000.00 to 1349.25.</summary>
    public static byte[] Ofx1 { get; } = Encoding.ASCII.GetBytes("""
        OFXHEADER:100
        DATA:OFXSGML
        VERSION:102
        SECURITY:NONE
        ENCODING:USASCII
        CHARSET:1252
        COMPRESSION:NONE
        OLDFILEUID:NONE
        NEWFILEUID:NONE

        <OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261031<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
        <BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR
        <BANKACCTFROM><BANKID>10010010<ACCTID>0012345678<ACCTTYPE>CHECKING</BANKACCTFROM>
        <BANKTRANLIST><DTSTART>20261001<DTEND>20261031
        <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261003120000[-5:EST]<TRNAMT>-45.50<FITID>A1<NAME>Corner Market<MEMO>Card 1234</STMTTRN>
        <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261009<TRNAMT>-5.25<FITID>A2<NAME>Bakery &amp; Sons</STMTTRN>
        <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261028<TRNAMT>400.00<FITID>A3<NAME>Northwind Ltd<MEMO>Salary part</STMTTRN>
        </BANKTRANLIST><LEDGERBAL><BALAMT>1349.25<DTASOF>20261031</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
        """);

    /// <summary>A German CSV file: semicolons, comma, day first, newest first, running balance; Windows-1252.</summary>
    public static byte[] GermanCsv { get; } = Encoding.Latin1.GetBytes("""
        Umsätze Girokonto;;;;
        Buchungstag;Auftraggeber / Empfänger;Verwendungszweck;Betrag (EUR);Saldo (EUR)
        13.10.2026;Bäckerei Müller;Brötchen;-4,20;1.195,80
        12.10.2026;Arbeitgeber;Gehalt;1.000,00;1.200,00
        02.10.2026;Miete;Oktober;-800,00;200,00
        """);

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
