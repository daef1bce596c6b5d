using FinanceAspire.Formats.Reading.Text;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>The table inside of a file: which delimiter, where the header is, where the rows are.</summary>
internal sealed record CsvShape(char Delimiter, int HeaderIndex, IReadOnlyList<CsvRecord> Records)
{
    private const int Sample = 60;
    private static readonly char[] Candidates = [';', '\t', ',', '|'];

    public IReadOnlyList<string> Header { get; } = HeaderIndex < 0 ? [] : Records[HeaderIndex].ToArray();

    public IEnumerable<CsvRecord> Rows => Records.Skip(HeaderIndex + 1);

    /// <summary>The shape that a profile states, else the one that makes the most consistent table; null where there is none.</summary>
    public static CsvShape? Find(string text, CsvProfile? profile, ReadOptions options, CancellationToken cancellationToken)
    {
        var body = text;
        char? stated = profile?.Delimiter;
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 5)
        {
            // Excel's own line: it names the delimiter and is no row.
            stated ??= text[4];
            body = "\n" + text[(text.IndexOfAny(['\r', '\n']) is > 0 and var end ? end + 1 : text.Length)..].TrimStart('\n');
        }

        body = WithoutQuotedLines(body);
        var delimiter = stated ?? Delimiters(body).FirstOrDefault();
        if (delimiter == '\0')
        {
            return null;
        }

        var records = new List<CsvRecord>();
        foreach (var record in CsvTokenizer.Split(body, delimiter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!record.IsBlank)
            {
                records.Add(record);
            }
        }

        var header = profile?.HeaderLine is { } line ? records.FindIndex(r => r.Line == line) : HeaderOf(records, options);
        CsvMending.Mend(records, header, delimiter, options);
        JoinDates(records, header);
        return records.Count == 0 ? null : new CsvShape(delimiter, header, records);
    }

    /// <summary>
    /// A table whose lines were put in quotes as a whole and the quotes inside doubled, as happens when a CSV file is saved as one
    /// once more: the quotes go.
    /// </summary>
    private static string WithoutQuotedLines(string text)
    {
        var (lines, quoted) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (lines == Sample || (lines > 2 && quoted == 0))
            {
                break;
            }

            lines += line.IsWhiteSpace() ? 0 : 1;
            quoted += IsQuotedLine(line.Trim()) ? 1 : 0;
        }

        if (quoted < 2 || quoted * 4 < lines * 3)
        {
            return text;
        }

        var plain = new System.Text.StringBuilder(text.Length);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (IsQuotedLine(line.Trim()))
            {
                plain.Append(line.Trim()[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal));
            }
            else
            {
                plain.Append(line);
            }

            plain.Append('\n');
        }

        return plain.ToString();
    }

    /// <summary>One field in quotes, with delimiters and no single quote inside.</summary>
    private static bool IsQuotedLine(ReadOnlySpan<char> line)
    {
        if (line is not ['"', _, .., '"'] || !line.ContainsAny(';', '\t', ','))
        {
            return false;
        }

        for (var at = 1; at < line.Length - 1; at++)
        {
            if (line[at] == '"' && line[++at] != '"')
            {
                return false;
            }

            if (at == line.Length - 1)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<char> Delimiters(string text) =>
        Candidates
            .Select(d => (Delimiter: d, Score: Score(text, d)))
            .Where(s => s.Score > 0)
            .OrderByDescending(s => s.Score)
            .Select(s => s.Delimiter);

    /// <summary>How many records agree on a number of fields, weighed by that number: a table is where lines look alike.</summary>
    private static double Score(string text, char delimiter)
    {
        var widths = CsvTokenizer.Split(text.Length > 200_000 ? text[..200_000] : text, delimiter).Take(Sample).Select(r => r.Count).ToList();
        var most = widths.Where(w => w > 1).GroupBy(w => w).OrderByDescending(g => g.Count() * Math.Sqrt(g.Key)).FirstOrDefault();
        return most is null ? 0 : most.Count() / (double)widths.Count * Math.Sqrt(most.Key) * Math.Min(1, most.Count() / 2.0 + 0.5);
    }

    /// <summary>The first record of which two cells are known words for columns and none is a date; -1 where there is none.</summary>
    private static int HeaderOf(List<CsvRecord> records, ReadOptions options)
    {
        var (found, end) = (-1, Math.Min(records.Count, 40));
        for (var i = 0; i < end; i++)
        {
            if (IsHeader(records[i], options) && (found < 0 || NamesDate(records[i])))
            {
                found = i;
            }

            // A table without dates in front, of balances and sums, is not the one of the bookings.
            if (found >= 0 && (NamesDate(records[found]) || records[i].ToArray().Any(f => CsvDates.LooksLikeDate(f, options))))
            {
                break;
            }
        }

        return found >= 0 ? found : UnknownHeaderOf(records, options);
    }

    /// <summary>Day, month and year in three columns side by side are one.</summary>
    private static void JoinDates(List<CsvRecord> records, int header)
    {
        if (header < 0)
        {
            return;
        }

        var width = records[header].Count;
        for (var first = 0; first + 2 < width; first++)
        {
            if (CsvVocabulary.Find($"{records[header][first]} {records[header][first + 1]} {records[header][first + 2]}").Role != CsvColumn.Date
                || Enumerable.Range(first, 3).Any(i => CsvVocabulary.Find(records[header][i].ToString()).Role is CsvColumn.Date))
            {
                continue;
            }

            for (var i = header; i < records.Count; i++)
            {
                if (records[i].CanJoin(first, 2))
                {
                    int[] lengths = [.. Enumerable.Repeat(1, first), 3, .. Enumerable.Repeat(1, Math.Max(0, records[i].Count - first - 3))];
                    records[i] = records[i].Joined(lengths);
                }
            }

            return;
        }
    }

    private static bool NamesDate(CsvRecord record) => record.ToArray().Any(f => CsvVocabulary.Find(f).Role is CsvColumn.Date or CsvColumn.ValueDate);

    /// <summary>True for a record of which two cells are known words for columns and none is a date.</summary>
    public static bool IsHeader(CsvRecord record, ReadOptions options)
    {
        var fields = record.ToArray();
        var roles = fields.Select(f => CsvVocabulary.Find(f).Role).Where(r => r is not null).Distinct().ToList();
        return roles.Count >= 2 && roles.Any(r => r is CsvColumn.Date or CsvColumn.Amount or CsvColumn.Debit or CsvColumn.ValueDate)
            && !fields.Any(f => CsvDates.LooksLikeDate(f, options));
    }

    /// <summary>Where the header of another table in the same file stands, behind a record; the end where there is none.</summary>
    public static int NextHeader(IReadOnlyList<CsvRecord> records, int after, ReadOptions options)
    {
        var next = after + 1;
        while (next < records.Count && !(MayBeHeader(records[next]) && IsHeader(records[next], options)))
        {
            next++;
        }

        return next;
    }

    /// <summary>Most rows have a digit in their first field, and are no headers.</summary>
    private static bool MayBeHeader(CsvRecord record)
    {
        for (var i = 0; i < record.Count; i++)
        {
            if (record[i].ContainsAnyInRange('0', '9'))
            {
                return false;
            }
        }

        return record.Count > 1;
    }

    /// <summary>A row of words right above the first row with a date, as wide as it: the header of a language that is not known.</summary>
    private static int UnknownHeaderOf(List<CsvRecord> records, ReadOptions options)
    {
        var first = records.Take(40).ToList().FindIndex(r => r.ToArray().Any(f => CsvDates.LooksLikeDate(f, options)));
        return first > 0 && records[first - 1].ToArray() is var above && above.Length == records[first].Count
            && above.Count(f => f.Length > 0) > above.Length / 2 && above.All(f => f.Length == 0 || (f.Any(char.IsLetter) && !CsvAmounts.LooksLikeAmount(f)))
            ? first - 1 : -1;
    }

    /// <summary>A fingerprint of the shape, by which a remembered profile is found again.</summary>
    public string Fingerprint()
    {
        var key = HeaderIndex < 0 ? $"{Records.Max(r => r.Count)} columns" : string.Join('|', Header.Select(TextFolding.Key));
        var bytes = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{Delimiter}{key}"));
        return Convert.ToHexStringLower(bytes.AsSpan(0, 12));
    }
}
