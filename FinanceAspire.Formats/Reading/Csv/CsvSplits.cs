using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Split bookings as some programs export them: a row marked with a star for the whole and rows marked with a dash for its parts
/// (My Expenses). Both together would count the money twice.
/// </summary>
internal static class CsvSplits
{
    private const string Whole = "*";

    private const string Part = "-";

    /// <summary>The lines with the parts inside of their whole; as they are where no column marks them so, or where any parts sum to something else.</summary>
    public static List<StatementLine> Join(CsvShape shape, CsvColumn[] roles, List<StatementLine> lines)
    {
        var column = Enumerable.Range(0, roles.Length).FirstOrDefault(i => roles[i] == CsvColumn.Ignore && IsMark(shape, i), -1);
        if (column < 0)
        {
            return lines;
        }

        var marks = new Dictionary<int, string>();
        foreach (var row in shape.Rows)
        {
            marks.TryAdd(row.Line, row[column].ToString());
        }

        var joined = new List<StatementLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var mark = marks.GetValueOrDefault(lines[i].Row, "");
            if (mark == Part)
            {
                return lines;
            }

            var parts = mark == Whole ? lines.Skip(i + 1).TakeWhile(l => marks.GetValueOrDefault(l.Row) == Part).ToList() : [];
            if (parts.Count > 0 && parts.Sum(p => p.Amount) != lines[i].Amount)
            {
                return lines;
            }

            joined.Add(parts.Count == 0 ? lines[i]
                : lines[i] with { Category = null, Splits = [.. parts.Select(p => new StatementSplit(p.Amount, p.Category, p.IsTransfer, p.Description))] });
            i += parts.Count;
        }

        return joined;
    }

    private static bool IsMark(CsvShape shape, int column)
    {
        var (hasWhole, hasPart) = (false, false);
        foreach (var row in shape.Rows)
        {
            if (row[column] is not ("" or Whole or Part))
            {
                return false;
            }

            hasWhole |= row[column] is Whole;
            hasPart |= row[column] is Part;
        }

        return hasWhole && hasPart;
    }
}
