using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>
/// Reads OFX 1, OFX 2 and QFX (Open Financial Exchange 1.0.2 to 2.3): bank, credit card and the cash side of investment
/// statements. Only the aggregates that matter are followed, so an unclosed leaf or an unknown extension does no harm.
/// </summary>
internal sealed class OfxReader
{
    private static readonly HashSet<string> Aggregates = new(
        ("OFX SONRS STATUS STMTRS CCSTMTRS INVSTMTRS BANKTRANLIST INVTRANLIST STMTTRN INVBANKTRAN BANKACCTFROM CCACCTFROM INVACCTFROM BANKACCTTO CCACCTTO " +
         "LEDGERBAL AVAILBAL PAYEE CURRENCY ORIGCURRENCY INVBAL INVPOSLIST SECLIST BUYSTOCK SELLSTOCK BUYMF SELLMF BUYDEBT SELLDEBT BUYOTHER SELLOTHER " +
         "BUYOPT SELLOPT INCOME REINVEST TRANSFER INVEXPENSE JRNLFUND JRNLSEC SPLIT MARGININTEREST RETOFCAP CLOSUREOPT BALLIST BAL ACCTINFO").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> Securities = new(
        "BUYSTOCK SELLSTOCK BUYMF SELLMF BUYDEBT SELLDEBT BUYOTHER SELLOTHER BUYOPT SELLOPT INCOME REINVEST TRANSFER INVEXPENSE JRNLFUND JRNLSEC SPLIT MARGININTEREST RETOFCAP CLOSUREOPT".Split(' '),
        StringComparer.Ordinal);

    /// <summary>A loan's statement (OFX 2.2) is a bank's under other names.</summary>
    private static readonly Dictionary<string, string> OfLoan = new(StringComparer.Ordinal)
    {
        ["LOANSTMTRS"] = "STMTRS",
        ["LOANTRANLIST"] = "BANKTRANLIST",
        ["LOANSTMTTRN"] = "STMTTRN",
        ["LOANACCTFROM"] = "BANKACCTFROM",
        ["LOANACCTID"] = "ACCTID",
        ["LOANACCTTYPE"] = "ACCTTYPE",
    };

    private readonly ProblemList _problems = new();
    private readonly List<string> _open = [];
    private readonly List<Statement> _statements = [];
    private readonly OfxStatementBuilder _statement = new();
    private OfxTransactionBuilder? _transaction;
    private string _statusCode = "";
    private string _statusMessage = "";
    private bool _isClosed;
    private int _line;

    public static ReadResult Read(string text, CancellationToken cancellationToken) => new OfxReader().ReadAll(text, cancellationToken);

    private ReadResult ReadAll(string text, CancellationToken cancellationToken)
    {
        var isXml = text.Contains("<?OFX", StringComparison.OrdinalIgnoreCase) || text.AsSpan().TrimStart().StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
        var format = isXml ? "ofx2" : "ofx1";
        if (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
        {
            _problems.Fatal(ProblemCodes.DtdRefused, "The file declares a document type, which bank files never do; it is not read.");
            return new ReadResult { Format = format, Problems = _problems.ToList() };
        }

        foreach (var token in OfxTokenizer.Split(OfxTokenizer.WithoutComments(text)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _line = token.Line;
            var name = OfLoan.GetValueOrDefault(token.Name, token.Name);
            if (token.IsClosing)
            {
                Close(name);
            }
            else if (Aggregates.Contains(name) && token.Text.Length == 0)
            {
                Open(name);
            }
            else
            {
                Leaf(name, token.Text);
            }
        }

        return Finish(format);
    }

    private ReadResult Finish(string format)
    {
        var cutOff = !_isClosed && _open.Any(o => o is "STMTTRN" or "BANKTRANLIST" or "STMTRS" or "CCSTMTRS" or "INVSTMTRS");
        if (cutOff)
        {
            _problems.Fatal(ProblemCodes.Truncated, $"The file is cut off at line {_line}: its end is missing. Download it again.", _line);
            return new ReadResult { Format = format, Problems = _problems.ToList() };
        }

        EndTransaction();
        EndStatement();
        if (_statusCode is not ("" or "0") && _statements.Count == 0)
        {
            _problems.Fatal(ProblemCodes.BankError, $"The bank answered with error {_statusCode}{(_statusMessage.Length > 0 ? $": {_statusMessage}" : "")}. The file holds no statement.");
        }
        else if (_statements.Count == 0)
        {
            _problems.Fatal(ProblemCodes.NoTransactions, "The file holds no statement of an account: there is nothing to import.");
        }

        return new ReadResult
        {
            Format = format,
            Statements = _problems.IsFatal ? [] : [.. _statements.Select(s => s with { Format = format })],
            Problems = _problems.ToList(),
        };
    }

    private void Open(string name)
    {
        switch (name)
        {
            case "STMTRS" or "CCSTMTRS" or "INVSTMTRS":
                EndTransaction();
                EndStatement();
                _statement.Begin();
                break;
            case "STMTTRN":
                EndTransaction();
                _statement.Begin();
                _transaction = new OfxTransactionBuilder(_line);
                break;
            case var _ when Securities.Contains(name) && IsIn("INVTRANLIST"):
                _statement.SecurityTransactions++;
                break;
        }

        if (_open.Count < 64)
        {
            _open.Add(name);
        }
    }

    private void Close(string name)
    {
        _isClosed |= name == "OFX";
        var at = _open.LastIndexOf(name);
        if (at < 0)
        {
            return;
        }

        _open.RemoveRange(at, _open.Count - at);
        if (name is "STMTTRN" or "BANKTRANLIST")
        {
            EndTransaction();
        }
        else if (name is "STMTRS" or "CCSTMTRS" or "INVSTMTRS")
        {
            EndTransaction();
            EndStatement();
        }
    }

    private void Leaf(string name, string value)
    {
        if (_transaction is not null)
        {
            _transaction.Set(IsIn("ORIGCURRENCY") ? "ORIG" + name : IsIn("CURRENCY") ? "CUR" + name : IsIn("BANKACCTTO") || IsIn("CCACCTTO") ? "TO" + name : name, value);
        }
        else if (IsIn("STATUS") && !IsIn("STMTRS"))
        {
            if (name == "CODE" && (_statusCode is "" or "0"))
            {
                _statusCode = value.TrimStart('0') is { Length: > 0 } code ? code : "0";
            }
            else if (name == "MESSAGE" && _statusMessage.Length == 0)
            {
                _statusMessage = TextFolding.Fold(value);
            }
        }
        else
        {
            _statement.Set(_open, name, value, _line, _problems);
        }
    }

    private bool IsIn(string aggregate) => _open.Contains(aggregate);

    private void EndTransaction()
    {
        if (_transaction?.Build(_problems) is { } line)
        {
            _statement.Add(line, _transaction);
        }

        _transaction = null;
    }

    private void EndStatement()
    {
        if (_statement.Build(_problems) is { } statement)
        {
            _statements.Add(statement);
        }
    }
}
