using FinanceAspire.Formats.Reading.Csv;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>What the page on CSV files sends, in a form or in an address; what makes no sense counts as not said.</summary>
internal sealed record CsvChoices
{
    public static readonly IReadOnlyList<char> Delimiters = [',', ';', '\t', '|'];

    public char? Delimiter { get; private init; }

    /// <summary>The delimiter by which the file was taken apart when the columns were chosen.</summary>
    public char? ColumnsOf { get; private init; }

    public DateOrder? DateOrder { get; private init; }
    public char? DecimalSign { get; private init; }
    public bool InvertAmounts { get; private init; }
    public IReadOnlyList<CsvColumn> Columns { get; private init; } = [];

    public static CsvChoices Of(IEnumerable<KeyValuePair<string, StringValues>> values)
    {
        var sent = values.ToDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase);
        return new()
        {
            Delimiter = Sign(Text("Delimiter"), Delimiters),
            ColumnsOf = Sign(Text("ColumnsOf"), Delimiters),
            DateOrder = Enum.TryParse<DateOrder>(Text("DateOrder"), out var order) && Enum.IsDefined(order) ? order : null,
            DecimalSign = Sign(Text("DecimalSign"), ['.', ',']),
            InvertAmounts = Text("InvertAmounts") == "true",
            Columns = [.. sent.GetValueOrDefault("Columns").Take(500).Select(c => Enum.TryParse<CsvColumn>(c, out var column) && Enum.IsDefined(column) ? column : CsvColumn.Ignore)],
        };

        string? Text(string name) => sent.GetValueOrDefault(name) is { Count: > 0 } value ? value[^1] : null;
    }

    /// <summary>True where an address says anything about how to read the file.</summary>
    public bool IsSaid => Delimiter is not null || DateOrder is not null || DecimalSign is not null || Columns.Count > 0;

    /// <summary>The same as the query of an address.</summary>
    public string Query()
    {
        var query = new QueryBuilder();
        Add("Delimiter", Delimiter?.ToString());
        Add("ColumnsOf", ColumnsOf?.ToString());
        Add("DateOrder", DateOrder?.ToString());
        Add("DecimalSign", DecimalSign?.ToString());
        Add("InvertAmounts", InvertAmounts ? "true" : null);
        query.Add("Columns", Columns.Select(c => c.ToString()));
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Add(name, value);
            }
        }
    }

    /// <summary>The profile as it was, with what is said now. Another delimiter makes other columns: they are found anew.</summary>
    public CsvProfile Applied(CsvProfile before) => Delimiter is { } delimiter && delimiter != (ColumnsOf ?? before.Delimiter)
        ? new CsvProfile { Delimiter = delimiter, Encoding = before.Encoding }
        : before with
        {
            Delimiter = Delimiter ?? before.Delimiter,
            // Under another delimiter than the stored one, the stored header line says nothing.
            HeaderLine = (Delimiter ?? before.Delimiter) == before.Delimiter ? before.HeaderLine : null,
            DateOrder = DateOrder ?? before.DateOrder,
            DecimalSign = DecimalSign ?? before.DecimalSign,
            InvertAmounts = InvertAmounts,
            Columns = Columns.Count > 0 ? Columns : before.Columns,
        };

    private static char? Sign(string? text, IReadOnlyList<char> known) => text is [var sign] && known.Contains(sign) ? sign : null;
}
