using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Camt;

/// <summary>
/// Reads CAMT.052 (report), .053 (statement) and .054 (notification) of ISO 20022, all versions: elements are found by their
/// name, whatever the namespace. No DTD, no entities, bounded depth.
/// </summary>
internal sealed partial class CamtReader
{
    private const int MaxDepth = 40;
    private readonly ProblemList _problems = new();
    private readonly List<Statement> _statements = [];
    private int _entry;

    public static ReadResult Read(string text, CancellationToken cancellationToken) => new CamtReader().ReadAll(text, cancellationToken);

    private ReadResult ReadAll(string text, CancellationToken cancellationToken)
    {
        var format = text.Contains("camt.052", StringComparison.Ordinal) ? "camt052" : text.Contains("camt.054", StringComparison.Ordinal) ? "camt054" : "camt053";
        if (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
        {
            _problems.Fatal(ProblemCodes.DtdRefused, "The file declares a document type, which bank files never do; it is not read.");
            return new ReadResult { Format = format, Problems = _problems.ToList() };
        }

        try
        {
            using var reader = XmlReader.Create(new StringReader(Mended(text)), new XmlReaderSettings
            {
                // Several documents one behind the other.
                ConformanceLevel = ConformanceLevel.Fragment,
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                IgnoreWhitespace = true,
            });
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.Depth > MaxDepth)
                {
                    _problems.Fatal(ProblemCodes.TooDeep, "The file nests deeper than any bank's.");
                    return new ReadResult { Format = format, Problems = _problems.ToList() };
                }

                if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "Stmt" or "Rpt" or "Ntfctn" && !reader.IsEmptyElement)
                {
                    Container(reader, format, cancellationToken);
                }
            }
        }
        catch (XmlException e)
        {
            if (_statements.Count == 0)
            {
                _problems.Fatal(ProblemCodes.BadXml, $"The file is no XML, or is cut off: {e.Message}", e.LineNumber);
            }
            else
            {
                _problems.Error(e.LineNumber, ProblemCodes.Truncated, $"The file is no XML from here on, or is cut off: {e.Message}");
            }
        }

        if (_statements.Count == 0 && !_problems.IsFatal)
        {
            _problems.Fatal(ProblemCodes.NotAStatement, "The file holds no statement, report or notification of an account.");
        }

        return new ReadResult { Format = format, Statements = _problems.IsFatal ? [] : _statements, Problems = _problems.ToList() };
    }

    /// <summary>
    /// The text without what no XML has and banks write all the same: an ampersand of its own, control characters, a declaration
    /// that is not at the very beginning.
    /// </summary>
    private static string Mended(string text)
    {
        text = text.Contains("<?xml", StringComparison.OrdinalIgnoreCase) ? Declaration().Replace(text, "") : text;
        text = text.Contains('&', StringComparison.Ordinal) ? Ampersand().Replace(text, "&amp;") : text;
        return text.AsSpan().IndexOfAnyInRange('\u0001', '\u0008') >= 0 || text.AsSpan().IndexOfAnyInRange('\u000B', '\u000C') >= 0 || text.AsSpan().IndexOfAnyInRange('\u000E', '\u001F') >= 0
            ? Control().Replace(text, "") : text;
    }

    [GeneratedRegex(@"<\?xml\b[^>]{0,200}\?>", RegexOptions.IgnoreCase)]
    private static partial Regex Declaration();

    [GeneratedRegex("&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")]
    private static partial Regex Ampersand();

    [GeneratedRegex(@"[\u0001-\u0008\u000B\u000C\u000E-\u001F]")]
    private static partial Regex Control();

    /// <summary>One statement, element by element: an entry is a small tree, a statement may be a large one.</summary>
    private void Container(XmlReader reader, string format, CancellationToken cancellationToken)
    {
        var (account, lines, balances) = (new CamtAccount(), new List<StatementLine>(), new List<CamtBalance>());
        (DateOnly? From, DateOnly? To) period = default;
        var depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }

            var row = (reader as IXmlLineInfo)?.LineNumber ?? 0;
            // Reads past the element.
            if (BoundedXml.Read(reader, MaxDepth) is not { } element)
            {
                _problems.Fatal(ProblemCodes.TooDeep, "The file nests deeper than any bank's.", row);
                return;
            }

            switch (element.Name.LocalName)
            {
                case "Acct":
                    account = CamtAccount.Read(element);
                    break;
                case "FrToDt":
                    period = (CamtValues.Date(element.Child("FrDtTm") ?? element.Child("FrDt")), CamtValues.Date(element.Child("ToDtTm") ?? element.Child("ToDt")));
                    break;
                case "Bal" when CamtBalance.Read(element) is { } balance:
                    balances.Add(balance);
                    break;
                case "Bal":
                    _problems.Warn(row, ProblemCodes.BadBalance, "A balance cannot be read.", element.Value);
                    break;
                case "Ntry":
                    _entry++;
                    lines.AddRange(CamtEntry.Read(element, row, account.Currency, _problems));
                    break;
                default:
                    break;
            }
        }

        if (account.Id is null)
        {
            _problems.Error(0, ProblemCodes.MissingAccount, "A statement names no account; it is left out.");
            return;
        }

        var currency = account.Currency ?? balances.Select(b => b.Currency).Concat(lines.Select(l => l.Currency)).OfType<string>().FirstOrDefault();
        _statements.Add(new Statement
        {
            Format = format,
            Account = new AccountHint(account.Bank, account.Id, null, account.Name),
            Currency = currency,
            From = period.From ?? (lines.Count > 0 ? lines.Min(l => l.Date) : null),
            To = period.To ?? (lines.Count > 0 ? lines.Max(l => l.Date) : null),
            Opening = CamtBalance.Find(balances, currency, "OPBD", "PRCD"),
            Closing = CamtBalance.Find(balances, currency, "CLBD"),
            Lines = [.. lines.Select(l => l.Currency == currency ? l with { Currency = null } : l)],
        });
    }
}

/// <summary>Elements by their own name.</summary>
internal static class CamtElements
{
    public static XElement? Child(this XElement? element, string name) => element?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    /// <summary>The element at the end of a path; null where a step is missing.</summary>
    public static XElement? At(this XElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.Child(name);
        }

        return element;
    }

    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements().Where(e => e.Name.LocalName == name) ?? [];
}

/// <summary>Amounts and dates as ISO 20022 writes them.</summary>
internal static class CamtValues
{
    /// <summary>The day as the bank wrote it: time and zone never move it. Null where it is none.</summary>
    public static DateOnly? Date(XElement? element)
    {
        var text = (element.Child("Dt") ?? element.Child("DtTm") ?? element)?.Value.Trim();
        // The rest must be a time or a zone, not just anything.
        return text is { Length: >= 10 }
            && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && (text.Length == 10 || text[10] is 'Z' or '+' or '-' || (text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)))
            ? date
            : null;
    }

    /// <summary>A plain decimal with a point (ISO 20022 <c>decimal</c>), or a comma in its place as some write; null where it is none.</summary>
    public static decimal? Amount(XElement? element) =>
        decimal.TryParse(element?.Value.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) ? amount.Trimmed() : null;

    /// <summary>+1 for CRDT, -1 for DBIT, null where the file does not say.</summary>
    public static int? Sign(XElement? parent) => parent.Child("CdtDbtInd")?.Value.Trim() switch { "CRDT" => 1, "DBIT" => -1, _ => null };

    public static string? Currency(XElement? amount) => amount?.Attribute("Ccy")?.Value is { Length: 3 } code ? code : null;

    public static string Text(IEnumerable<XElement> elements) => TextFolding.Fold(string.Join(' ', elements.Select(e => e.Value.Trim()).Where(t => t.Length > 0)));
}

internal sealed record CamtAccount(string? Id = null, string? Bank = null, string? Name = null, string? Currency = null)
{
    public static CamtAccount Read(XElement account) => new(
        account.At("Id", "IBAN")?.Value.Trim() ?? account.At("Id", "Othr", "Id")?.Value.Trim() ?? account.At("Id", "PrtryAcct", "Id")?.Value.Trim() ?? account.At("Id", "BBAN")?.Value.Trim(),
        (account.At("Svcr", "FinInstnId", "BICFI") ?? account.At("Svcr", "FinInstnId", "BIC"))?.Value.Trim(),
        account.Child("Nm")?.Value.Trim(),
        account.Child("Ccy")?.Value.Trim());
}

internal sealed record CamtBalance(string Code, decimal Amount, string? Currency, DateOnly? Date)
{
    public static CamtBalance? Read(XElement balance) =>
        CamtValues.Amount(balance.Child("Amt")) is { } amount && CamtValues.Sign(balance) is { } sign
            ? new((balance.At("Tp", "CdOrPrtry", "Cd") ?? balance.At("Tp", "Cd"))?.Value.Trim() ?? "", sign * amount, CamtValues.Currency(balance.Child("Amt")), CamtValues.Date(balance.Child("Dt")))
            : null;

    /// <summary>The booked balance of one of the codes, in the statement's currency: sample files mix others in.</summary>
    public static StatementBalance? Find(List<CamtBalance> balances, string? currency, params string[] codes) =>
        codes.SelectMany(code => balances.Where(b => b.Code == code && (b.Currency is null || b.Currency == currency))).Select(b => new StatementBalance(b.Amount, b.Date)).FirstOrDefault();
}
