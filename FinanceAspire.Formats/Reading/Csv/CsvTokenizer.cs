namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>One record with the number of the line on which it begins.</summary>
internal readonly record struct CsvRecord(int Line, string[] Fields);

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
        var fields = new List<string>();
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            fields.Clear();
            var start = line;
            at = Record(text, at, delimiter, fields, ref line);
            yield return new CsvRecord(start, [.. fields]);
        }
    }

    private static int Record(string text, int at, char delimiter, List<string> fields, ref int line)
    {
        while (true)
        {
            var begin = at;
            while (begin < text.Length && text[begin] == ' ' && delimiter != ' ')
            {
                begin++;
            }

            string field;
            if (begin < text.Length && text[begin] == '"' && Closing(text, begin, delimiter) is var close and > 0)
            {
                field = text[(begin + 1)..close];
                line += Breaks(field);
                field = field.Replace("\"\"", "\"", StringComparison.Ordinal);
                at = close + 1;
                while (at < text.Length && text[at] != delimiter && text[at] is not ('\r' or '\n'))
                {
                    at++;
                }
            }
            else
            {
                var end = at;
                while (end < text.Length && text[end] != delimiter && text[end] is not ('\r' or '\n'))
                {
                    end++;
                }

                field = text[at..end];
                at = end;
            }

            if (fields.Count < MostColumns)
            {
                fields.Add(field.Trim());
            }

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

    /// <summary>The quote that closes the one at <paramref name="open"/>: the next undoubled one, if a field's end follows it; else -1.</summary>
    private static int Closing(string text, int open, char delimiter)
    {
        for (var at = open + 1; at < text.Length && at - open < LongestQuoted; at++)
        {
            if (text[at] != '"')
            {
                continue;
            }

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

            return after >= text.Length || text[after] == delimiter || text[after] is '\r' or '\n' ? at : -1;
        }

        return -1;
    }

    private static int Breaks(string field) => field.AsSpan().Count('\n') is > 0 and var n ? n : field.AsSpan().Count('\r');
}
