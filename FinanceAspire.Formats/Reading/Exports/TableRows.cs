using System.Globalization;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Text;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>A program's own table: fields by the name of their column, numbers as programs write them.</summary>
internal readonly struct TableRow(CsvRecord record, IReadOnlyDictionary<string, int> columns)
{
    public int Line => record.Line;

    public string Raw => string.Join(',', record.ToArray());

    public string this[string column] => columns.TryGetValue(column, out var i) ? record[i].ToString() : "";

    /// <summary>Null where the cell is empty; false where it holds no plain number.</summary>
    public bool Number(string column, ProblemList problems, out decimal? number)
    {
        number = null;
        var text = this[column];
        if (text.Length == 0)
        {
            return true;
        }

        // A program writes a point and no groups; anything else is damage, not a style.
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read))
        {
            number = read;
            return true;
        }

        problems.Error(Line, ProblemCodes.BadAmount, $"'{ProblemList.Cut(text)}' is no amount.", Raw);
        return false;
    }

    /// <summary>Columns by their folded names; the first of a name counts.</summary>
    public static Dictionary<string, int> Columns(IReadOnlyList<string> header) =>
        header.Select((name, i) => (Name: TextFolding.Key(name), i)).Where(c => c.Name.Length > 0).DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.i);
}
