using System.Globalization;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// GnuCash's "Export Transactions to CSV" (GnuCash manual, "Exporting"): a row a split. Rows of one transaction share its id;
/// in older versions only the first has a date and the others follow it.
/// </summary>
internal static class GnuCashCsvReader
{
    public static bool Fits(IReadOnlyList<string> header) =>
        header.Select(TextFolding.Key).ToHashSet() is var keys && keys.Contains("full account name") && keys.Contains("date") && keys.Any(k => k is "amount num" or "to num" or "from num");

    public static ReadResult Read(CsvShape shape, ReadOptions options, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var builder = new JournalBuilder(problems);
        var columns = TableRow.Columns(shape.Header);
        var cells = shape.Rows.Select(r => new TableRow(r, columns)).ToList();
        var point = cells.Select(r => CsvAmounts.Evidence(r["amount num"])).FirstOrDefault(e => e != '\0', '.');
        var order = CsvDecisions.DateOrder(shape, [.. shape.Header.Select(h => TextFolding.Key(h) == "date" ? CsvColumn.Date : CsvColumn.Ignore)], point, options, [], [], problems);
        RawTransaction? open = null;
        var id = "";
        foreach (var row in cells)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (rowId, date) = (row["transaction id"], row["date"]);
            if (open is null || (rowId.Length > 0 ? rowId != id : date.Length > 0))
            {
                if (open is not null)
                {
                    builder.Add(open);
                }

                (open, id) = (null, rowId);
                if (!CsvDates.TryParse(date, order, options, out var day))
                {
                    problems.Error(row.Line, ProblemCodes.BadDate, $"'{ProblemList.Cut(date)}' is no date.", row.Raw);
                    continue;
                }

                open = new RawTransaction(row.Line, day)
                {
                    Payee = TextFolding.Fold(row["description"]),
                    Description = row["notes"],
                    Currency = Currency(row["commodity currency"], options),
                };
            }

            if (Split(row, open, point, problems) is { } posting)
            {
                open.Postings.Add(posting);
            }
        }

        if (open is not null)
        {
            builder.Add(open);
        }

        return BookResult.Of("gnucash_csv", builder, problems);
    }

    private static RawPosting? Split(TableRow row, RawTransaction open, char point, ProblemList problems)
    {
        if (!CsvAmounts.TryParse(row["amount num"], point, out var amount))
        {
            problems.Error(row.Line, ProblemCodes.BadAmount, $"'{ProblemList.Cut(row["amount num"])}' is no amount.", row.Raw);
            return null;
        }

        // Where amount and value differ the account holds something else, which the file names only by its account (usually the ticker).
        var value = CsvAmounts.TryParse(row["value num"], point, out var stated) ? stated : amount;
        var cleared = row["reconcile"].ToUpperInvariant() is "Y" or "C" or "J" ? ClearedStatus.Cleared : ClearedStatus.Uncleared;
        return new RawPosting(row["full account name"], new RawAmount(amount, value == amount ? open.Currency! : row["account name"]), value == amount ? null : new RawAmount(value, open.Currency!), true, cleared)
        {
            Memo = row["memo"],
        };
    }

    /// <summary>GnuCash writes "CURRENCY::EUR".</summary>
    private static string Currency(string text, ReadOptions options) =>
        text.LastIndexOf(':') is var cut && text[(cut + 1)..].Trim() is { Length: > 0 } code ? code : options.Currency ?? BookResult.NoCurrency;
}
