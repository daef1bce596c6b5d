namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Splits a text into records (RFC 4180, leniently): quotes with doubled quotes and line breaks inside, LF, CRLF and CR. A
/// quote that is never closed ends with its line, so one stray quote costs one row, not the file.
/// </summary>
internal static class CsvTokenizer
{
    private const int MostColumns = 1000;
    private const int LongestQuoted = 32_000;

    public static IEnumerable<CsvRecord> Split(string text, char delimiter)
    {
        var table = new CsvTable(text);
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var (start, first) = (line, table.Count);
            at = Record(table, at, delimiter, ref line);
            yield return new CsvRecord(table, start, first, table.Count - first);
        }
    }

    private static int Record(CsvTable table, int at, char delimiter, ref int line)
    {
        var (text, first) = (table.Text, table.Count);
        while (true)
        {
            var begin = at;
            while (begin < text.Length && text[begin] == ' ' && delimiter != ' ')
            {
                begin++;
            }

            var isQuoted = begin < text.Length && text[begin] == '"';
            var close = isQuoted ? Closing(text, begin, delimiter) : -1;
            if (close > 0)
            {
                at = begin + 1;
                line += Breaks(text.AsSpan(at..close));
            }

            var end = close > 0 ? close : EndOfField(text, at, delimiter);
            if (table.Count - first < MostColumns)
            {
                table.Add(at, end, close > 0);
            }

            at = close > 0 ? EndOfField(text, close + 1, delimiter) : end;
            if (at >= text.Length)
            {
                return at;
            }

            if (text[at] == delimiter)
            {
                at++;
                continue;
            }

            line++;
            return text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
        }
    }

    private static int EndOfField(string text, int at, char delimiter) =>
        text.AsSpan(at).IndexOfAny(delimiter, '\r', '\n') is >= 0 and var length ? at + length : text.Length;

    /// <summary>The quote that closes the one at <paramref name="open"/>: the next undoubled one, if a field's end follows it; else -1.</summary>
    private static int Closing(string text, int open, char delimiter)
    {
        var last = Math.Min(text.Length, open + LongestQuoted);
        for (var at = open + 1; at < last; at++)
        {
            if (text.IndexOf('"', at, last - at) is not (>= 0 and var quote))
            {
                return -1;
            }

            at = quote;
            if (at + 1 < text.Length && text[at + 1] == '"')
            {
                at++;
                continue;
            }

            var after = at + 1;
            while (after < text.Length && text[after] == ' ' && delimiter != ' ')
            {
                after++;
            }

            if (after >= text.Length || text[after] == delimiter || text[after] is '\r' or '\n')
            {
                return at;
            }

            // "Bar "Anker"" has quotes that nobody doubled: its end is looked for on its own line only.
            return ClosingOnLine(text, at, delimiter);
        }

        return -1;
    }

    private static int ClosingOnLine(string text, int at, char delimiter)
    {
        var end = text.AsSpan(at).IndexOfAny('\r', '\n') is >= 0 and var length ? at + length : text.Length;
        while (text.IndexOf('"', at + 1, Math.Max(0, Math.Min(end, at + LongestQuoted) - at - 1)) is >= 0 and var quote)
        {
            // A backslash in front says that the quote is of the text, to the programs that write it so.
            if (text[quote - 1] != '\\' && (quote + 1 >= end || text[quote + 1] == delimiter))
            {
                return quote;
            }

            at = quote;
        }

        return -1;
    }

    private static int Breaks(ReadOnlySpan<char> field) => field.Count('\n') is > 0 and var n ? n : field.Count('\r');
}
