using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// IIF, what QuickBooks writes ("Intuit Interchange Format"): TRNS, its SPLs, ENDTRNS; the lines that begin with "!" name
/// the columns. Lists other than of accounts are not read.
/// </summary>
internal static class IifReader
{
    public static ReadResult Read(string text, ReadOptions options, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var builder = new JournalBuilder(problems);
        var headers = new Dictionary<string, Dictionary<string, int>>(StringComparer.OrdinalIgnoreCase);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var records = CsvTokenizer.Split(text, '\t').Where(r => !r.IsBlank).ToList();
        var order = DateOrderOf(records, options);
        RawTransaction? open = null;
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var mark = record[0].ToString();
            if (mark.StartsWith('!'))
            {
                headers[mark[1..]] = TableRow.Columns(record.ToArray());
                continue;
            }

            var row = new TableRow(record, headers.GetValueOrDefault(mark, []));
            switch (mark.ToUpperInvariant())
            {
                case "ACCNT":
                    types[row["name"]] = row["accnttype"].ToUpperInvariant();
                    break;
                case "TRNS":
                    open = Begin(row, order, options, problems);
                    AddLeg(row, open, types, options, problems);
                    break;
                case "SPL":
                    AddLeg(row, open, types, options, problems);
                    break;
                case "ENDTRNS" when open is not null:
                    builder.Add(open);
                    open = null;
                    break;
                default:
                    break;
            }
        }

        if (open is not null)
        {
            problems.Error(open.Line, ProblemCodes.Truncated, "The last transaction is never ended: the file is cut off.");
        }

        return BookResult.Of("iif", builder, problems);
    }

    private static RawTransaction? Begin(TableRow row, DateOrder order, ReadOptions options, ProblemList problems)
    {
        if (CsvDates.TryParse(row["date"], order, options, out var date))
        {
            return new RawTransaction(row.Line, date) { Payee = TextFolding.Fold(row["name"]), Description = row["memo"] };
        }

        problems.Error(row.Line, ProblemCodes.BadDate, $"'{ProblemList.Cut(row["date"])}' is no date.", row.Raw);
        return null;
    }

    private static void AddLeg(TableRow row, RawTransaction? open, Dictionary<string, string> types, ReadOptions options, ProblemList problems)
    {
        if (open is null)
        {
            return;
        }

        if (!CsvAmounts.TryParse(row["amount"], '.', out var amount))
        {
            problems.Error(row.Line, ProblemCodes.BadAmount, $"'{ProblemList.Cut(row["amount"])}' is no amount.", row.Raw);
            return;
        }

        var name = row["accnt"];
        var root = types.GetValueOrDefault(name, "") switch
        {
            "INC" or "EXINC" => "Income",
            "EXP" or "EXEXP" or "COGS" => "Expenses",
            "EQUITY" => "Equity",
            "CCARD" or "AP" or "OCLIAB" or "LTLIAB" => "Liabilities",
            "" when row["trnstype"].Equals("BEGINBALCHECK", StringComparison.OrdinalIgnoreCase) && amount < 0 => "Equity",
            _ => "Assets",
        };
        open.Postings.Add(new RawPosting($"{root}:{(name.Length > 0 ? name : "(no name)")}", new RawAmount(amount, options.Currency ?? BookResult.NoCurrency), null, false,
            row["clear"].Equals("Y", StringComparison.OrdinalIgnoreCase) ? ClearedStatus.Cleared : ClearedStatus.Uncleared)
        { Memo = row["memo"] });
    }

    /// <summary>Month first, as QuickBooks of the United States writes it, unless a date of the file proves the other.</summary>
    private static DateOrder DateOrderOf(List<CsvRecord> records, ReadOptions options)
    {
        var header = records.FirstOrDefault(r => r[0].Equals("!TRNS", StringComparison.OrdinalIgnoreCase));
        var column = Array.FindIndex(header.ToArray(), f => f.Equals("DATE", StringComparison.OrdinalIgnoreCase));
        var dates = records.Where(r => r[0].Equals("TRNS", StringComparison.OrdinalIgnoreCase) && column >= 0 && column < r.Count).Select(r => r[column].ToString()).ToList();
        return dates.All(d => CsvDates.TryParse(d, DateOrder.MonthDayYear, options, out _)) ? DateOrder.MonthDayYear : DateOrder.DayMonthYear;
    }
}
