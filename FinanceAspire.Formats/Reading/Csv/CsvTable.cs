namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Where the fields of a text lie, record after record. A million rows are a million places, not millions of strings.</summary>
internal sealed class CsvTable(string text)
{
    private readonly List<Field> _fields = [];

    public string Text { get; } = text;

    public int Count => _fields.Count;

    /// <summary>A field without the white space around it; one in quotes may hold doubled ones.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            var (start, length, hasQuotes) = _fields[field];
            return hasQuotes ? Text.Substring(start, length).Replace("\"\"", "\"", StringComparison.Ordinal) : Text.AsSpan(start, length);
        }
    }

    public void Add(int start, int end, bool isQuoted)
    {
        var field = Text.AsSpan(start, end - start).TrimStart();
        start = end - field.Length;
        field = field.TrimEnd();
        // ="0123" and '0123' keep a spreadsheet from counting with it.
        if (field is ['=', '"', _, .., '"'] or ['\'', _, .., '\''])
        {
            var mark = field[0] == '=' ? 2 : 1;
            start += mark;
            field = field[mark..^1];
        }

        _fields.Add(new(start, field.Length, isQuoted && field.Contains('"')));
    }

    /// <summary>True where the fields stand side by side without quotes, so that they can be one.</summary>
    public bool CanJoin(int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            var (start, length, _) = _fields[i];
            if (start + length < Text.Length && length > 0 && Text[start + length] == '"')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text from the first field to the last, with what separates them.</summary>
    public ReadOnlySpan<char> Together(int first, int last) => Text.AsSpan(_fields[first].Start, _fields[last].Start + _fields[last].Length - _fields[first].Start);

    /// <summary>Adds fields that are <paramref name="lengths"/> fields from <paramref name="first"/> on; where the new ones begin.</summary>
    public int Join(int first, int count, ReadOnlySpan<int> lengths)
    {
        var begin = Count;
        var end = first + count;
        foreach (var length in lengths)
        {
            if (first < end)
            {
                var last = Math.Min(first + length, end) - 1;
                _fields.Add(last == first ? _fields[first] : new(_fields[first].Start, Together(first, last).Length, false));
            }

            first += length;
        }

        return begin;
    }

    private readonly record struct Field(int Start, int Length, bool HasQuotes);
}

/// <summary>One record with the number of the line on which it begins.</summary>
internal readonly struct CsvRecord(CsvTable table, int line, int first, int count)
{
    public int Line => line;

    public int Count => count;

    public bool IsBlank
    {
        get
        {
            for (var i = 0; i < count; i++)
            {
                if (!table[first + i].IsEmpty)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The field of a column; empty where the record is shorter.</summary>
    public ReadOnlySpan<char> this[int column] => column < count ? table[first + column] : default;

    /// <summary>True where a field and the next ones stand side by side without quotes.</summary>
    public bool CanJoin(int column, int more) => column + more < count && table.CanJoin(first + column, first + column + more);

    /// <summary>The text of a field and the next ones as one.</summary>
    public ReadOnlySpan<char> Together(int column, int more) => table.Together(first + column, first + column + more);

    /// <summary>The record with fields made of as many fields as given.</summary>
    public CsvRecord Joined(ReadOnlySpan<int> lengths)
    {
        var begin = table.Join(first, count, lengths);
        return new(table, line, begin, table.Count - begin);
    }

    /// <summary>The fields as strings of their own.</summary>
    public string[] ToArray()
    {
        var fields = new string[count];
        for (var i = 0; i < count; i++)
        {
            fields[i] = table[first + i].ToString();
        }

        return fields;
    }
}
