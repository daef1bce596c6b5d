using System.Globalization;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>Gathers the leaves of one STMTTRN.</summary>
internal sealed class OfxTransactionBuilder(int line)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>True for a kind of transaction that takes money out, whatever its sign.</summary>
    public bool IsOut => Text("TRNTYPE").ToUpperInvariant() is "DEBIT" or "CHECK" or "FEE" or "SRVCHG" or "DIRECTDEBIT";

    public void Set(string name, string value)
    {
        if (value.Length > 0)
        {
            _values.TryAdd(name, value);
        }
    }

    /// <summary>The line, or null with a problem where date or amount cannot be read: the rest of the file goes on.</summary>
    public StatementLine? Build(ProblemList problems)
    {
        var (amountText, dateText) = (Text("TRNAMT"), Text("DTPOSTED"));
        var raw = $"{Text("TRNTYPE")} {dateText} {amountText} {Text("NAME")} {Text("MEMO")}".Trim();
        if (!OfxValues.TryAmount(amountText, out var amount))
        {
            problems.Error(line, ProblemCodes.BadAmount, amountText.Length == 0 ? "The transaction has no amount." : $"'{amountText}' is no amount.", raw);
            return null;
        }

        if (!OfxValues.TryDate(dateText, out var date) && !OfxValues.TryDate(Text("DTUSER"), out date) && !OfxValues.TryDate(Text("DTAVAIL"), out date))
        {
            problems.Error(line, ProblemCodes.BadDate, dateText.Length == 0 ? "The transaction has no date." : $"'{dateText}' is no date.", raw);
            return null;
        }

        var payee = TextFolding.WithoutEntities(TextFolding.Fold(Name()));
        var memo = TextFolding.WithoutEntities(TextFolding.Fold(Text("MEMO")));
        var bankId = BankIds.Of(Text("FITID"));
        if (bankId is null && (payee.Length == 0 || memo.Length == 0 || memo == payee) && Csv.CsvStatedBalances.IsWord(payee.Length > 0 ? payee : memo))
        {
            // Brazilian banks list the balance of each day among the transactions.
            Csv.CsvStatedBalances.LeaveOut(line, payee.Length > 0 ? payee : memo, raw, problems);
            return null;
        }

        return new StatementLine
        {
            Row = line,
            Date = date,
            Amount = amount,
            Payee = payee,
            Description = memo == payee ? "" : memo,
            BankId = bankId,
            Reference = Text("CHECKNUM") is { Length: > 0 } check ? check : Text("REFNUM") is { Length: > 0 } reference ? reference : null,
            CounterAccount = Text("TOACCTID") is { Length: > 0 } account ? account : null,
            IsReversal = Text("CORRECTACTION") == "REPLACE",
            Foreign = Foreign(amount),
        };
    }

    /// <summary>NAME holds 32 letters; the long name, where there is one, goes on where it is cut.</summary>
    private string Name() =>
        Text("EXTDNAME") is { Length: > 0 } longer && longer.StartsWith(Text("NAME"), StringComparison.Ordinal) ? longer
        : Text("NAME") is { Length: > 0 } name ? name : Text("NAME2");

    /// <summary>ORIGCURRENCY: TRNAMT is in the statement's currency already, converted at CURRATE from CURSYM (OFX 2.2, section 5.2).</summary>
    private ForeignAmount? Foreign(decimal amount) =>
        Rate("ORIG") is var (currency, rate) && IsSane(amount) ? new ForeignAmount(decimal.Round(amount / rate, 2, MidpointRounding.ToEven), currency) : null;

    /// <summary>CURRENCY: TRNAMT is in CURSYM still, and worth CURRATE times as much in the statement's currency (OFX 2.2, section 5.2).</summary>
    public (string Currency, decimal Rate)? Unconverted => Rate("CUR");

    public static bool IsSane(decimal amount) => Math.Abs(amount) < 1_000_000_000_000_000m;

    private (string Currency, decimal Rate)? Rate(string of) =>
        Text(of + "CURSYM") is { Length: 3 } currency
        && decimal.TryParse(Text(of + "CURRATE"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0.000_000_001m and < 1_000_000_000m
            ? (currency.ToUpperInvariant(), rate)
            : null;

    private string Text(string name) => _values.GetValueOrDefault(name, "");
}
