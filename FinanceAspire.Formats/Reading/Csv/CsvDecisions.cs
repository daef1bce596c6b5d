using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>The questions that no single row can answer, decided over all rows, with the row that proves it, or asked.</summary>
internal static class CsvDecisions
{
    /// <summary>Cells that prove one decimal sign; more of them prove no more.</summary>
    private const int Enough = 10_000;

    /// <summary>A few credits in a row are nothing strange.</summary>
    private const int FewestForSign = 5;

    /// <summary>Days that the bookings of one file seldom span.</summary>
    private const int LongestFile = 3 * 366;

    private const int LongestKind = 20;

    private const int LongestThanks = 120;

    /// <summary>Kinds of rows that are money out, whatever the sign.</summary>
    private static readonly HashSet<string> Purchases = ["purchase", "card purchase", "kauf", "achat", "compra"];

    /// <summary>What an issuer writes beside what the holder has paid.</summary>
    private static readonly string[] Thanks =
        ["payment thank you", "payment received", "thank you for your payment", "thank you payment", "autopay payment", "directpay full balance", "zahlung erhalten", "zahlung besten dank", "pagamento recebido",
         "paiement merci", "paiement recu", "merci de votre paiement", "betaling ontvangen", "pago recibido gracias", "paymt thru e bank"];

    private static readonly DateOrder[] Orders = Enum.GetValues<DateOrder>();

    public static DateOrder DateOrder(
        CsvShape shape, CsvColumn[] roles, char decimalSign, ReadOptions options, List<string> evidence, List<string> ambiguities, ProblemList problems)
    {
        var column = Array.IndexOf(roles, CsvColumn.Date);
        if (column < 0)
        {
            return Csv.DateOrder.YearMonthDay;
        }

        var rows = shape.Rows.Where(r => !r[column].IsEmpty);
        // A bank writes its value dates as it writes its dates.
        var value = Array.IndexOf(roles, CsvColumn.ValueDate);
        var (cells, read) = (0, new int[Orders.Length]);
        foreach (var row in rows)
        {
            cells++;
            foreach (var order in Orders)
            {
                read[(int)order] += !CsvDates.TryParse(row[column], order, options, out _) ? 0
                    : value >= 0 && CsvDates.TryParse(row[value], order, options, out _) ? 2 : 1;
            }
        }

        var most = read.Max();
        if (most == 0)
        {
            return Csv.DateOrder.YearMonthDay;
        }

        var best = Orders.Where(o => read[(int)o] == most).ToList();
        // Year first with the day in the middle is so rare that it must be the only reading.
        if (best.Count > 1)
        {
            best.Remove(Csv.DateOrder.YearDayMonth);
        }

        // Two digits of the year come first in a few countries only: the other orders must make nonsense of the dates. Six digits
        // in a row are more often written so than not.
        if (best.Count > 1 && best.Contains(Csv.DateOrder.YearMonthDay) && CsvDates.HasShortYear(rows.First()[column]) && Date(rows.First(), best[0]) != Date(rows.First(), best[1]))
        {
            if (best.TrueForAll(o => o == Csv.DateOrder.YearMonthDay || Spread(o) > Math.Max(LongestFile, 4 * Spread(Csv.DateOrder.YearMonthDay))))
            {
                best = best.Exists(o => o != Csv.DateOrder.YearMonthDay && RunOneWay(rows.Select(r => Date(r, o)))) ? best : [Csv.DateOrder.YearMonthDay];
            }
            else if (rows.First()[column].Length != 6)
            {
                best.Remove(Csv.DateOrder.YearMonthDay);
            }
        }

        var same = best.Count == 1 || rows.All(r => best.TrueForAll(o => Date(r, o) == Date(r, best[0])));
        if (same)
        {
            var others = Orders.Where(o => read[(int)o] > 0 && !best.Contains(o)).ToList();
            var proof = rows.FirstOrDefault(r => others.Exists(o => Date(r, o) == default));
            evidence.Add(proof.Count == 0 ? $"Dates are read as {Words(best[0])}." : $"{proof[column]} on line {proof.Line} proves {Words(best[0])}.");
            return best[0];
        }

        // Banks list rows by date: the order in which the dates run without jumping back and forth is the right one.
        var ordered = best.Where(o => RunOneWay(rows.Select(r => Date(r, o)))).ToList();
        if (ordered.Count == 1 && cells >= 3)
        {
            evidence.Add($"Only as {Words(ordered[0])} do the dates run in one direction.");
            return ordered[0];
        }

        // Who writes the month first writes it with strokes, and a point before the cents.
        var isComma = decimalSign == ',' && !ambiguities.Contains("decimal_sign");
        if (best.Contains(Csv.DateOrder.DayMonthYear) && (isComma || rows.First()[column].Count('.') == 2))
        {
            evidence.Add(isComma ? "Where cents follow a comma, the day stands before the month." : "Where points stand in dates, the day stands before the month.");
            return Csv.DateOrder.DayMonthYear;
        }

        if (best.Contains(Csv.DateOrder.YearMonthDay) && !rows.First()[column].ContainsAny('/', '.'))
        {
            return Ask(Csv.DateOrder.YearMonthDay);
        }

        var american = options.Culture.DateTimeFormat.ShortDatePattern.StartsWith('M') && !options.Culture.Equals(System.Globalization.CultureInfo.InvariantCulture);
        var chosen = american && best.Contains(Csv.DateOrder.MonthDayYear) ? Csv.DateOrder.MonthDayYear
            : best.Contains(Csv.DateOrder.DayMonthYear) ? Csv.DateOrder.DayMonthYear : best[0];
        return Ask(chosen);

        DateOrder Ask(DateOrder assumed)
        {
            ambiguities.Add("date_order");
            var first = rows.First();
            problems.Warn(first.Line, ProblemCodes.AmbiguousDateOrder, $"Every date could be read in two ways ({first[column]}). {Words(assumed)} is assumed: please check.", first[column].ToString());
            return assumed;
        }

        int Spread(DateOrder order) => rows.Max(r => Date(r, order).DayNumber) - rows.Min(r => Date(r, order).DayNumber);

        DateOnly Date(CsvRecord row, DateOrder order) => CsvDates.TryParse(row[column], order, options, out var date) ? date : default;
    }

    public static char DecimalSign(
        CsvShape shape, CsvColumn[] roles, ReadOptions options, List<string> evidence, List<string> ambiguities, ProblemList problems)
    {
        var columns = Enumerable.Range(0, roles.Length)
            .Where(i => roles[i] is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit or CsvColumn.Balance or CsvColumn.Fee).ToList();
        var (point, comma, open) = (new List<(CsvRecord Row, int Column)>(), new List<(CsvRecord Row, int Column)>(), ((CsvRecord Row, int Column)?)null);
        foreach (var row in shape.Rows)
        {
            foreach (var column in columns)
            {
                var proven = CsvAmounts.Evidence(row[column]);
                if (proven != '\0' && (proven == '.' ? point : comma) is { Count: < Enough } proofs)
                {
                    proofs.Add((row, column));
                }
                else if (open is null && CsvAmounts.IsOpen(row[column]))
                {
                    open = (row, column);
                }
            }
        }

        if (point.Count != comma.Count)
        {
            var (sign, word, proof) = point.Count > comma.Count ? ('.', "point", point[0]) : (',', "comma", comma[0]);
            evidence.Add($"{proof.Row[proof.Column]} on line {proof.Row.Line} proves the decimal {word}.");
            return sign;
        }

        if (open is not { } first)
        {
            return '.';
        }

        // 3.000 with nothing else to go by: hardly any currency has three decimals, so the sign groups. But it is asked, unless
        // the file names a currency that settles it: the dinar of Kuwait has three, the yen has none.
        var text = first.Row[first.Column].ToString();
        var named = Array.IndexOf(roles, CsvColumn.Currency) is >= 0 and var code ? first.Row[code].ToString() : CurrencyOf(shape.Header, roles);
        if (named is not null && Ledger.Amounts.Currencies.DecimalsOf(named.ToUpperInvariant()) is 0 or 3)
        {
            var isThree = Ledger.Amounts.Currencies.DecimalsOf(named.ToUpperInvariant()) == 3;
            evidence.Add(isThree ? $"{named} has three decimals: {text} on line {first.Row.Line} is read so." : $"{named} has no decimals: {text} on line {first.Row.Line} is read so.");
            return text.Contains('.', StringComparison.Ordinal) == isThree ? '.' : ',';
        }

        ambiguities.Add("decimal_sign");
        problems.Warn(first.Row.Line, ProblemCodes.AmbiguousDecimalSign, $"{text} could be read with or without decimals. It is read as thousands: please check.", text);
        return text.Contains('.', StringComparison.Ordinal) ? ',' : '.';
    }

    /// <summary>
    /// Of a card's list of purchases, which are often written as positive, nothing says which way the money went: no sign on most
    /// rows, no balance, no column. It is read as written, and asked.
    /// </summary>
    public static void Sign(List<StatementLine> lines, IReadOnlyList<CsvColumn> roles, List<string> ambiguities, ProblemList problems)
    {
        if (lines.Count < FewestForSign || roles.Any(r => r is CsvColumn.Debit or CsvColumn.Credit or CsvColumn.Direction) || lines.Count(l => l.RunningBalance is not null) > 1
            || lines.Count(l => l.Amount > 0) * 4 < lines.Count * 3)
        {
            return;
        }

        ambiguities.Add("sign");
        problems.Warn(lines[0].Row, ProblemCodes.AmbiguousSign, "Most amounts are positive, so they are read as money in. If they are purchases with a card, say that money out is positive in this file: please check.");
    }

    /// <summary>
    /// True where the rows themselves say that money out is positive: purchases have no minus and payments have one, by the kind
    /// of each row, or the issuer thanks for payments with a minus among purchases without. Nobody but a card's issuer does so.
    /// </summary>
    public static bool IsCard(CsvShape shape, IReadOnlyList<CsvColumn> roles, List<StatementLine> lines, List<string> evidence)
    {
        if (roles.Any(r => r is CsvColumn.Debit or CsvColumn.Credit or CsvColumn.Direction) || lines.Count(l => l.RunningBalance is not null) > 1)
        {
            return false;
        }

        var kinds = Kinds(shape, roles);
        // Most files are of accounts, where nearly all is money out: their texts need not be looked through.
        if (kinds is null && lines.Count(l => l.Amount > 0) * 4 < lines.Count)
        {
            return false;
        }

        var (purchases, payments) = (new List<StatementLine>(), new List<StatementLine>());
        foreach (var line in lines)
        {
            if (kinds is not null && Purchases.Contains(kinds.GetValueOrDefault(line.Row, "")))
            {
                purchases.Add(line);
            }
            else if (IsThanks(line))
            {
                payments.Add(line);
            }
        }

        var rest = lines.Count - payments.Count;
        var areThanks = payments.Count > 0 && rest > 0 && lines.Count(l => l.Amount > 0) * 4 >= rest * 3;
        var arePurchases = purchases.Count > 0 && lines.Exists(l => l.Amount < 0) && CsvVocabulary.Quantity(shape.Header) < 0;
        if (!payments.TrueForAll(l => l.Amount < 0) || !purchases.TrueForAll(l => l.Amount > 0) || (!areThanks && !arePurchases))
        {
            return false;
        }

        evidence.Add(payments.Count > 0
            ? $"A payment to the card with a minus on line {payments[0].Row} proves that money out is positive in this file; all amounts are turned round."
            : $"A purchase without a minus on line {purchases[0].Row} proves that money out is positive in this file; all amounts are turned round.");
        return true;
    }

    /// <summary>What kind each row is, by its line; null where no column is named for it.</summary>
    private static Dictionary<int, string>? Kinds(CsvShape shape, IReadOnlyList<CsvColumn> roles)
    {
        var column = shape.Header.Index().Where(h => TextFolding.Key(h.Item) is "type" or "transaction type" && roles.ElementAtOrDefault(h.Index) is CsvColumn.Ignore or CsvColumn.Description)
            .Select(h => h.Index).FirstOrDefault(-1);
        if (column < 0)
        {
            return null;
        }

        var kinds = new Dictionary<int, string>();
        foreach (var row in shape.Rows)
        {
            kinds.TryAdd(row.Line, row[column].Length <= LongestKind ? TextFolding.Key(row[column].ToString()) : "");
        }

        return kinds;
    }

    private static bool IsThanks(StatementLine line) =>
        line.Payee.Length + line.Description.Length <= LongestThanks && TextFolding.Key($"{line.Payee} {line.Description}") is var text && Thanks.Any(t => text.Contains(t, StringComparison.Ordinal));

    /// <summary>The currency that the header of an amount mentions, else any other; null where none does.</summary>
    public static string? CurrencyOf(IReadOnlyList<string> header, IReadOnlyList<CsvColumn> roles)
    {
        var amounts = header.Index().Where(h => roles.ElementAtOrDefault(h.Index) is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit).Select(h => h.Item).ToList();
        return amounts.Select(CsvVocabulary.CurrencyOf).FirstOrDefault(c => c is not null)
            ?? amounts.Concat(header).Select(h => CsvVocabulary.Find(h).Currency).FirstOrDefault(c => c is not null);
    }

    private static bool RunOneWay(IEnumerable<DateOnly> dates)
    {
        var (up, down, last) = (true, true, (DateOnly?)null);
        foreach (var date in dates)
        {
            (up, down, last) = (up && !(date < last), down && !(date > last), date);
        }

        return up || down;
    }

    private static string Words(DateOrder order) => order switch
    {
        Csv.DateOrder.YearMonthDay => "year, month, day",
        Csv.DateOrder.DayMonthYear => "day before month",
        Csv.DateOrder.MonthDayYear => "month before day",
        _ => "year, day, month",
    };
}
