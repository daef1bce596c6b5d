using System.Text.RegularExpressions;

namespace FinanceAspire.Formats.Reading;

/// <summary>What the content of a file looks like.</summary>
internal abstract record SniffedFormat
{
    public sealed record Ofx : SniffedFormat;

    public sealed record Csv : SniffedFormat;

    public sealed record Qif : SniffedFormat;

    public sealed record Camt : SniffedFormat;

    public sealed record Mt940 : SniffedFormat;

    public sealed record GnuCash : SniffedFormat;

    public sealed record Iif : SniffedFormat;

    public sealed record Journal : SniffedFormat;

    public sealed record Beancount : SniffedFormat;

    public sealed record Other(string Name) : SniffedFormat;
}

/// <summary>Finds the format by what the file holds; its name and type are never asked.</summary>
internal static partial class FormatSniffer
{
    /// <summary>A binary format by its first bytes, or null for text.</summary>
    public static string? Binary(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x25, 0x50, 0x44, 0x46, ..] => "a PDF document",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an Excel workbook",
        [0x89, 0x50, 0x4E, 0x47, ..] or [0xFF, 0xD8, 0xFF, ..] => "a picture",
        _ => null,
    };

    /// <summary>The format of a text, or null where it is none that has a name.</summary>
    public static SniffedFormat? Find(string text)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, 64 * 1024)).TrimStart().TrimStart('\uFEFF').TrimStart();
        if (head.Contains("<OFX", StringComparison.OrdinalIgnoreCase) || head.StartsWith("OFXHEADER", StringComparison.OrdinalIgnoreCase)
            || head.Contains("<STMTTRN>", StringComparison.OrdinalIgnoreCase) || (head.StartsWith("<", StringComparison.Ordinal) && head.Contains(":OFX", StringComparison.OrdinalIgnoreCase)))
        {
            return new SniffedFormat.Ofx();
        }

        if (head.StartsWith("!Type", StringComparison.OrdinalIgnoreCase) || head.StartsWith("!Account", StringComparison.OrdinalIgnoreCase) || head.StartsWith("!Option", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("!Clear", StringComparison.OrdinalIgnoreCase) || QifRecord().IsMatch(head))
        {
            return new SniffedFormat.Qif();
        }

        if (head.StartsWith("<", StringComparison.Ordinal))
        {
            return head.Contains("camt.05", StringComparison.Ordinal) || head.Contains("BkToCstmr", StringComparison.Ordinal) ? new SniffedFormat.Camt()
                : head.Contains("gnc-v2", StringComparison.Ordinal) || head.Contains("<gnc:", StringComparison.Ordinal) ? new SniffedFormat.GnuCash()
                : new SniffedFormat.Other("a web page or XML document");
        }

        if (head.StartsWith(":20:", StringComparison.Ordinal) || head.Contains("\n:61:", StringComparison.Ordinal) || head.StartsWith(":61:", StringComparison.Ordinal)
            || head.Contains(":60F:", StringComparison.Ordinal) || head.Contains(":62F:", StringComparison.Ordinal) || head.Contains("\n:20:", StringComparison.Ordinal) || head.Contains("\n:86:", StringComparison.Ordinal) || head.StartsWith("{1:", StringComparison.Ordinal))
        {
            return new SniffedFormat.Mt940();
        }

        if (head.StartsWith("!TRNS", StringComparison.OrdinalIgnoreCase) || head.StartsWith("!ACCNT", StringComparison.OrdinalIgnoreCase) || head.StartsWith("!HDR", StringComparison.OrdinalIgnoreCase))
        {
            return new SniffedFormat.Iif();
        }

        if (Beancount().IsMatch(head))
        {
            return new SniffedFormat.Beancount();
        }

        if (JournalEntry().IsMatch(head) || JournalDirective().IsMatch(head))
        {
            return new SniffedFormat.Journal();
        }

        if (head.StartsWith("{", StringComparison.Ordinal) || head.StartsWith("[", StringComparison.Ordinal))
        {
            return new SniffedFormat.Other("JSON");
        }

        return new SniffedFormat.Csv();
    }

    /// <summary>A QIF record without the line that says of what: a date, other fields, the mark of its end.</summary>
    [GeneratedRegex(@"\AD[ \d][^\r\n,;|]{4,20}\r?\n(?:[A-Z$][^\r\n]*\r?\n){1,20}\^", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex QifRecord();

    /// <summary>A directive that only beancount has, or a transaction with its texts in quotes (beancount, "Language Syntax").</summary>
    [GeneratedRegex("""^(?:\d{4}-\d\d-\d\d +(?:open|close|balance|pad|commodity|price|note|document|event|custom|query) |(?:option|plugin) "|\d{4}-\d\d-\d\d +(?:txn|[*!]) +"[^"\r\n]*")""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Beancount();

    /// <summary>A dated line with an indented one below (hledger manual, "Transactions").</summary>
    [GeneratedRegex("""^(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}(?:=[-/.\d]+)?(?:[ \t][^\r\n,;|]*[^\r\n]*)?\r?\n(?:[ \t]+;[^\r\n]*\r?\n)*[ \t]+(?!;)\S""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex JournalEntry();

    /// <summary>Directives of hledger and Ledger with their argument.</summary>
    [GeneratedRegex("""^(?:account [^\s,;|]+|commodity [^\s,;|]|include \S|P \d{4}[-/.]\d)""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex JournalDirective();
}
