using System.Globalization;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// The transactions that Firefly III exports as CSV (docs.firefly-iii.org, "Export data"): money moves from a source to a
/// destination; what is an own account follows from the type. Splits share a group.
/// </summary>
internal static class FireflyReader
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd"];

    public static bool Fits(IReadOnlyList<string> header) =>
        header.Select(TextFolding.Key).ToHashSet() is var keys && keys.Contains("source name") && keys.Contains("destination name") && keys.Contains("type") && keys.Contains("amount");

    public static ReadResult Read(CsvShape shape, ReadOptions options, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var columns = TableRow.Columns(shape.Header);
        if (!columns.ContainsKey("date"))
        {
            problems.Fatal(ProblemCodes.MissingColumn, "This is an export of Firefly III without its column 'date'.");
            return new() { Format = "firefly", Problems = problems.ToList() };
        }

        var builder = new JournalBuilder(problems);
        string? group = null;
        RawTransaction? open = null;
        foreach (var record in shape.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = new TableRow(record, columns);
            if (Legs(row, options, problems) is not { } raw)
            {
                continue;
            }

            if (group is { Length: > 0 } && row["group id"] == group && open!.Date == raw.Date)
            {
                open.Postings.AddRange(raw.Postings);
                open.Tags = [.. open.Tags.Union(raw.Tags)];
                continue;
            }

            Book(builder, open);
            (group, open) = (row["group id"], raw);
            open.Description = row["group title"] is { Length: > 0 } title ? title : raw.Description;
        }

        Book(builder, open);
        return BookResult.Of("firefly", builder, problems);
    }

    private static void Book(JournalBuilder builder, RawTransaction? raw)
    {
        if (raw is not null)
        {
            builder.Add(raw);
        }
    }

    private static RawTransaction? Legs(TableRow row, ReadOptions options, ProblemList problems)
    {
        if (!DateTimeOffset.TryParseExact(row["date"], Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            problems.Error(row.Line, ProblemCodes.BadDate, $"'{ProblemList.Cut(row["date"])}' is no date with its offset, as Firefly III writes it.", row.Raw);
            return null;
        }

        if (!row.Number("amount", problems, out var stated) || !row.Number("foreign amount", problems, out var foreign))
        {
            return null;
        }

        if (stated is not { } number)
        {
            problems.Error(row.Line, ProblemCodes.BadAmount, "The row has no amount.", row.Raw);
            return null;
        }

        var amount = Math.Abs(number);
        var category = row["category"].Length > 0 ? row["category"] : null;
        var (from, to, payee) = row["type"].ToUpperInvariant() switch
        {
            "WITHDRAWAL" => (Own(row, "source"), Liability(row, "destination") ?? $"Expenses:{category ?? BookResult.NoExpense}", row["destination name"]),
            "DEPOSIT" => (Liability(row, "source") ?? $"Income:{category ?? BookResult.NoIncome}", Own(row, "destination"), row["source name"]),
            "TRANSFER" => (Own(row, "source"), Own(row, "destination"), ""),
            "OPENING BALANCE" or "RECONCILIATION" or "LIABILITY CREDIT" => Equity(row),
            _ => (null, "", ""),
        };
        if (from is null)
        {
            problems.Error(row.Line, ProblemCodes.UnknownType, $"'{ProblemList.Cut(row["type"])}' is no type of transaction that Firefly III knows.", row.Raw);
            return null;
        }

        var currency = row["currency code"] is { Length: 3 } code ? code : options.Currency ?? BookResult.NoCurrency;
        var foreignCurrency = row["foreign currency code"];
        var paid = new RawAmount(amount, currency);
        var got = foreign is { } other && foreignCurrency.Length == 3 ? new RawAmount(Math.Abs(other), foreignCurrency) : paid;
        if (foreign is null && foreignCurrency.Length == 3 && foreignCurrency != currency)
        {
            problems.Warn(row.Line, ProblemCodes.MissingCurrency, $"A foreign currency ({foreignCurrency}) without an amount in it: read as {currency} only.", row.Raw);
        }

        // Only a move between own accounts ends in the other currency; a purchase abroad costs what the account paid.
        var isExchange = got != paid && !to.StartsWith("Expenses:", StringComparison.Ordinal) && !from.StartsWith("Income:", StringComparison.Ordinal);
        var cleared = row["reconciled"] is "1" or "true" ? ClearedStatus.Cleared : ClearedStatus.Uncleared;
        var raw = new RawTransaction(row.Line, DateOnly.FromDateTime(at.DateTime))
        {
            Payee = TextFolding.Fold(payee),
            Description = row["description"],
            Currency = currency,
            Tags = [.. row["tags"].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        };
        raw.Postings.Add(new RawPosting(from, paid with { Quantity = -amount }, null, false, cleared) { Memo = "" });
        raw.Postings.Add(new RawPosting(to, isExchange ? got : paid, isExchange ? paid : null, true, ClearedStatus.Uncleared) { Memo = row["notes"] });
        return raw;
    }

    private static (string From, string To, string Payee) Equity(TableRow row) =>
        row["destination name"].StartsWith("Initial balance", StringComparison.Ordinal) || row["destination type"].Contains("Initial", StringComparison.Ordinal) || row["destination type"].StartsWith("Reconciliation", StringComparison.Ordinal)
            ? (Own(row, "source"), BookResult.OpeningBalances, "Opening balance")
            : (BookResult.OpeningBalances, Own(row, "destination"), "Opening balance");

    private static string Own(TableRow row, string side) => Liability(row, side) ?? $"Assets:{BookResult.Name(row[$"{side} name"])}";

    private static string? Liability(TableRow row, string side) =>
        row[$"{side} type"] is "Debt" or "Loan" or "Mortgage" or "Liability" ? $"Liabilities:{BookResult.Name(row[$"{side} name"])}" : null;
}
