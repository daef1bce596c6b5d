namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Decides what each column holds: by its header, and where that says nothing, by its content over the whole file.</summary>
internal static class CsvColumns
{
    public static CsvColumn[] Decide(CsvShape shape, ReadOptions options, List<string> evidence, out string? currency)
    {
        currency = null;
        var rows = shape.Rows.Take(500).Select(r => r.ToArray()).ToList();
        var width = Math.Max(shape.Header.Count, rows.Count == 0 ? 0 : rows.Max(r => r.Length));
        var roles = new CsvColumn[width];
        for (var i = 0; i < shape.Header.Count; i++)
        {
            var (role, named) = CsvVocabulary.Find(shape.Header[i]);
            currency ??= named;
            if (role is { } known)
            {
                roles[i] = Unique(roles, known, i, rows, options);
                evidence.Add($"Column {i + 1} '{shape.Header[i]}' is read as {roles[i]}.");
            }
        }

        PreferFilled(roles, rows);
        IgnoreEmptyMoney(roles, rows);
        if (!roles.Contains(CsvColumn.Date))
        {
            FromContent(roles, rows, CsvColumn.Date, f => CsvDates.LooksLikeDate(f, options), evidence);
        }

        if (!roles.Any(r => r is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit))
        {
            AmountFromContent(roles, rows, options, evidence);
        }

        DirectionFromContent(roles, rows, evidence);
        if (!roles.Any(r => r is CsvColumn.Payee or CsvColumn.Description))
        {
            TextFromContent(roles, rows, options, evidence);
        }

        if (!roles.Contains(CsvColumn.Currency))
        {
            FromContent(roles, rows, CsvColumn.Currency, f => f.Length == 3 && Ledger.Amounts.Currencies.DecimalsOf(f.ToUpperInvariant()) is not null, evidence);
        }

        return roles;
    }

    /// <summary>A second date is the value date, a second name or text joins the text; a second amount is not read.</summary>
    private static CsvColumn Unique(CsvColumn[] roles, CsvColumn role, int column, List<string[]> rows, ReadOptions options)
    {
        if (role is CsvColumn.Date or CsvColumn.ValueDate && !Filled(rows, column).Any(f => CsvDates.LooksLikeDate(f, options)) && rows.Count > 0)
        {
            // "Valuta" and "Data" are dates for one bank and something else for the next.
            return Filled(rows, column).All(f => f.Length == 3 && f.All(char.IsLetter)) ? CsvColumn.Currency : CsvColumn.Ignore;
        }

        if (!roles.Contains(role) || role == CsvColumn.Description)
        {
            return role;
        }

        return role switch
        {
            CsvColumn.Date => roles.Contains(CsvColumn.ValueDate) ? CsvColumn.Ignore : CsvColumn.ValueDate,
            CsvColumn.Payee => CsvColumn.Description,
            CsvColumn.Currency => CsvColumn.Ignore,
            _ => CsvColumn.Ignore,
        };
    }

    /// <summary>A date column that is empty in half of the rows gives way to its neighbour; a value date alone is the date.</summary>
    private static void PreferFilled(CsvColumn[] roles, List<string[]> rows)
    {
        var (date, value) = (Array.IndexOf(roles, CsvColumn.Date), Array.IndexOf(roles, CsvColumn.ValueDate));
        if (value >= 0 && (date < 0 || Filled(rows, date).Count() * 2 < Filled(rows, value).Count()))
        {
            (roles[value], _) = (CsvColumn.Date, 0);
            if (date >= 0)
            {
                roles[date] = CsvColumn.Ignore;
            }
        }
    }

    /// <summary>Where no row has anything in the columns that are named for money, the header is of another table: the content decides.</summary>
    private static void IgnoreEmptyMoney(CsvColumn[] roles, List<string[]> rows)
    {
        static bool IsMoney(CsvColumn role) => role is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit;
        if (rows.Count > 0 && !Enumerable.Range(0, roles.Length).Any(i => IsMoney(roles[i]) && Filled(rows, i).Any()))
        {
            for (var i = 0; i < roles.Length; i++)
            {
                roles[i] = IsMoney(roles[i]) ? CsvColumn.Ignore : roles[i];
            }
        }
    }

    private static void FromContent(CsvColumn[] roles, List<string[]> rows, CsvColumn role, Func<string, bool> fits, List<string> evidence)
    {
        var column = Enumerable.Range(0, roles.Length).Where(i => roles[i] == CsvColumn.Ignore).FirstOrDefault(i => Mostly(rows, i, fits), -1);
        if (column >= 0)
        {
            roles[column] = role;
            evidence.Add($"Column {column + 1} is read as {role} by what it holds.");
        }
    }

    /// <summary>Among the columns of numbers, the amount is the one that the running balance follows; without one, the first with decimals.</summary>
    private static void AmountFromContent(CsvColumn[] roles, List<string[]> rows, ReadOptions options, List<string> evidence)
    {
        bool IsAmount(string f) => CsvAmounts.LooksLikeAmount(f) && !CsvDates.LooksLikeDate(f, options) && f.Count(char.IsAsciiDigit) < 12;
        var numbers = Enumerable.Range(0, roles.Length).Where(i => roles[i] == CsvColumn.Ignore && Mostly(rows, i, IsAmount)).ToList();
        var money = numbers.Where(i => Filled(rows, i).Any(f => f.Contains('.', StringComparison.Ordinal) || f.Contains(',', StringComparison.Ordinal) || f.Contains('-', StringComparison.Ordinal))).ToList();
        var candidates = money.Count > 0 ? money : numbers;
        foreach (var (left, right) in candidates.SelectMany((l, i) => candidates.Skip(i + 1).Select(r => (l, r))))
        {
            if (rows.Count < 2 || rows.Any(r => Counts(r, left) && Counts(r, right)) || !rows.Any(r => Counts(r, left)) || !rows.Any(r => Counts(r, right)))
            {
                continue;
            }

            // Where one of the two holds minus signs, that is money out; else the first, as most banks have it.
            var swapped = Filled(rows, right).Any(f => f.StartsWith('-')) && !Filled(rows, left).Any(f => f.StartsWith('-'));
            (roles[left], roles[right]) = swapped ? (CsvColumn.Credit, CsvColumn.Debit) : (CsvColumn.Debit, CsvColumn.Credit);
            evidence.Add($"Columns {left + 1} and {right + 1} are never filled together: money out and money in.");
            if (candidates.FindLast(c => c != left && c != right) is > 0 and var rest)
            {
                roles[rest] = CsvColumn.Balance;
            }

            return;
        }

        // Every booking has an amount; a broker's quantities and prices stand in some rows only.
        var most = candidates.Count == 0 ? 0 : candidates.Max(c => Filled(rows, c).Count());
        candidates.RemoveAll(c => Filled(rows, c).Count() < most);
        if (candidates.Count > 0)
        {
            roles[candidates[0]] = CsvColumn.Amount;
            evidence.Add($"Column {candidates[0] + 1} is read as Amount by what it holds.");
        }

        if (candidates.Count > 1 && candidates[^1] != candidates[0])
        {
            roles[candidates[^1]] = CsvColumn.Balance;
        }
    }

    private static void DirectionFromContent(CsvColumn[] roles, List<string[]> rows, List<string> evidence)
    {
        if (roles.Contains(CsvColumn.Direction) || !roles.Contains(CsvColumn.Amount) || rows.Count == 0)
        {
            return;
        }

        var column = Enumerable.Range(0, roles.Length).FirstOrDefault(
            i => roles[i] is CsvColumn.Ignore or CsvColumn.Category && Filled(rows, i).Count() == rows.Count && Filled(rows, i).All(f => CsvDirection.Of(f) is not null), -1);
        if (column >= 0)
        {
            roles[column] = CsvColumn.Direction;
            evidence.Add($"Column {column + 1} says for each row whether money comes in or goes out.");
        }
    }

    private static void TextFromContent(CsvColumn[] roles, List<string[]> rows, ReadOptions options, List<string> evidence)
    {
        var column = Enumerable.Range(0, roles.Length)
            .Where(i => roles[i] == CsvColumn.Ignore && Filled(rows, i).Any(f => f.Any(char.IsLetter) && !CsvDates.LooksLikeDate(f, options)))
            .OrderByDescending(i => Filled(rows, i).Average(f => f.Length)).FirstOrDefault(-1);
        if (column >= 0)
        {
            roles[column] = CsvColumn.Payee;
            evidence.Add($"Column {column + 1} holds the longest texts: the payee.");
        }
    }

    private static bool Mostly(List<string[]> rows, int column, Func<string, bool> fits)
    {
        var filled = Filled(rows, column).ToList();
        return filled.Count > 0 && filled.Count(fits) >= filled.Count * 0.8;
    }

    private static IEnumerable<string> Filled(List<string[]> rows, int column) => rows.Select(r => Cell(r, column)).Where(f => f.Length > 0);

    /// <summary>True where the cell holds an amount other than nothing at all.</summary>
    private static bool Counts(string[] row, int column) => Cell(row, column).Any(c => c is > '0' and <= '9');

    private static string Cell(string[] row, int column) => column < row.Length ? row[column] : "";
}

/// <summary>Words and signs that say whether an amount is money in or out.</summary>
internal static class CsvDirection
{
    private const int Longest = 16;

    /// <summary>+1 for money in, -1 for money out, null for a word that says neither.</summary>
    public static int? Of(ReadOnlySpan<char> text)
    {
        text = text.Trim().TrimEnd('.');
        Span<char> word = stackalloc char[Longest];
        return text.Length > Longest ? null : word[..text.ToUpperInvariant(word)] switch
        {
            "CR" or "C" or "CREDIT" or "H" or "HABEN" or "+" or "BIJ" or "IN" or "INFLOW" or "I" or "DEPOSIT" or "CRDT" or "K" or "KREDIT" or "GUTSCHRIFT" or "UZNANIE" or "INCOMING" => 1,
            "DR" or "D" or "DEBIT" or "S" or "SOLL" or "-" or "AF" or "OUT" or "OUTFLOW" or "O" or "WITHDRAWAL" or "DBIT" or "DEBET" or "LASTSCHRIFT" or "OUTGOING" => -1,
            _ => null,
        };
    }
}
