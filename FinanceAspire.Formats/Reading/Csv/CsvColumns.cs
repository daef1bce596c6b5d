namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Decides what each column holds: by its header, and where that says nothing, by its content over the whole file.</summary>
internal static class CsvColumns
{
    public static CsvColumn[] Decide(CsvShape shape, ReadOptions options, List<string> evidence)
    {
        var rows = Rows(shape, options);
        var width = Math.Max(shape.Header.Count, rows.Count == 0 ? 0 : rows.Max(r => r.Length));
        var roles = new CsvColumn[width];
        var (payer, recipient) = CsvVocabulary.Sides(shape.Header);
        for (var i = 0; i < shape.Header.Count; i++)
        {
            if ((i == payer ? CsvColumn.Payer : i == recipient ? CsvColumn.Recipient : CsvVocabulary.Find(shape.Header[i]).Role) is { } known)
            {
                roles[i] = Unique(roles, known, i, rows, options);
                evidence.Add($"Column {i + 1} '{shape.Header[i]}' is read as {roles[i]}.");
            }
        }

        SpreadOverTwo(roles, shape.Header, rows);
        MoreText(roles, shape.Header, rows);
        PreferFilled(roles, rows);
        IgnoreEmptyMoney(roles, rows);
        if (Array.IndexOf(roles, CsvColumn.ForeignAmount) is >= 0 and var foreign && !roles.Any(IsMoney))
        {
            roles[foreign] = CsvColumn.Amount;
            if (Array.IndexOf(roles, CsvColumn.ForeignCurrency) is >= 0 and var code && !roles.Contains(CsvColumn.Currency))
            {
                roles[code] = CsvColumn.Currency;
            }
        }

        // What is net has no fee in it any more.
        if (Array.IndexOf(roles, CsvColumn.Fee) is >= 0 and var fee && roles.Index().Any(r => IsMoney(r.Item) && r.Index < shape.Header.Count && IsNet(shape.Header[r.Index])))
        {
            roles[fee] = CsvColumn.Ignore;
        }

        if (!roles.Contains(CsvColumn.Date))
        {
            FromContent(roles, rows, CsvColumn.Date, f => CsvDates.LooksLikeDate(f, options), evidence);
        }

        if (!roles.Any(IsMoney))
        {
            AmountFromContent(roles, shape.Header, rows, options, evidence);
        }

        DirectionFromContent(roles, rows, evidence);
        if (!Enumerable.Range(0, roles.Length).Any(i => roles[i] is CsvColumn.Payee or CsvColumn.Payer or CsvColumn.Description && (rows.Count == 0 || Filled(rows, i).Any())))
        {
            TextFromContent(roles, rows, options, evidence);
        }

        if (!roles.Contains(CsvColumn.Currency))
        {
            FromContent(roles, rows, CsvColumn.Currency, IsCurrency, evidence);
        }

        return roles;
    }

    /// <summary>The first rows; without a header only those with a date, since titles and totals are no part of the table.</summary>
    private static List<string[]> Rows(CsvShape shape, ReadOptions options)
    {
        var rows = shape.Rows.Take(500).Select(r => r.ToArray()).ToList();
        var dated = shape.HeaderIndex >= 0 ? [] : rows.FindAll(r => r.Any(f => CsvDates.LooksLikeDate(f, options)));
        // Three rows are too few to tell a table from what stands around it.
        return dated.Count > 3 ? dated : rows;
    }

    /// <summary>One header over two columns: "Change" above the currency, nothing above the amount beside it.</summary>
    private static void SpreadOverTwo(CsvColumn[] roles, IReadOnlyList<string> header, List<string[]> rows)
    {
        for (var i = 0; i + 1 < header.Count; i++)
        {
            if (CsvVocabulary.Find(header[i]).Role is { } role && (role is CsvColumn.Amount or CsvColumn.Balance) && header[i + 1].Length == 0
                && All(rows, i, IsCurrency) && All(rows, i + 1, f => CsvAmounts.LooksLikeAmount(f)))
            {
                roles[i + 1] = role;
                roles[i] = roles.Index().Any(r => r.Item == CsvColumn.Currency && r.Index != i) ? CsvColumn.Ignore : CsvColumn.Currency;
            }
        }
    }

    /// <summary>Texts in columns without a name, right after the text's own, belong to it.</summary>
    private static void MoreText(CsvColumn[] roles, IReadOnlyList<string> header, List<string[]> rows)
    {
        for (var i = 1; i < roles.Length; i++)
        {
            if (roles[i] == CsvColumn.Ignore && roles[i - 1] == CsvColumn.Description && header.Count > 0 && (i >= header.Count || header[i].Length == 0) && Filled(rows, i).Any(f => f.Any(char.IsLetter)))
            {
                roles[i] = CsvColumn.Description;
            }
        }
    }

    private static bool IsSame(List<string[]> rows, int column) => rows.TrueForAll(r => Cell(r, column) == Cell(rows[0], column));

    private static bool IsMoney(CsvColumn role) => role is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit;

    private static bool IsNet(string header) => Text.TextFolding.Key(header).Split(' ').Any(w => w is "net" or "netto" or "neto");

    private static bool IsCurrency(string text) => text.Length == 3 && Ledger.Amounts.Currencies.DecimalsOf(text.ToUpperInvariant()) is not null;

    /// <summary>An account's number, not a name: an IBAN, or digits in groups.</summary>
    private static bool IsNumberOfAccount(string text) => text.Count(char.IsAsciiDigit) >= 6 && text.Count(char.IsAsciiLetter) <= 8 && !text.Any(char.IsLower);

    /// <summary>A second date is the value date, a second name or text joins the text; a second amount is not read.</summary>
    private static CsvColumn Unique(CsvColumn[] roles, CsvColumn role, int column, List<string[]> rows, ReadOptions options)
    {
        if (role is CsvColumn.Date or CsvColumn.ValueDate && !Filled(rows, column).Any(f => CsvDates.LooksLikeNamedDate(f, options)) && rows.Count > 0)
        {
            // "Valuta" and "Data" are dates for one bank and something else for the next.
            return All(rows, column, f => f.Length == 3 && f.All(char.IsLetter)) ? CsvColumn.Currency : CsvColumn.Ignore;
        }

        // "Counterparty" is a name for one bank and a number for the next; a number in front of the date is the holder's own.
        role = role == CsvColumn.Payee && All(rows, column, IsNumberOfAccount) ? CsvColumn.CounterAccount
            : role == CsvColumn.CounterAccount && !roles.Contains(CsvColumn.Date) ? CsvColumn.Account : role;

        if (!roles.Contains(role) || role == CsvColumn.Description)
        {
            return role;
        }

        if (role == CsvColumn.Payee && Array.IndexOf(roles, role) is var other && rows.Count > 1 && IsSame(rows, other) && !IsSame(rows, column))
        {
            // The name that stands in every row is the holder's own.
            roles[other] = CsvColumn.Ignore;
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
    private static void AmountFromContent(CsvColumn[] roles, IReadOnlyList<string> header, List<string[]> rows, ReadOptions options, List<string> evidence)
    {
        bool IsAmount(string f) => CsvAmounts.LooksLikeAmount(f) && !CsvDates.LooksLikeDate(f, options) && f.Count(char.IsAsciiDigit) < 12;
        var numbers = Enumerable.Range(0, roles.Length).Where(i => roles[i] == CsvColumn.Ignore && !(i < header.Count && CsvVocabulary.IsNoAmount(header[i])) && Mostly(rows, i, IsAmount)).ToList();
        var money = numbers.Where(i => Filled(rows, i).Any(f => f.Contains('.', StringComparison.Ordinal) || f.Contains(',', StringComparison.Ordinal) || f.Contains('-', StringComparison.Ordinal))).ToList();
        var candidates = money.Count > 0 ? money : numbers;
        if (Followed(rows, candidates) is var (follows, balance, isBefore))
        {
            roles[follows] = CsvColumn.Amount;
            roles[balance] = isBefore ? CsvColumn.Ignore : CsvColumn.Balance;
            evidence.Add($"Column {balance + 1} grows by column {follows + 1} from row to row: balance and amount.");
            return;
        }

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

    /// <summary>The amount and the balance that follows it in all rows, down or up; the balance may be the one before the booking. Null where no two columns do.</summary>
    private static (int Amount, int Balance, bool IsBefore)? Followed(List<string[]> rows, List<int> columns)
    {
        if (rows.Count < 4)
        {
            return null;
        }

        var sign = rows.Sum(r => columns.Sum(c => CsvAmounts.Evidence(Cell(r, c)) switch { ',' => 1, '.' => -1, _ => 0 })) > 0 ? ',' : '.';
        var values = columns.ToDictionary(c => c, c => rows.ConvertAll(r => CsvAmounts.TryParse(Cell(r, c), sign, out var value) ? value : (decimal?)null));
        columns = columns.FindAll(c => values[c].TrueForAll(v => v is not null));
        foreach (var (amount, balance) in columns.SelectMany(a => columns.Where(b => b != a && values[b].Distinct().Count() > 1).Select(b => (a, b))))
        {
            var (a, b) = (values[amount], values[balance]);
            var steps = Enumerable.Range(1, rows.Count - 1);
            if (steps.All(i => b[i] - b[i - 1] == a[i]) || steps.All(i => b[i - 1] - b[i] == a[i - 1]))
            {
                return (amount, balance, false);
            }

            if (steps.All(i => b[i] - b[i - 1] == a[i - 1]) || steps.All(i => b[i - 1] - b[i] == a[i]))
            {
                return (amount, balance, true);
            }
        }

        return null;
    }

    private static void DirectionFromContent(CsvColumn[] roles, List<string[]> rows, List<string> evidence)
    {
        if (roles.Contains(CsvColumn.Direction) || !roles.Contains(CsvColumn.Amount) || rows.Count == 0)
        {
            return;
        }

        var column = Enumerable.Range(0, roles.Length).FirstOrDefault(
            i => roles[i] is CsvColumn.Ignore or CsvColumn.Category && Filled(rows, i).Count() == rows.Count && Filled(rows, i).All(f => CsvDirection.Of(f) is not null), -1);
        // "Expense", "Income" and "Transfer" over amounts without a sign: what says neither is named, not taken for money in.
        var amount = Array.IndexOf(roles, CsvColumn.Amount);
        if (column < 0 && !Filled(rows, amount).Any(f => f.AsSpan().ContainsAny('-', '(', '\u2212')))
        {
            column = Enumerable.Range(0, roles.Length).FirstOrDefault(
                i => roles[i] is CsvColumn.Ignore && Filled(rows, i).Count() == rows.Count && Filled(rows, i).Any(f => CsvDirection.Of(f) > 0) && Filled(rows, i).Any(f => CsvDirection.Of(f) < 0)
                    && Filled(rows, i).Count(f => CsvDirection.Of(f) is not null) * 2 > rows.Count, -1);
        }

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
            // What is the same in all rows says nothing of one.
            .OrderByDescending(i => rows.Count == 1 || Filled(rows, i).Distinct().Count() > 1)
            .ThenByDescending(i => Filled(rows, i).Average(f => f.Length)).FirstOrDefault(-1);
        if (column >= 0)
        {
            roles[column] = CsvColumn.Payee;
            evidence.Add($"Column {column + 1} holds the longest texts: the payee.");
        }
        else if (Array.IndexOf(roles, CsvColumn.Reference) is >= 0 and var reference && Filled(rows, reference).Any(f => f.Any(char.IsLetter)))
        {
            // Where there is no other text, the reference is what the bank has to say.
            roles[reference] = CsvColumn.Description;
        }
    }

    /// <summary>True where the column is filled somewhere, and fits wherever it is.</summary>
    private static bool All(List<string[]> rows, int column, Func<string, bool> fits) => Filled(rows, column).Any() && Filled(rows, column).All(fits);

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
            "CR" or "C" or "CREDIT" or "H" or "HABEN" or "+" or "BIJ" or "IN" or "INFLOW" or "I" or "DEPOSIT" or "CRDT" or "K" or "KREDIT" or "GUTSCHRIFT" or "UZNANIE" or "INCOMING" or "CRÉDITO" or "CREDITO" or "CRÉDIT" or "INCOME" or "RECEIVED" or "MONEY IN" or "PAID IN" or "EINNAHME" or "EINGANG" or "EINZAHLUNG" or "ENTRATA" or "ENTRADA" or "INGRESO" or "RECETTE" or "WPŁATA" or "ABONO" or "AVERE" or "BEVÉTEL" or "ПРИХОД" or "ЗАЧИСЛЕНИЕ" or "收入" or "入" or "入金" or "預入" or "입금" => 1,
            "DR" or "D" or "DEBIT" or "S" or "SOLL" or "-" or "AF" or "OUT" or "OUTFLOW" or "O" or "WITHDRAWAL" or "DBIT" or "DEBET" or "LASTSCHRIFT" or "OUTGOING" or "DÉBITO" or "DEBITO" or "DÉBIT" or "EXPENSE" or "SENT" or "MONEY OUT" or "PAID OUT" or "AUSGABE" or "AUSGANG" or "AUSZAHLUNG" or "BELASTUNG" or "USCITA" or "SAÍDA" or "SAIDA" or "EGRESO" or "GASTO" or "DÉPENSE" or "DEPENSE" or "WYPŁATA" or "OBCIĄŻENIE" or "CARGO" or "DARE" or "KIADÁS" or "РАСХОД" or "СПИСАНИЕ" or "支出" or "出" or "出金" or "支払い" or "출금" => -1,
            _ => null,
        };
    }
}
