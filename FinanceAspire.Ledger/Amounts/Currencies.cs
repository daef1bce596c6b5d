using System.Collections.Frozen;

namespace FinanceAspire.Ledger.Amounts;

/// <summary>
/// The active currencies of ISO 4217 with their number of decimals (list one, "minor unit").
/// Source: ISO 4217 maintenance agency, six-group.com, as of amendment 178.
/// </summary>
public static class Currencies
{
    private const string WithTwo =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
        "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
        "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP " +
        "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH " +
        "USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG BGN";

    private static readonly FrozenDictionary<string, short> Decimals = WithTwo.Split(' ').Select(code => (code, digits: (short)2))
        .Concat("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' ').Select(code => (code, digits: (short)0)))
        .Concat("BHD IQD JOD KWD LYD OMR TND".Split(' ').Select(code => (code, digits: (short)3)))
        .Concat("CLF UYW".Split(' ').Select(code => (code, digits: (short)4)))
        .ToFrozenDictionary(c => c.code, c => c.digits, StringComparer.Ordinal);

    /// <summary>All codes, in alphabetical order.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. Decimals.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The number of decimals of a currency, or null where the code is none of ISO 4217's.</summary>
    public static short? DecimalsOf(string code) => Decimals.TryGetValue(code, out var digits) ? digits : null;
}
