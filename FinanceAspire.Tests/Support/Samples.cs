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

    /// <summary>QIF as Quicken writes it: opening balance, a split, a transfer, padded two-digit years after an apostrophe.</summary>
    public static byte[] Qif { get; } = Encoding.ASCII.GetBytes("""
        !Account
        NMy Checking
        TBank
        ^
        !Type:Bank
        D10/ 1'26
        T1,000.00
        POpening Balance
        L[My Checking]
        ^
        D10/13'26
        T-45.50
        PCorner Market
        MWeekly
        N1042
        LFood:Groceries/Home
        ^
        D10/14'26
        T-30.00
        PDepartment Store
        SFood:Groceries
        EBread
        $-10.00
        SHousehold
        $-20.00
        ^
        D10/20'26
        T-100.00
        PTo savings
        L[Savings]
        ^
        !Type:Memorized
        T-1.00
        PIgnored
        ^
        """);

    /// <summary>CAMT.053 version 8: a batch of two, a pending entry, opening and closing balance.</summary>
    public static byte[] Camt { get; } = Encoding.UTF8.GetBytes("""
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>S1</Id>
          <Acct><Id><IBAN>DE02100100100006820101</IBAN></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><BICFI>PBNKDEFF</BICFI></FinInstnId></Svcr></Acct>
          <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>
          <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1150.25</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><DtTm>2026-10-31T23:59:59+01:00</DtTm></Dt></Bal>
          <Ntry><Amt Ccy="EUR">49.75</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-05</Dt></BookgDt><ValDt><Dt>2026-10-06</Dt></ValDt><AcctSvcrRef>R1</AcctSvcrRef>
            <NtryDtls><TxDtls><Refs><EndToEndId>E2E</EndToEndId></Refs><RltdPties><Cdtr><Pty><Nm>Café Zürich</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id></CdtrAcct></RltdPties>
            <RmtInf><Ustrd>Breakfast</Ustrd><Ustrd>for two</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
          <Ntry><Amt Ccy="EUR">200.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-20</Dt></BookgDt><AcctSvcrRef>R2</AcctSvcrRef><NtryDtls>
            <TxDtls><Amt Ccy="EUR">120.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>First payer</Nm></Pty></Dbtr></RltdPties></TxDtls>
            <TxDtls><Amt Ccy="EUR">80.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Second payer</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
          <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BookgDt><Dt>2026-10-31</Dt></BookgDt></Ntry>
        </Stmt></BkToCstmrStmt></Document>
        """);

    /// <summary>MT940: two messages of one account, German subfields, Dutch tags, plain text, an entry across New Year.</summary>
    public static byte[] Mt940 { get; } = Encoding.ASCII.GetBytes("""
        :20:STARTUMS
        :25:10010010/0006820101
        :28C:1/1
        :60F:C261201EUR1000,00
        :61:2612031203DR45,50NDDTNONREF//B1
        :86:105?00LASTSCHRIFT?20EREF+X1?21SVWZ+Weekly gro?22ceries?30PBNKDEFF?31DE02100100100006820101?32Corner?33Market
        :61:2612041204C400,NTRFREF1//B2
        :86:/TRTP/SEPA/IBAN/NL71RABO0123456789/NAME/Northwind Ltd/REMI/Salary part/EREF/NOTPROVIDED
        :62F:C261204EUR1354,50
        -
        :20:STARTUMS
        :25:10010010/0006820101
        :28C:2/1
        :60F:C261204EUR1354,50
        :61:2612310102D5,25NMSCNONREF
        :86:Account fee
        :62F:C270102EUR1349,25
        -
        """);

    /// <summary>GnuCash's own file, with a prefix that it does not declare, a split and shares.</summary>
    public const string GnuCash = """
        <?xml version="1.0" encoding="utf-8" ?>
        <gnc-v2 xmlns:gnc="http://www.gnucash.org/XML/gnc">
        <gnc:book version="2.0.0">
        <gnc:pricedb version="1"><price><price:id type="guid">1</price:id><price:commodity><cmdty:space>XETRA</cmdty:space><cmdty:id>ACME</cmdty:id></price:commodity>
          <price:currency><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></price:currency><price:time><ts:date>2026-01-06 00:00:00 +0100</ts:date></price:time><price:value>5000/100</price:value></price></gnc:pricedb>
        <gnc:account version="2.0.0"><act:name>Root Account</act:name><act:id type="guid">01</act:id><act:type>ROOT</act:type></gnc:account>
        <gnc:account version="2.0.0"><act:name>Assets</act:name><act:id type="guid">02</act:id><act:type>ASSET</act:type><act:commodity><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></act:commodity><act:parent type="guid">01</act:parent></gnc:account>
        <gnc:account version="2.0.0"><act:name>Bank</act:name><act:id type="guid">03</act:id><act:type>BANK</act:type><act:commodity><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></act:commodity><act:parent type="guid">02</act:parent></gnc:account>
        <gnc:account version="2.0.0"><act:name>Depot</act:name><act:id type="guid">04</act:id><act:type>ASSET</act:type><act:commodity><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></act:commodity><act:parent type="guid">02</act:parent></gnc:account>
        <gnc:account version="2.0.0"><act:name>ACME</act:name><act:id type="guid">05</act:id><act:type>STOCK</act:type><act:commodity><cmdty:space>XETRA</cmdty:space><cmdty:id>ACME</cmdty:id></act:commodity><act:parent type="guid">04</act:parent></gnc:account>
        <gnc:account version="2.0.0"><act:name>Food</act:name><act:id type="guid">06</act:id><act:type>EXPENSE</act:type><act:parent type="guid">01</act:parent></gnc:account>
        <gnc:account version="2.0.0"><act:name>Home</act:name><act:id type="guid">07</act:id><act:type>EXPENSE</act:type><act:parent type="guid">01</act:parent></gnc:account>
        <gnc:transaction version="2.0.0"><trn:id type="guid">0000000000000000000000000000aaaa</trn:id><trn:currency><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></trn:currency>
          <trn:date-posted><ts:date>2026-01-05 00:00:00 +0100</ts:date></trn:date-posted><trn:description>Market</trn:description><trn:splits>
          <trn:split><split:value>-3000/100</split:value><split:quantity>-3000/100</split:quantity><split:account type="guid">03</split:account></trn:split>
          <trn:split><split:value>2000/100</split:value><split:quantity>2000/100</split:quantity><split:account type="guid">06</split:account></trn:split>
          <trn:split><split:value>1000/100</split:value><split:quantity>1000/100</split:quantity><split:account type="guid">07</split:account></trn:split></trn:splits></gnc:transaction>
        <gnc:transaction version="2.0.0"><trn:id type="guid">0000000000000000000000000000bbbb</trn:id><trn:currency><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></trn:currency>
          <trn:date-posted><ts:date>2026-01-06 10:59:00 +0000</ts:date></trn:date-posted><trn:description>Shares</trn:description><trn:splits>
          <trn:split><split:value>-10000/100</split:value><split:quantity>-10000/100</split:quantity><split:account type="guid">03</split:account></trn:split>
          <trn:split><split:value>10000/100</split:value><split:quantity>2/1</split:quantity><split:account type="guid">05</split:account></trn:split></trn:splits></gnc:transaction>
        </gnc:book>
        </gnc-v2>
        """;
}
