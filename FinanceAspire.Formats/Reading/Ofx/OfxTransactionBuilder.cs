using System.Globalization;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>Gathers the leaves of one STMTTRN.</summary>
internal sealed class OfxTransactionBuilder(int line)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

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

        if (!OfxValues.TryDate(dateText, out var date) && !OfxValues.TryDate(Text("DTUSER"), out date))
        {
            problems.Error(line, ProblemCodes.BadDate, dateText.Length == 0 ? "The transaction has no date." : $"'{dateText}' is no date.", raw);
            return null;
        }

        var payee = TextFolding.Fold(Text("NAME"));
        var memo = TextFolding.Fold(Text("MEMO"));
        return new StatementLine
        {
            Row = line,
            Date = date,
            Amount = amount,
            Payee = payee,
            Description = memo == payee ? "" : memo,
            BankId = Text("FITID") is { Length: > 0 } id ? id : null,
            Reference = Text("CHECKNUM") is { Length: > 0 } check ? check : Text("REFNUM") is { Length: > 0 } reference ? reference : null,
            CounterAccount = Text("TOACCTID") is { Length: > 0 } account ? account : null,
            IsReversal = Text("CORRECTACTION") == "REPLACE",
            Foreign = Foreign(amount),
        };
    }

    /// <summary>ORIGCURRENCY: TRNAMT is in the statement's currency already, converted at CURRATE from CURSYM.</summary>
    private ForeignAmount? Foreign(decimal amount) =>
        Text("ORIGCURSYM") is { Length: 3 } currency
        && decimal.TryParse(Text("ORIGCURRATE"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? new ForeignAmount(decimal.Round(amount / rate, 2, MidpointRounding.ToEven), currency.ToUpperInvariant())
            : null;

    private string Text(string name) => _values.GetValueOrDefault(name, "");
}
