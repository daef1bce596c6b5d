using System.Xml.Linq;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Camt;

/// <summary>
/// One entry of a statement. A batch whose parts have amounts that sum to the entry becomes one line a part, since each has a
/// counterparty of its own; else it is one line.
/// </summary>
internal static class CamtEntry
{
    public static IEnumerable<StatementLine> Read(XElement entry, int row, string? accountCurrency, ProblemList problems)
    {
        var amount = entry.Child("Amt");
        if (CamtValues.Amount(amount) is not { } total)
        {
            problems.Error(row, ProblemCodes.BadAmount, amount is null ? "The entry has no amount." : $"'{amount.Value}' is no amount.", entry.Value);
            return [];
        }

        if (CamtValues.Sign(entry) is not { } sign)
        {
            problems.Error(row, ProblemCodes.UnknownDirection, "The entry does not say whether it is money in or out.", entry.Value);
            return [];
        }

        var (booked, value) = (CamtValues.Date(entry.Child("BookgDt")), CamtValues.Date(entry.Child("ValDt")));
        if ((booked ?? value) is not { } date || (entry.Child("BookgDt") is not null && booked is null))
        {
            problems.Error(row, ProblemCodes.BadDate, "The entry has no date that can be read.", entry.Value);
            return [];
        }

        var status = (entry.At("Sts", "Cd") ?? entry.Child("Sts"))?.Value.Trim();
        if (status is "INFO")
        {
            problems.Warn(row, ProblemCodes.SkippedRow, $"The row is '{status}': the bank did not book it.", entry.Value);
            return [];
        }

        var currency = CamtValues.Currency(amount) ?? accountCurrency;
        var line = new StatementLine
        {
            Row = row,
            Date = date,
            ValueDate = value,
            // Some write a minus beside the word that says it.
            Amount = sign * Math.Abs(total),
            Currency = currency,
            BankId = BankIds.Of(entry.Child("AcctSvcrRef")?.Value),
            Description = CamtValues.Text(entry.Children("AddtlNtryInf")),
            IsPending = status is "PDNG" or "FUTR",
            IsReversal = entry.Child("RvslInd")?.Value.Trim() is "true" or "1",
        };
        var details = entry.Children("NtryDtls").SelectMany(d => d.Children("TxDtls")).ToList();
        var parts = details.Select(d => Amount(d, currency, sign)).ToList();
        if (details.Count > 1 && parts.All(p => p is not null) && parts.Sum() == line.Amount)
        {
            return details.Select((d, i) => With(line with { Amount = parts[i]!.Value, BankId = line.BankId is { } id ? $"{id}/{i + 1}" : null }, d));
        }

        if (details.Count > 1 && parts.Any(p => p is not null) && parts.Sum() != line.Amount)
        {
            problems.Warn(row, ProblemCodes.SplitMismatch, "The parts of the batch do not sum to its amount; it is read as one line.", entry.Value);
        }

        return [details.Count == 1 ? With(line, details[0]) : line];
    }

    /// <summary>The part's own amount, in the entry's currency: since version 4 stated plainly, before that as the transaction's amount.</summary>
    private static decimal? Amount(XElement details, string? currency, int sign)
    {
        foreach (var amount in new[] { details.Child("Amt"), details.At("AmtDtls", "TxAmt", "Amt"), details.At("AmtDtls", "InstdAmt", "Amt") })
        {
            if (CamtValues.Amount(amount) is { } found && (CamtValues.Currency(amount) ?? currency) == currency)
            {
                return (CamtValues.Sign(details) ?? sign) * found;
            }
        }

        return null;
    }

    private static StatementLine With(StatementLine line, XElement details)
    {
        var parties = details.Child("RltdPties");
        // Money out goes to the creditor, money in comes from the debtor; a reversal keeps its parties' first places.
        var isOut = line.Amount < 0 != line.IsReversal;
        var (party, ultimate, account) = isOut ? ("Cdtr", "UltmtCdtr", "CdtrAcct") : ("Dbtr", "UltmtDbtr", "DbtrAcct");
        var remittance = CamtValues.Text(details.Child("RmtInf").Children("Ustrd"));
        var structured = CamtValues.Text(details.Child("RmtInf").Children("Strd").SelectMany(s => s.Children("AddtlRmtInf").Prepend(s.At("CdtrRefInf", "Ref"))).OfType<XElement>());
        var more = CamtValues.Text(details.Children("AddtlTxInf"));
        return line with
        {
            Payee = TextFolding.Fold(Name(parties.Child(party)) ?? Name(parties.Child(ultimate)) ?? ""),
            CounterAccount = Text(parties.At(account, "Id", "IBAN")) ?? Text(parties.At(account, "Id", "Othr", "Id")),
            Description = new[] { remittance, structured, more }.FirstOrDefault(t => t.Length > 0, line.Description),
            BankId = line.BankId ?? BankIds.Of(details.At("Refs", "AcctSvcrRef")?.Value),
            Reference = Text(details.At("Refs", "EndToEndId")) is { } id && id is not "NOTPROVIDED" ? id : null,
            Foreign = Foreign(details, line),
        };
    }

    private static ForeignAmount? Foreign(XElement details, StatementLine line) =>
        details.At("AmtDtls", "InstdAmt", "Amt") is { } amount && CamtValues.Amount(amount) is { } found && CamtValues.Currency(amount) is { } currency && currency != line.Currency
            ? new ForeignAmount(Math.Sign(line.Amount) * Math.Abs(found), currency)
            : null;

    private static string? Name(XElement? party) => Text(party.Child("Nm")) ?? Text(party.At("Pty", "Nm"));

    private static string? Text(XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? text : null;
}
