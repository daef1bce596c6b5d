namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>The two questions that no single row can answer, decided over all rows, with the row that proves it.</summary>
internal static class CsvDecisions
{
    public static DateOrder DateOrder(
        CsvShape shape, CsvColumn[] roles, ReadOptions options, List<string> evidence, List<string> ambiguities, ProblemList problems)
    {
        var column = Array.IndexOf(roles, CsvColumn.Date);
        if (column < 0)
        {
            return Csv.DateOrder.YearMonthDay;
        }

        var cells = shape.Rows.Where(r => column < r.Fields.Length && r.Fields[column].Length > 0).Select(r => (r.Line, Text: r.Fields[column])).ToList();
        var scores = Enum.GetValues<DateOrder>()
            .Select(order => (Order: order, Read: cells.Count(c => CsvDates.TryParse(c.Text, order, options, out _))))
            .Where(s => s.Read > 0).OrderByDescending(s => s.Read).ToList();
        if (scores.Count == 0)
        {
            return Csv.DateOrder.YearMonthDay;
        }

        var best = scores.Where(s => s.Read == scores[0].Read).Select(s => s.Order).ToList();
        // Year first with the day in the middle is so rare that it must be the only reading.
        if (best.Count > 1)
        {
            best.Remove(Csv.DateOrder.YearDayMonth);
        }

        var same = best.Count == 1 || cells.All(c => best.Select(o => CsvDates.TryParse(c.Text, o, options, out var d) ? d : default).Distinct().Count() == 1);
        if (same)
        {
            var proof = cells.FirstOrDefault(c => scores.Any(s => !best.Contains(s.Order) && !CsvDates.TryParse(c.Text, s.Order, options, out _)));
            evidence.Add(proof.Text is null ? $"Dates are read as {Words(best[0])}." : $"{proof.Text} on line {proof.Line} proves {Words(best[0])}.");
            return best[0];
        }

        // Banks list rows by date: the order in which the dates run without jumping back and forth is the right one.
        var ordered = best.Where(o => IsMonotone(cells.Select(c => CsvDates.TryParse(c.Text, o, options, out var d) ? d : default).ToList())).ToList();
        if (ordered.Count == 1 && cells.Count >= 3)
        {
            evidence.Add($"Only as {Words(ordered[0])} do the dates run in one direction.");
            return ordered[0];
        }

        var american = options.Culture.DateTimeFormat.ShortDatePattern.StartsWith('M') && !options.Culture.Equals(System.Globalization.CultureInfo.InvariantCulture);
        var chosen = american && best.Contains(Csv.DateOrder.MonthDayYear) ? Csv.DateOrder.MonthDayYear
            : best.Contains(Csv.DateOrder.DayMonthYear) ? Csv.DateOrder.DayMonthYear : best[0];
        ambiguities.Add("date_order");
        problems.Warn(cells[0].Line, ProblemCodes.AmbiguousDateOrder, $"Every date could be read in two ways ({cells[0].Text}). {Words(chosen)} is assumed: please check.", cells[0].Text);
        return chosen;
    }

    public static char DecimalSign(
        CsvShape shape, CsvColumn[] roles, ReadOptions options, List<string> evidence, List<string> ambiguities, ProblemList problems)
    {
        var columns = Enumerable.Range(0, roles.Length)
            .Where(i => roles[i] is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit or CsvColumn.Balance or CsvColumn.Fee).ToList();
        var cells = shape.Rows.SelectMany(r => columns.Where(i => i < r.Fields.Length && r.Fields[i].Length > 0).Select(i => (r.Line, Text: r.Fields[i]))).ToList();
        var point = cells.Where(c => CsvAmounts.Evidence(c.Text) == '.').Take(10_000).ToList();
        var comma = cells.Where(c => CsvAmounts.Evidence(c.Text) == ',').Take(10_000).ToList();
        if (point.Count != comma.Count)
        {
            var (sign, proof) = point.Count > comma.Count ? ('.', point[0]) : (',', comma[0]);
            var word = sign == '.' ? "point" : "comma";
            evidence.Add($"{proof.Text} on line {proof.Line} proves the decimal {word}.");
            return sign;
        }

        var open = cells.FirstOrDefault(c => CsvAmounts.IsOpen(c.Text));
        if (open.Text is null)
        {
            return '.';
        }

        // 3.000 with nothing else to go by: hardly any currency has three decimals, so the sign groups. But it is asked.
        var groups = open.Text.Contains('.', StringComparison.Ordinal) ? ',' : '.';
        ambiguities.Add("decimal_sign");
        problems.Warn(open.Line, ProblemCodes.AmbiguousDecimalSign, $"{open.Text} could be read with or without decimals. It is read as thousands: please check.", open.Text);
        return groups;
    }

    private static bool IsMonotone(List<DateOnly> dates) =>
        dates.Zip(dates.Skip(1)).All(p => p.First <= p.Second) || dates.Zip(dates.Skip(1)).All(p => p.First >= p.Second);

    private static string Words(DateOrder order) => order switch
    {
        Csv.DateOrder.YearMonthDay => "year, month, day",
        Csv.DateOrder.DayMonthYear => "day before month",
        Csv.DateOrder.MonthDayYear => "month before day",
        _ => "year, day, month",
    };
}
