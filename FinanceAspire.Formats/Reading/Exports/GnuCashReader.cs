using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// GnuCash's own file (XML, usually compressed): accounts, transactions and prices; its budgets, schedules and business
/// objects are left out. Amounts are fractions, days are the ones written, whatever the time and offset beside them.
/// </summary>
internal sealed partial class GnuCashReader(ReadOptions options)
{
    private const int MaxDepth = 60;
    private bool _isTooDeep;
    private readonly ProblemList _problems = new();
    private readonly Dictionary<string, Source> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    private sealed record Source(string Name, string? Parent, AccountType? Type, string? Commodity);

    public static ReadResult Read(string text, ReadOptions options, CancellationToken cancellationToken) => new GnuCashReader(options).ReadAll(text, cancellationToken);

    private ReadResult ReadAll(string text, CancellationToken cancellationToken)
    {
        var builder = new JournalBuilder(_problems);
        if (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
        {
            _problems.Fatal(ProblemCodes.DtdRefused, "The file declares a document type, which GnuCash never does; it is not read.");
            return new ReadResult { Format = "gnucash", Problems = _problems.ToList() };
        }

        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true }, Context());
            while (!reader.EOF)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_isTooDeep || reader.Depth > MaxDepth)
                {
                    _problems.Fatal(ProblemCodes.TooDeep, "The file nests deeper than GnuCash ever does.");
                    break;
                }

                if (reader.NodeType != XmlNodeType.Element || !Take(reader, builder))
                {
                    reader.Read();
                }
            }
        }
        catch (XmlException e)
        {
            _problems.Error(e.LineNumber, ProblemCodes.Truncated, "The file is cut off or damaged here: what came before is read.");
        }

        return BookResult.Of("gnucash", builder, _problems);
    }

    /// <summary>Old versions of GnuCash use their prefixes without declaring them.</summary>
    private static XmlParserContext Context()
    {
        var names = new XmlNamespaceManager(new NameTable());
        foreach (var prefix in new[] { "gnc", "act", "book", "cd", "cmdty", "price", "slot", "split", "trn", "ts", "sx", "bgt", "recurrence", "lot", "addr", "cust", "entry", "invoice", "job", "owner", "order", "taxtable", "tte", "vendor", "employee", "billterm", "bt-days", "bt-prox" })
        {
            names.AddNamespace(prefix, $"http://www.gnucash.org/XML/{prefix}");
        }

        return new XmlParserContext(names.NameTable, names, null, XmlSpace.None);
    }

    /// <summary>True where the element was taken in and the reader stands behind it.</summary>
    private bool Take(XmlReader reader, JournalBuilder builder)
    {
        var line = (reader as IXmlLineInfo)?.LineNumber ?? 0;
        switch (reader.LocalName)
        {
            // Schedules keep their patterns as accounts and transactions of their own: nothing that happened.
            case "template-transactions" or "schedxaction" or "budget" or "commodity" when !reader.IsEmptyElement:
                reader.Skip();
                return true;
            case "account" when reader.Prefix == "gnc":
                Whole(reader, xml => Account(xml, builder));
                return true;
            case "transaction" when reader.Prefix == "gnc":
                Whole(reader, xml =>
                {
                    if (Transaction(xml, line) is { } raw)
                    {
                        builder.Add(raw);
                    }
                });
                return true;
            case "price":
                Whole(reader, xml => Price(xml, builder));
                return true;
            default:
                return false;
        }
    }

    private void Whole(XmlReader reader, Action<XElement> take)
    {
        if (BoundedXml.Read(reader, MaxDepth) is { } xml)
        {
            take(xml);
        }
        else
        {
            _isTooDeep = true;
        }
    }

    private void Account(XElement xml, JournalBuilder builder)
    {
        var (id, name, kind) = (Text(xml, "id"), Text(xml, "name"), Text(xml, "type"));
        AccountType? type = kind switch
        {
            "BANK" or "CASH" or "ASSET" or "STOCK" or "MUTUAL" or "RECEIVABLE" or "CHECKING" or "SAVINGS" or "MONEYMRKT" => AccountType.Asset,
            "CREDIT" or "LIABILITY" or "PAYABLE" or "CREDITLINE" => AccountType.Liability,
            "EQUITY" or "TRADING" => AccountType.Equity,
            "INCOME" => AccountType.Income,
            "EXPENSE" => AccountType.Expense,
            _ => null,
        };
        var commodity = Element(xml, "commodity") is { } c && Text(c, "id") is { Length: > 0 } code ? code : null;
        _accounts[id] = new Source(name, Text(xml, "parent") is { Length: > 0 } parent ? parent : null, type, commodity);
        if (Path(id) is { } path && path.Contains(':', StringComparison.Ordinal))
        {
            builder.Declare(path, commodity: commodity);
        }
    }

    /// <summary>The account's name from the root of its type down, or null where it is the book's own root.</summary>
    private string? Path(string id)
    {
        if (_paths.TryGetValue(id, out var known))
        {
            return known;
        }

        if (!_accounts.TryGetValue(id, out var account) || account.Type is not { } type)
        {
            return null;
        }

        var root = AccountTypes.Code(type) switch { "asset" => "Assets", "liability" => "Liabilities", "equity" => "Equity", "income" => "Income", _ => "Expenses" };
        // A top account that says no more than the type is the type; a child of another type starts anew below its own.
        var above = account.Parent is { } parent && _accounts.TryGetValue(parent, out var p) && p.Type == type ? Path(parent) : null;
        var path = above is null && JournalBuilder.IsRoot(account.Name, type) ? root : $"{above ?? root}:{BookResult.Name(account.Name)}";
        return _paths[id] = path;
    }

    private RawTransaction? Transaction(XElement xml, int line)
    {
        var posted = Element(xml, "date-posted") is { } at ? Text(at, "date") : "";
        if (!Moment().IsMatch(posted) || !DateOnly.TryParseExact(posted[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            _problems.Error(line, ProblemCodes.BadDate, posted.Length == 0 ? "The transaction has no date." : $"'{ProblemList.Cut(posted)}' is no date.");
            return null;
        }

        var splits = Element(xml, "splits")?.Elements().Where(e => e.Name.LocalName == "split").ToList() ?? [];
        var currency = Element(xml, "currency") is { } c ? Text(c, "id") : splits.Select(s => _accounts.GetValueOrDefault(Text(s, "account"))?.Commodity).FirstOrDefault(s => s is not null) ?? options.Currency ?? BookResult.NoCurrency;
        var raw = new RawTransaction(line, date)
        {
            Id = Guid.TryParseExact(Text(xml, "id"), "N", out var id) ? id : null,
            Payee = TextFolding.Fold(Text(xml, "description")),
            Description = Notes(xml),
            Currency = currency,
        };
        foreach (var split in splits)
        {
            if (Posting(split, currency, line) is not { } posting)
            {
                return null;
            }

            raw.Postings.Add(posting);
        }

        // GnuCash keeps empty splits; nothing moves by them.
        raw.Postings.RemoveAll(p => p.Amount is { Quantity: 0 } && p.Cost is null or { Quantity: 0 });
        return raw;
    }

    private RawPosting? Posting(XElement split, string currency, int line)
    {
        var (accountId, quantityText, valueText) = (Text(split, "account"), Text(split, "quantity"), Text(split, "value"));
        if (!Fraction(quantityText, out var quantity) || !Fraction(valueText.Length > 0 ? valueText : quantityText, out var value))
        {
            _problems.Error(line, ProblemCodes.BadAmount, $"'{ProblemList.Cut(quantityText)}' is no amount: GnuCash writes fractions such as 1250/100.");
            return null;
        }

        if (Path(accountId) is not { } path)
        {
            _problems.Error(line, ProblemCodes.MissingAccount, "A split names an account that the file does not have.");
            return null;
        }

        var account = _accounts[accountId];
        if (account.Commodity is null && account.Type is AccountType.Asset or AccountType.Liability)
        {
            _problems.Error(line, ProblemCodes.MissingCurrency, $"The account '{ProblemList.Cut(account.Name)}' has no currency.");
            return null;
        }

        var commodity = account.Commodity ?? currency;
        return new RawPosting(path, new RawAmount(quantity, commodity), commodity == currency ? null : new RawAmount(value, currency), true,
            Text(split, "reconciled-state") is "c" or "y" ? ClearedStatus.Cleared : ClearedStatus.Uncleared)
        { Memo = Text(split, "memo") };
    }

    private static void Price(XElement xml, JournalBuilder builder)
    {
        var (commodity, currency) = (Element(xml, "commodity") is { } c ? Text(c, "id") : "", Element(xml, "currency") is { } m ? Text(m, "id") : "");
        var time = Element(xml, "time") is { } t ? Text(t, "date") : "";
        if (commodity.Length > 0 && currency.Length > 0 && commodity != currency && time.Length >= 10 && Fraction(Text(xml, "value"), out var price) && price > 0
            && DateOnly.TryParseExact(time[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            builder.Price(new JournalPrice(commodity, currency, date, price));
        }
    }

    private static string Notes(XElement xml) =>
        Element(xml, "slots")?.Elements().Where(s => Text(s, "key") == "notes").Select(s => Text(s, "value")).FirstOrDefault() ?? "";

    private static bool Fraction(string text, out decimal amount)
    {
        amount = 0;
        if (Rational().Match(text) is not { Success: true } match
            || !decimal.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)
            || !decimal.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var denominator) || denominator == 0)
        {
            return false;
        }

        amount = numerator / denominator;
        return true;
    }

    private static XElement? Element(XElement parent, string name) => parent.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static string Text(XElement parent, string name) => Element(parent, name)?.Value.Trim() ?? "";

    [GeneratedRegex(@"^(-?\d{1,20})/(\d{1,20})$")]
    private static partial Regex Rational();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d [+-]\d{4})?$")]
    private static partial Regex Moment();
}
