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
        var original = CsvVocabulary.Original(shape.Header);
        // Account numbers of both sides name nobody, and one of them is the holder's.
        var areNumbers = payer >= 0 && Filled(rows, payer).Concat(Filled(rows, recipient)).Any() && Filled(rows, payer).Concat(Filled(rows, recipient)).All(IsNumberOfAccount);
        for (var i = 0; i < shape.Header.Count; i++)
        {
            if (areNumbers && (i == payer || i == recipient))
            {
                continue;
            }

            if ((i == payer ? CsvColumn.Payer : i == original ? CsvColumn.ForeignAmount : i == recipient ? CsvColumn.Recipient : CsvVocabulary.Find(shape.Header[i]).Role) is { } known)
            {
                roles[i] = Unique(roles, known, i, rows, options);
                evidence.Add($"Column {i + 1} '{shape.Header[i]}' is read as {roles[i]}.");
            }
        }

        SpreadOverTwo(roles, shape.Header, rows);
        MoreText(roles, shape.Header, rows);
        PreferFilled(roles, rows, options);
        IgnoreEmptyMoney(roles, rows);
        PreferWhole(roles, shape.Header, rows);
        if (Array.IndexOf(roles, CsvColumn.ForeignAmount) is >= 0 and var foreign && !roles.Any(IsMoney))
        {
            roles[foreign] = CsvColumn.Amount;
            if (Array.IndexOf(roles, CsvColumn.ForeignCurrency) is >= 0 and var code && !roles.Contains(CsvColumn.Currency))
            {
                roles[code] = CsvColumn.Currency;
            }
        }

        // What is net has no fee in it any more.
        if (Array.IndexOf(roles, CsvColumn.Fee) is >= 0 and var fee
            && (IsWithCosts(roles, shape.Header, rows) || roles.Index().Any(r => IsMoney(r.Item) && r.Index < shape.Header.Count && IsNet(shape.Header[r.Index]))))
        {
            roles[fee] = CsvColumn.Ignore;
        }

        if (!roles.Contains(CsvColumn.Date))
        {
            FromContent(roles, rows, CsvColumn.Date, f => CsvDates.LooksLikeDate(f, options), evidence);
        }

        if (Array.IndexOf(roles, CsvColumn.Account) is >= 0 and var account && !roles.Contains(CsvColumn.CounterAccount) && IsOfOthers(roles, account, rows))
        {
            roles[account] = CsvColumn.CounterAccount;
        }

        if (Array.IndexOf(roles, CsvColumn.CounterAccount) is >= 0 and var counter && !roles.Contains(CsvColumn.Account) && IsOfHolder(roles, counter, rows))
        {
            roles[counter] = CsvColumn.Account;
        }

        if (!roles.Any(IsMoney))
        {
            AmountFromContent(roles, shape.Header, rows, options, evidence);
        }

        DirectionFromContent(roles, rows, evidence);
        if (!Enumerable.Range(0, roles.Length).Any(i => roles[i] is CsvColumn.Payee or CsvColumn.Payer or CsvColumn.Description && (rows.Count == 0 || Filled(rows, i).Any())))
        {
            TextFromContent(roles, rows, options, evidence);
            if (shape.Header.Count == 0)
            {
                MoreFromContent(roles, rows, options);
            }
        }

        if (!roles.Contains(CsvColumn.Currency))
        {
            FromContent(roles, rows, CsvColumn.Currency, IsCurrency, evidence);
        }

        CurrencyBeside(roles, rows);

        // "Amount (EUR)" is of euros; a code beside the original amount is that amount's.
        if (Array.IndexOf(roles, CsvColumn.Currency) is >= 0 and var currency && roles.Contains(CsvColumn.ForeignAmount) && !roles.Contains(CsvColumn.ForeignCurrency)
            && Array.IndexOf(roles, CsvColumn.ForeignAmount) < currency && Array.FindIndex(roles, IsMoney) is >= 0 and var money && money < shape.Header.Count
            && CsvVocabulary.Find(shape.Header[money]).Currency is not null)
        {
            roles[currency] = CsvColumn.ForeignCurrency;
        }

        if (!roles.Contains(CsvColumn.Status)
            && Enumerable.Range(0, roles.Length).FirstOrDefault(i => roles[i] == CsvColumn.Ignore && Filled(rows, i).Any(f => CsvRows.IsPending(f)) && Filled(rows, i).Distinct().Count() <= FewWords, -1) is >= 0 and var status)
        {
            roles[status] = CsvColumn.Status;
            evidence.Add($"Column {status + 1} says which rows are pending.");
        }

        return roles;
    }

    /// <summary>
    /// True for a broker's amounts, which have the costs in them: quantity times price is another sum. Where it is the amount
    /// itself, the costs come on top.
    /// </summary>
    private static bool IsWithCosts(CsvColumn[] roles, IReadOnlyList<string> header, List<string[]> rows)
    {
        var (fee, amount) = (Array.IndexOf(roles, CsvColumn.Fee), Array.IndexOf(roles, CsvColumn.Amount));
        var (quantity, price) = (CsvVocabulary.Quantity(header), CsvVocabulary.Price(header));
        return amount >= 0 && quantity >= 0 && price >= 0 && !rows.Exists(r =>
            Counts(r, fee) && TryNumber(Cell(r, quantity), out var n) && TryNumber(Cell(r, price), out var one) && TryNumber(Cell(r, amount), out var sum) && one != 0
            && Math.Abs(Math.Abs(n * one) - Math.Abs(sum)) < 0.01m);
    }

    /// <summary>Where the decimal sign is not settled yet.</summary>
    private static bool TryNumber(string text, out decimal number) => CsvAmounts.TryParse(text, CsvAmounts.Evidence(text) == ',' ? ',' : '.', out number);

    /// <summary>True for one account number in every row, beside the names of at least three others.</summary>
    private static bool IsOfHolder(CsvColumn[] roles, int column, List<string[]> rows) =>
        All(rows, column, IsNumberOfAccount) && IsSame(rows, column)
        && Array.IndexOf(roles, CsvColumn.Payee) is >= 0 and var payee && Filled(rows, payee).Distinct(StringComparer.OrdinalIgnoreCase).Count() >= FewestOthers;

    /// <summary>An amount that only some rows have is another's, and a subtotal gives way to the total, in which the fees are.</summary>
    private static void PreferWhole(CsvColumn[] roles, IReadOnlyList<string> header, List<string[]> rows)
    {
        var amount = Array.IndexOf(roles, CsvColumn.Amount);
        if (amount < 0 || amount >= header.Count || roles.Any(r => r is CsvColumn.Debit or CsvColumn.Credit))
        {
            return;
        }

        var filled = Filled(rows, amount).Count();
        var isSubtotal = CsvVocabulary.IsSubtotal(header[amount]);
        var whole = Enumerable.Range(0, Math.Min(header.Count, roles.Length)).FirstOrDefault(
            i => roles[i] == CsvColumn.Ignore && CsvVocabulary.Find(header[i]).Role == CsvColumn.Amount && Filled(rows, i).Count() is var count
                && (isSubtotal ? count == filled && CsvVocabulary.IsTotal(header[i]) : count > filled), -1);
        if (whole < 0)
        {
            return;
        }

        roles[amount] = isSubtotal || roles.Contains(CsvColumn.ForeignAmount) ? CsvColumn.Ignore : CsvColumn.ForeignAmount;
        roles[whole] = CsvColumn.Amount;
        if (isSubtotal && Array.IndexOf(roles, CsvColumn.Fee) is >= 0 and var fee)
        {
            roles[fee] = CsvColumn.Ignore;
        }
    }

    /// <summary>Of several columns of currencies, the one beside the amount is the amount's.</summary>
    private static void CurrencyBeside(CsvColumn[] roles, List<string[]> rows)
    {
        var (amount, currency) = (Array.IndexOf(roles, CsvColumn.Amount), Array.IndexOf(roles, CsvColumn.Currency));
        if (amount < 0 || currency < 0)
        {
            return;
        }

        var beside = new[] { amount + 1, amount - 1 }.FirstOrDefault(i => i >= 0 && i < roles.Length && roles[i] == CsvColumn.Ignore && All(rows, i, IsCurrency), -1);
        if (beside >= 0 && (Math.Abs(amount - currency) != 1 || Filled(rows, beside).Count() > Filled(rows, currency).Count()))
        {
            var isForeign = Array.IndexOf(roles, CsvColumn.ForeignAmount) is >= 0 and var foreign && Math.Abs(foreign - currency) == 1 && !roles.Contains(CsvColumn.ForeignCurrency);
            (roles[currency], roles[beside]) = (isForeign ? CsvColumn.ForeignCurrency : CsvColumn.Ignore, CsvColumn.Currency);
        }
    }

    /// <summary>True for account numbers that some bookings lack: the holder's own stands in every row.</summary>
    private static bool IsOfOthers(CsvColumn[] roles, int column, List<string[]> rows)
    {
        var dated = Array.IndexOf(roles, CsvColumn.Date) is >= 0 and var date ? rows.FindAll(r => Cell(r, date).Length > 0) : [];
        return All(dated, column, IsNumberOfAccount) && dated.Exists(r => Cell(r, column).Length == 0) && Array.FindIndex(roles, r => r is CsvColumn.Payee) is >= 0 and var payee && payee < column;
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

    private const int FewestForSteps = 4;

    /// <summary>Names that one account cannot have; the holder's savings are moved to one.</summary>
    private const int FewestOthers = 3;

    /// <summary>What a column that says pending or booked has to say at most.</summary>
    private const int FewWords = 4;

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

        var isOwn = role == CsvColumn.Account;
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

        if (isOwn && Filled(rows, column).Count() == rows.Count && Array.IndexOf(roles, role) is var named && !All(rows, named, IsNumberOfAccount) && All(rows, column, IsNumberOfAccount))
        {
            // A number is found again whatever the account is called.
            roles[named] = CsvColumn.Ignore;
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
    private static void PreferFilled(CsvColumn[] roles, List<string[]> rows, ReadOptions options)
    {
        var (date, value) = (Array.IndexOf(roles, CsvColumn.Date), Array.IndexOf(roles, CsvColumn.ValueDate));
        if (date >= 0 && value < 0 && Enumerable.Range(0, roles.Length).FirstOrDefault(
            i => roles[i] == CsvColumn.Ignore && Filled(rows, i).Count() > 2 * Filled(rows, date).Count() && All(rows, i, f => CsvDates.LooksLikeDate(f, options)), -1) is >= 0 and var other)
        {
            (roles[date], roles[other]) = (CsvColumn.ValueDate, CsvColumn.Date);
            return;
        }

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

        // "CAD$" beside "USD$": money in one currency and in another, not money out and in.
        var ofCurrencies = candidates.FindAll(c => c < header.Count && CsvVocabulary.IsCurrency(header[c]));
        if (ofCurrencies.Count > 0)
        {
            foreach (var amount in ofCurrencies)
            {
                roles[amount] = CsvColumn.Amount;
                evidence.Add($"Column {amount + 1} '{header[amount]}' is read as {CsvColumn.Amount}.");
            }

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
        if (rows.Count < 2)
        {
            return null;
        }

        var sign = rows.Sum(r => columns.Sum(c => CsvAmounts.Evidence(Cell(r, c)) switch { ',' => 1, '.' => -1, _ => 0 })) > 0 ? ',' : '.';
        var values = columns.ToDictionary(c => c, c => rows.ConvertAll(r => CsvAmounts.TryParse(Cell(r, c), sign, out var value) ? value : (decimal?)null));
        columns = columns.FindAll(c => values[c].TrueForAll(v => v is not null));
        if (rows.Count < FewestForSteps)
        {
            // Few rows follow by chance; the balance before and the one after a booking do not.
            return columns.SelectMany(a => columns.SelectMany(f => columns.Where(l => a != f && a != l && f != l).Select(l => (Amount: a, From: f, To: l))))
                .Where(c => Enumerable.Range(0, rows.Count).All(i => values[c.From][i] + values[c.Amount][i] == values[c.To][i] && values[c.Amount][i] != 0)
                    && Enumerable.Range(1, rows.Count - 1).All(i => values[c.To][i - 1] == values[c.From][i] || values[c.To][i] == values[c.From][i - 1]))
                .Select(c => ((int Amount, int Balance, bool IsBefore)?)(c.Amount, c.To, false)).FirstOrDefault();
        }

        var pairs = columns.SelectMany(a => columns.Where(b => b != a && values[b].Distinct().Count() > 1).Select(b => (Amount: a, Balance: b))).ToList();
        var steps = Enumerable.Range(1, rows.Count - 1).ToList();
        foreach (var (amount, balance) in pairs)
        {
            var (a, b) = (values[amount], values[balance]);
            if (steps.TrueForAll(i => b[i] - b[i - 1] == a[i]) || steps.TrueForAll(i => b[i - 1] - b[i] == a[i - 1]))
            {
                return (amount, balance, false);
            }
        }

        foreach (var (amount, balance) in pairs)
        {
            var (a, b) = (values[amount], values[balance]);
            if (steps.TrueForAll(i => b[i] - b[i - 1] == a[i - 1]) || steps.TrueForAll(i => b[i - 1] - b[i] == a[i]))
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
            i => roles[i] is CsvColumn.Ignore or CsvColumn.Category or CsvColumn.Description && Filled(rows, i).Count() == rows.Count && Filled(rows, i).All(f => CsvDirection.Of(f) is not null)
                && IsDirection(roles, i, rows), -1);
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

    /// <summary>
    /// False for words beside amounts that have their signs already, which leave the words nothing to say; for a dash in every
    /// row, which says that there is nothing; and for the only text.
    /// </summary>
    private static bool IsDirection(CsvColumn[] roles, int column, List<string[]> rows)
    {
        var amount = Array.IndexOf(roles, CsvColumn.Amount);
        static bool HasMinus(string text) => text.AsSpan().ContainsAny('-', '(', '\u2212');
        var haveSigns = rows.Exists(r => HasMinus(Cell(r, amount)));
        if (roles[column] == CsvColumn.Description && (haveSigns || !roles.Index().Any(r => r.Index != column && r.Item is CsvColumn.Payee or CsvColumn.Payer or CsvColumn.Description)))
        {
            return false;
        }

        // Where the signs say the same there is nothing to learn from the words; where most of the money out has none, they are reversals.
        var outs = rows.FindAll(r => Counts(r, amount) && CsvDirection.Of(Cell(r, column)) < 0);
        return !(IsSame(rows, column) && Cell(rows[0], column) is "-" or "+") && (!haveSigns || outs.Count(r => HasMinus(Cell(r, amount))) * 2 < outs.Count);
    }

    /// <summary>Without a header: numbers of accounts, and the other texts that differ from row to row.</summary>
    private static void MoreFromContent(CsvColumn[] roles, List<string[]> rows, ReadOptions options)
    {
        for (var i = 0; i < roles.Length; i++)
        {
            if (roles[i] != CsvColumn.Ignore || rows.Count < 2)
            {
                continue;
            }

            if (All(rows, i, f => IsNumberOfAccount(f) && f.Any(char.IsAsciiLetter) && !CsvDates.LooksLikeNamedDate(f, options)))
            {
                var role = IsSame(rows, i) && !roles.Contains(CsvColumn.Account) ? CsvColumn.Account : CsvColumn.CounterAccount;
                roles[i] = roles.Contains(role) ? CsvColumn.Ignore : role;
            }
            else if (!IsSame(rows, i) && All(rows, i, f => !CsvDates.LooksLikeDate(f, options) && !CsvAmounts.LooksLikeAmount(f)) && Filled(rows, i).Average(f => f.Count(char.IsLetter)) >= ShortestText)
            {
                roles[i] = CsvColumn.Description;
            }
        }

        // Whose account it is stands beside it.
        if (Array.IndexOf(roles, CsvColumn.CounterAccount) is >= 0 and var counter && Array.IndexOf(roles, CsvColumn.Payee) is >= 0 and var payee
            && new[] { counter + 1, counter - 1 }.FirstOrDefault(i => i >= 0 && i < roles.Length && roles[i] == CsvColumn.Description, -1) is >= 0 and var name)
        {
            (roles[payee], roles[name]) = (CsvColumn.Description, CsvColumn.Payee);
        }
    }

    /// <summary>Letters of a text; a code of the bank has fewer.</summary>
    private const int ShortestText = 5;

    private static void TextFromContent(CsvColumn[] roles, List<string[]> rows, ReadOptions options, List<string> evidence)
    {
        var column = Enumerable.Range(0, roles.Length)
            .Where(i => roles[i] == CsvColumn.Ignore && Filled(rows, i).Any(f => f.Any(char.IsLetter) && !CsvDates.LooksLikeDate(f, options)) && !All(rows, i, IsNumberOfAccount))
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
        var fitting = filled.Count(fits);
        // A row above the table may stand among few.
        return filled.Count > 0 && (fitting >= filled.Count * 0.8 || (fitting >= 3 && fitting == filled.Count - 1));
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
            "CR" or "C" or "CREDIT" or "H" or "HABEN" or "+" or "BIJ" or "IN" or "INFLOW" or "I" or "DEPOSIT" or "CRDT" or "K" or "KREDIT" or "GUTSCHRIFT" or "UZNANIE" or "INCOMING" or "CRÉDITO" or "CREDITO" or "CRÉDIT" or "INCOME" or "INC" or "TRANSFER-IN" or "TRANSFER IN" or "RECEIVED" or "MONEY IN" or "PAID IN" or "EINNAHME" or "EINGANG" or "EINZAHLUNG" or "ENTRATA" or "ENTRADA" or "INGRESO" or "RECETTE" or "WPŁATA" or "ABONO" or "AVERE" or "BEVÉTEL" or "ПРИХОД" or "ЗАЧИСЛЕНИЕ" or "收入" or "入" or "入金" or "預入" or "입금" => 1,
            "DR" or "D" or "DEBIT" or "S" or "SOLL" or "-" or "AF" or "OUT" or "OUTFLOW" or "O" or "WITHDRAWAL" or "DBIT" or "DEBET" or "LASTSCHRIFT" or "OUTGOING" or "DÉBITO" or "DEBITO" or "DÉBIT" or "EXPENSE" or "EXP" or "TRANSFER-OUT" or "TRANSFER OUT" or "SENT" or "MONEY OUT" or "PAID OUT" or "AUSGABE" or "AUSGANG" or "AUSZAHLUNG" or "BELASTUNG" or "USCITA" or "SAÍDA" or "SAIDA" or "EGRESO" or "GASTO" or "DÉPENSE" or "DEPENSE" or "WYPŁATA" or "OBCIĄŻENIE" or "CARGO" or "DARE" or "KIADÁS" or "РАСХОД" or "СПИСАНИЕ" or "支出" or "出" or "出金" or "支払い" or "출금" => -1,
            _ => null,
        };
    }
}
