namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Rows with more fields than the header has, because a delimiter stands within a field that nobody quoted: a decimal comma
/// (<c>-24,50</c>), thousands (<c>1,275.00</c>), a text (<c>Smith, John</c>). Fields are joined where only that makes the date a date
/// and the amounts amounts. Rows that stay wider are left as they are: banks do write columns without a header.
/// </summary>
internal sealed class CsvMending
{
    private const int MostJoined = 8;
    private const int MostSteps = 5_000;

    private enum Kind
    {
        Other,
        Date,
        Money,
        Text,
    }

    private readonly Kind[] _kinds;
    private readonly char _delimiter;
    private readonly ReadOptions _options;
    private readonly int[] _lengths;
    private int _steps;

    private CsvMending(Kind[] kinds, char delimiter, ReadOptions options) => (_kinds, _delimiter, _options, _lengths) = (kinds, delimiter, options, new int[kinds.Length]);

    /// <summary>Puts the mended records in the place of the wide ones.</summary>
    public static void Mend(List<CsvRecord> records, int header, char delimiter, ReadOptions options)
    {
        if (header < 0)
        {
            return;
        }

        var width = Width(records[header]);
        if (!records.Exists(r => r.Count > width && Width(r) > width))
        {
            return;
        }

        // Another table in the same file has a header of its own.
        while (header < records.Count)
        {
            var next = CsvShape.NextHeader(records, header, options);
            Mend(records, header, next, delimiter, options);
            header = next;
        }
    }

    private static void Mend(List<CsvRecord> records, int header, int end, char delimiter, ReadOptions options)
    {
        var names = records[header].ToArray()[..Width(records[header])];
        var wide = 0;
        for (var i = header + 1; i < end; i++)
        {
            wide += records[i].Count > names.Length && Width(records[i]) > names.Length ? 1 : 0;
        }

        var kinds = Array.ConvertAll(names, KindOf);
        if (wide == 0 || !kinds.Contains(Kind.Date) || !kinds.Contains(Kind.Money))
        {
            return;
        }

        var mending = new CsvMending(kinds, delimiter, options);
        // Where most rows are wider, the columns without a header are more likely than a comma in every text.
        var areTexts = wide * 2 <= end - header - 1;
        for (var i = header + 1; i < end; i++)
        {
            if (records[i].Count > names.Length && Width(records[i]) is var width && width > names.Length && width - names.Length <= MostJoined
                && (mending.Fits(records[i], width, false) || (areTexts && mending.Fits(records[i], width, true))))
            {
                records[i] = records[i].Joined(mending._lengths);
            }
        }
    }

    private static Kind KindOf(string header) => CsvVocabulary.Find(header).Role switch
    {
        CsvColumn.Date or CsvColumn.ValueDate => Kind.Date,
        CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit or CsvColumn.Balance or CsvColumn.Fee => Kind.Money,
        CsvColumn.Payee or CsvColumn.Payer or CsvColumn.Recipient or CsvColumn.Description => Kind.Text,
        _ => Kind.Other,
    };

    /// <summary>Fields without the empty ones at the end.</summary>
    private static int Width(CsvRecord record)
    {
        var width = record.Count;
        while (width > 0 && record[width - 1].IsEmpty)
        {
            width--;
        }

        return width;
    }

    private bool Fits(CsvRecord record, int width, bool withTexts)
    {
        _steps = 0;
        return Fits(record, width, withTexts, 0, 0);
    }

    private bool Fits(CsvRecord record, int width, bool withTexts, int column, int field)
    {
        if (column == _kinds.Length)
        {
            return field >= width;
        }

        var spare = Math.Max(0, width - field - (_kinds.Length - column));
        var kind = _kinds[column];
        // Of an amount as much as possible, of a text as little.
        for (var i = 0; i <= spare && ++_steps < MostSteps; i++)
        {
            var more = kind == Kind.Text ? i : spare - i;
            if ((more == 0 || kind is Kind.Date || (kind == Kind.Money && _delimiter == ',') || (kind == Kind.Text && withTexts)) && IsOne(record, kind, field, more))
            {
                _lengths[column] = more + 1;
                if (Fits(record, width, withTexts, column + 1, field + more + 1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOne(CsvRecord record, Kind kind, int field, int more)
    {
        if (more == 0)
        {
            return kind switch
            {
                Kind.Date => record[field].IsEmpty || CsvDates.LooksLikeNamedDate(record[field], _options),
                Kind.Money => record[field].IsEmpty || CsvAmounts.LooksLikeAmount(record[field]),
                _ => true,
            };
        }

        if (!record.CanJoin(field, more))
        {
            return false;
        }

        switch (kind)
        {
            case Kind.Date:
                return CsvDates.LooksLikeDate(record.Together(field, more), _options) && !CsvDates.LooksLikeDate(record[field], _options);
            case Kind.Text:
                // What is an amount with cents is no part of a text.
                for (var i = field; i <= field + more; i++)
                {
                    if (CsvAmounts.Evidence(record[i]) != '\0')
                    {
                        return false;
                    }
                }

                return true;
            default:
                return IsAmount(record, field, more);
        }
    }

    /// <summary>Groups of three behind the first comma, or one comma with two digits behind it.</summary>
    private static bool IsAmount(CsvRecord record, int field, int more)
    {
        var text = record.Together(field, more);
        if (record[field].IsEmpty || text.Contains(", ", StringComparison.Ordinal) || !char.IsAsciiDigit(text[record[field].Length - 1]))
        {
            return false;
        }

        var last = record[field + more];
        return CsvAmounts.TryParse(text, '.', out _) || (more == 1 && last.Length == 2 && CsvAmounts.TryParse(text, ',', out _));
    }
}
