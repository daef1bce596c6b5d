using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>Gathers what an OFX response says of one account.</summary>
internal sealed class OfxStatementBuilder
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<StatementLine> _lines = [];
    private readonly List<bool> _areOut = [];
    private readonly Dictionary<int, (string Currency, decimal Rate)> _unconverted = [];
    private bool _begun;

    /// <summary>Purchases, sales and the like of securities, which a cash statement cannot hold.</summary>
    public int SecurityTransactions { get; set; }

    public void Begin() => _begun = true;

    public void Add(StatementLine line, OfxTransactionBuilder transaction)
    {
        if (transaction.Unconverted is { } foreign)
        {
            _unconverted[_lines.Count] = foreign;
        }

        _lines.Add(line);
        _areOut.Add(transaction.IsOut);
    }

    public void Set(List<string> open, string name, string value, int line, ProblemList problems)
    {
        if (value.Length == 0 || !_begun || open.Contains("INVPOSLIST") || open.Contains("SECLIST") || open.Contains("ACCTINFO"))
        {
            return;
        }

        var key = (name, open.LastOrDefault()) switch
        {
            ("CURDEF", _) => "CURDEF",
            ("CURSYM", _) => "CURSYM",
            ("DTSTART" or "DTEND", _) when open.Contains("BANKTRANLIST") || open.Contains("INVTRANLIST") => name,
            ("BALAMT" or "DTASOF", _) when open.Contains("LEDGERBAL") => name,
            ("BANKID" or "BROKERID", _) when open.Any(o => o.EndsWith("ACCTFROM", StringComparison.Ordinal)) => "BANKID",
            ("ACCTID" or "ACCTTYPE", _) when open.Any(o => o.EndsWith("ACCTFROM", StringComparison.Ordinal)) => name,
            _ => null,
        };
        if (key is null)
        {
            return;
        }

        if (key == "BALAMT" && !OfxValues.TryAmount(value, out _))
        {
            problems.Warn(line, ProblemCodes.BadBalance, $"The closing balance '{value}' is no amount; the file is read without it.", value);
            return;
        }

        _values.TryAdd(key, value);
        if (key == "ACCTID" && open.Contains("CCACCTFROM"))
        {
            _values.TryAdd("ACCTTYPE", "CREDITCARD");
        }
    }

    /// <summary>The statement gathered so far, or null where none was begun; starts afresh.</summary>
    public Statement? Build(ProblemList problems)
    {
        if (!_begun)
        {
            return null;
        }

        if (SecurityTransactions > 0)
        {
            problems.Warn(0, ProblemCodes.NotImported, $"Transactions in securities are not imported ({SecurityTransactions}); the cash side is.");
        }

        var currency = Text("CURDEF") ?? Text("CURSYM");
        if (Text("CURDEF") is null && currency is not null)
        {
            problems.Warn(0, ProblemCodes.MissingCurrency, $"The statement names no currency of its own; {currency} is taken from its transactions.");
        }

        DateOnly? asOf = OfxValues.TryDate(Text("DTASOF") ?? "", out var on) ? on : null;
        var statement = new Statement
        {
            Format = "ofx",
            Account = new AccountHint(Text("BANKID"), Text("ACCTID"), Text("ACCTTYPE")),
            Currency = currency is { Length: 3 } ? currency.ToUpperInvariant() : null,
            From = OfxValues.TryDate(Text("DTSTART") ?? "", out var from) ? from : null,
            To = OfxValues.TryDate(Text("DTEND") ?? "", out var to) ? to : null,
            Closing = OfxValues.TryAmount(Text("BALAMT") ?? "", out var balance) ? new StatementBalance(balance, asOf) : null,
            Lines = Converted(Signed(problems), Text("CURDEF")?.ToUpperInvariant()),
        };
        _values.Clear();
        _lines.Clear();
        _areOut.Clear();
        _unconverted.Clear();
        (_begun, SecurityTransactions) = (false, 0);
        return statement;
    }

    /// <summary>The amounts have signs (OFX 2.2, section 11.4.4). A bank that writes none at all means what it calls debits as money out.</summary>
    private List<StatementLine> Signed(ProblemList problems)
    {
        if (!_areOut.Contains(true) || !_areOut.Contains(false) || _lines.Exists(l => l.Amount < 0))
        {
            return [.. _lines];
        }

        problems.Warn(_lines[0].Row, ProblemCodes.AmbiguousSign, "No amount of the file has a sign: those of debits, checks and fees are read as money out. Please check.");
        return [.. _lines.Select((l, i) => _areOut[i] ? l with { Amount = -l.Amount } : l)];
    }

    /// <summary>Amounts that are in another currency than the statement's, in that of the statement. Most banks name their own, at a rate of one.</summary>
    private List<StatementLine> Converted(List<StatementLine> lines, string? currency)
    {
        foreach (var (i, (foreign, rate)) in _unconverted)
        {
            if (currency is { Length: 3 } && foreign != currency && rate != 1 && OfxTransactionBuilder.IsSane(lines[i].Amount))
            {
                lines[i] = lines[i] with
                {
                    Amount = decimal.Round(lines[i].Amount * rate, Ledger.Amounts.Currencies.DecimalsOf(currency) ?? 2, MidpointRounding.ToEven),
                    Foreign = new ForeignAmount(lines[i].Amount, foreign),
                };
            }
        }

        return lines;
    }

    private string? Text(string name) => _values.GetValueOrDefault(name);
}
