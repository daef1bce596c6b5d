using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// Registers that other programs write as CSV, one row a line of an account: known by their headers, read like a bank's file,
/// completed with what a bank does not know (category, transfer, split, the account of each row).
/// </summary>
internal abstract partial class CsvExport(string format, params string[] headers)
{
    private static readonly CsvExport[] All = [new ActualExport(), new YnabExport(), new MintExport(), new MonarchExport()];

    public string Format { get; } = format;

    /// <summary>The order in which the program always writes dates; null: decided by the file.</summary>
    public virtual DateOrder? DateOrder => null;

    public static CsvExport? Find(IReadOnlyList<string> header)
    {
        var keys = header.Select(TextFolding.Key).ToHashSet(StringComparer.Ordinal);
        return All.FirstOrDefault(e => e.Fits(keys));
    }

    /// <summary>The role of each column by its folded name; null: what the name says to everybody.</summary>
    protected virtual CsvColumn? Role(string column) => null;

    protected virtual bool Fits(HashSet<string> columns) => headers.All(columns.Contains);

    /// <summary>The line with what only this program says.</summary>
    protected abstract StatementLine Complete(StatementLine line, TableRow row);

    public CsvColumn[] Roles(IReadOnlyList<string> header) =>
        [.. header.Select(h => Role(TextFolding.Key(h)) ?? CsvVocabulary.Find(h).Role ?? CsvColumn.Ignore)];

    public List<StatementLine> Complete(List<StatementLine> lines, CsvShape shape)
    {
        var columns = TableRow.Columns(shape.Header);
        var records = shape.Rows.ToLookup(r => r.Line);
        return [.. Join([.. lines.Select(l => (Complete(l, new TableRow(records[l.Row].First(), columns)), new TableRow(records[l.Row].First(), columns)))])];
    }

    /// <summary>Rows that are one line together.</summary>
    protected virtual IEnumerable<StatementLine> Join(List<(StatementLine Line, TableRow Row)> lines) => lines.Select(l => l.Line);

    /// <summary>Group and name as "Group: Name"; one alone where the other is missing.</summary>
    protected static string? Category(string group, string name) =>
        (group.Length, name.Length) switch { (0, 0) => null, (0, _) => name, (_, 0) => group, _ => $"{group}: {name}" };

    private sealed class YnabExport() : CsvExport("ynab")
    {
        private const string TransferMark = "Transfer : ";

        protected override bool Fits(HashSet<string> columns) =>
            columns.Contains("payee") && columns.Contains("date")
            && (columns.Contains("category group category") || columns.Contains("master category") || (columns.Contains("category group") && columns.Contains("memo")));

        protected override CsvColumn? Role(string column) => column switch
        {
            "account" => CsvColumn.Account,
            "check number" => CsvColumn.Reference,
            "cleared" or "flag" or "running balance" => CsvColumn.Ignore,
            _ => null,
        };

        protected override StatementLine Complete(StatementLine line, TableRow row)
        {
            // YNAB 4 names its groups "Master Category"; a column of both comes first where there is one.
            var (group, name) = row["master category"].Length > 0 ? (row["master category"], row["sub category"]) : (row["category group"], row["category"]);
            var both = row["category group category"] is { Length: > 0 } joined ? joined : Category(group, name);
            var isTransfer = line.Payee.StartsWith(TransferMark, StringComparison.Ordinal);
            return line with
            {
                OwnAccount = row["account"],
                Category = isTransfer ? line.Payee[TransferMark.Length..].Trim() : both is { Length: > 0 } ? both : null,
                IsTransfer = isTransfer,
            };
        }
    }

    private sealed class MintExport() : CsvExport("mint", "original description", "transaction type", "account name")
    {
        public override DateOrder? DateOrder => Csv.DateOrder.MonthDayYear;

        protected override CsvColumn? Role(string column) => column switch
        {
            "description" => CsvColumn.Payee,
            "original description" => CsvColumn.Description,
            "transaction type" => CsvColumn.Direction,
            "labels" => CsvColumn.Tags,
            "notes" => CsvColumn.Ignore,
            _ => null,
        };

        protected override StatementLine Complete(StatementLine line, TableRow row) => line with
        {
            OwnAccount = row["account name"],
            Payee = TextFolding.Fold(System.Net.WebUtility.HtmlDecode(line.Payee)),
            // The bank's text came through a web page.
            Description = TextFolding.Fold(System.Net.WebUtility.HtmlDecode(line.Description).Replace("<br/>", " ", StringComparison.Ordinal)),
            IsTransfer = false,
        };
    }

    private sealed class MonarchExport() : CsvExport("monarch", "merchant", "original statement", "account")
    {
        protected override CsvColumn? Role(string column) => column switch
        {
            "account" => CsvColumn.Account,
            "original statement" or "notes" => CsvColumn.Description,
            _ => null,
        };

        protected override StatementLine Complete(StatementLine line, TableRow row) => line with { OwnAccount = row["account"] };
    }

    /// <summary>
    /// Actual writes a split as a parent (Amount 0, the total in Split_Amount) and its parts below, "(SPLIT 1 OF 2)" in their
    /// notes: one line together. A leading apostrophe guards spreadsheets against formulas.
    /// </summary>
    private sealed partial class ActualExport() : CsvExport("actual_csv", "category group", "split amount", "payee", "amount")
    {
        protected override CsvColumn? Role(string column) => column switch
        {
            "account" => CsvColumn.Account,
            "cleared" or "split amount" => CsvColumn.Ignore,
            _ => null,
        };

        protected override StatementLine Complete(StatementLine line, TableRow row) => line with
        {
            OwnAccount = row["account"],
            Payee = Unguarded(line.Payee),
            Description = Unguarded(line.Description),
            Category = Category(Unguarded(row["category group"]), Unguarded(row["category"])),
        };

        protected override IEnumerable<StatementLine> Join(List<(StatementLine Line, TableRow Row)> lines)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                var (line, row) = lines[i];
                if (line.Amount != 0 || !CsvAmounts.TryParse(row["split amount"], '.', out var total) || total == 0)
                {
                    yield return line;
                    continue;
                }

                var parts = lines.Skip(i + 1).TakeWhile(l => l.Line.OwnAccount == line.OwnAccount && Part().IsMatch(l.Line.Description)).Select(l => l.Line).ToList();
                i += parts.Count;
                yield return line with
                {
                    Amount = total,
                    Category = null,
                    Description = Mark().Replace(line.Description, "").TrimEnd(),
                    Splits = parts.Sum(p => p.Amount) == total
                        ? [.. parts.Select(p => new StatementSplit(p.Amount, p.Category, Memo: Mark().Replace(p.Description, "").TrimEnd()))]
                        : [],
                };
            }
        }

        private static string Unguarded(string text) => text is ['\'', '=' or '+' or '-' or '@', ..] ? text[1..] : text;

        [GeneratedRegex(@"\(SPLIT \d+ OF \d+\)$")]
        private static partial Regex Part();

        [GeneratedRegex(@"\(SPLIT (\d+ OF|INTO) \d+\)$")]
        private static partial Regex Mark();
    }
}
