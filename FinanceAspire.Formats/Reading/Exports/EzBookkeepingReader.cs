using System.Globalization;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// ezBookkeeping's own export (CSV or TSV). The day is the one in the cell: moving it by the offset beside it takes rows of
/// midnight to the day before.
/// </summary>
internal static class EzBookkeepingReader
{
    public static bool Fits(IReadOnlyList<string> header) =>
        header.Select(TextFolding.Key).ToHashSet() is var keys && keys.Contains("time") && keys.Contains("type") && keys.Contains("sub category") && keys.Contains("account2");

    public static ReadResult Read(CsvShape shape, ReadOptions options, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var builder = new JournalBuilder(problems);
        var columns = TableRow.Columns(shape.Header);
        foreach (var record in shape.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Transaction(new TableRow(record, columns), options, problems) is { } raw)
            {
                builder.Add(raw);
            }
        }

        return BookResult.Of("ezbookkeeping", builder, problems);
    }

    private static RawTransaction? Transaction(TableRow row, ReadOptions options, ProblemList problems)
    {
        if (row["time"].Length < 10 || !DateOnly.TryParseExact(row["time"][..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            problems.Error(row.Line, ProblemCodes.BadDate, $"'{ProblemList.Cut(row["time"])}' is no time.", row.Raw);
            return null;
        }

        if (!row.Number("amount", problems, out var stated) || !row.Number("account2 amount", problems, out var second))
        {
            return null;
        }

        if (stated is not { } amount)
        {
            problems.Error(row.Line, ProblemCodes.BadAmount, "The row has no amount.", row.Raw);
            return null;
        }

        var own = new RawAmount(amount, Currency(row["account currency"], options));
        var account = $"Assets:{BookResult.Name(row["account"])}";
        var category = string.Join(':', new[] { row["category"], row["sub category"] }.Where(c => c.Length > 0).Select(BookResult.Name));
        var raw = new RawTransaction(row.Line, date)
        {
            Description = row["description"],
            Tags = [.. row["tags"].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            Currency = own.Commodity,
        };
        var back = own with { Quantity = -amount };
        (string Other, RawAmount First, RawAmount? Got) = row["type"].ToUpperInvariant() switch
        {
            "EXPENSE" => ($"Expenses:{(category.Length > 0 ? category : BookResult.NoExpense)}", back, (RawAmount?)null),
            "INCOME" => ($"Income:{(category.Length > 0 ? category : BookResult.NoIncome)}", own, null),
            "TRANSFER" => ($"Assets:{BookResult.Name(row["account2"])}", back, second is { } got ? new RawAmount(got, Currency(row["account2 currency"], options)) : null),
            "BALANCE MODIFICATION" => (BookResult.OpeningBalances, own, null),
            _ => ("", own, null),
        };
        if (Other.Length == 0)
        {
            problems.Error(row.Line, ProblemCodes.UnknownType, $"'{ProblemList.Cut(row["type"])}' is no type of transaction.", row.Raw);
            return null;
        }

        raw.Postings.Add(new RawPosting(account, First, null, false, ClearedStatus.Uncleared));
        var opposite = First with { Quantity = -First.Quantity };
        raw.Postings.Add(Got is { } exchanged && exchanged.Commodity != own.Commodity
            ? new RawPosting(Other, exchanged, opposite, true, ClearedStatus.Uncleared)
            : new RawPosting(Other, opposite, null, false, ClearedStatus.Uncleared));
        return raw;
    }

    private static string Currency(string code, ReadOptions options) => code is { Length: 3 } ? code : options.Currency ?? BookResult.NoCurrency;
}
