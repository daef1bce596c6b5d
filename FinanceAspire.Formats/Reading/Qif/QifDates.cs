using System.Globalization;
using System.Text.RegularExpressions;

namespace FinanceAspire.Formats.Reading.Qif;

/// <summary>
/// The order of day, month and year, decided over the whole file. Quicken writes M/D'YY and M/D/YYYY; its translations and
/// many banks write day first, some year first.
/// </summary>
internal sealed partial class QifDates
{
    private static readonly (string Name, int Year, int Month, int Day)[] Orders = [("Y-M-D", 0, 1, 2), ("M/D/Y", 2, 0, 1), ("D/M/Y", 2, 1, 0), ("Y-D-M", 0, 2, 1)];

    private readonly (string Name, int Year, int Month, int Day) _order;
    private readonly ReadOptions _options;

    private QifDates((string Name, int Year, int Month, int Day) order, ReadOptions options) => (_order, _options) = (order, options);

    /// <summary>The one order that reads every date, with a warning where two do; null where none does.</summary>
    /// <param name="dates">As the file has them, in its order.</param>
    /// <param name="said">MDY, DMY or YMD, where the file says so itself.</param>
    /// <param name="hasComma">True where cents follow a comma.</param>
    /// <param name="options">Culture and today.</param>
    /// <param name="problems">Takes the warning.</param>
    public static QifDates? Decide(List<string> dates, string? said, bool hasComma, ReadOptions options, ProblemList problems)
    {
        var orders = Orders.Select(o => new QifDates(o, options)).ToList();
        // A date that no order reads says nothing of the others.
        var readable = dates.Where(d => Parts(d) is not null && orders.Exists(o => o.TryRead(d, out _))).ToList();
        var fitting = orders.FindAll(o => readable.TrueForAll(d => o.TryRead(d, out _)));
        if (fitting.Count == 0 || readable.Count == 0)
        {
            return readable.Count == 0 ? orders[0] : null;
        }

        if (fitting.Find(f => f._order.Name.Replace("/", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal) == said) is { } stated)
        {
            return stated;
        }

        // Nobody writes two digits of the year first as long as another order fits.
        var others = fitting.FindAll(f => f._order.Year != 0 || readable.TrueForAll(d => Parts(d)![0].Length == 4));
        fitting = others.Count > 0 ? others : fitting;
        // A four-digit year says where the year is; year, day, month is nobody's habit as long as another order fits.
        var first = fitting[0];
        if (first._order.Year == 0 || fitting.Find(f => f._order.Name == "M/D/Y") is not { } american || fitting.Find(f => f._order.Name == "D/M/Y") is not { } european)
        {
            return first;
        }

        // What settles it in a table settles it here: the order in which the dates run, points, a comma before the cents.
        var (runsAmerican, runsEuropean) = (american.RunsOneWay(readable), european.RunsOneWay(readable));
        if (readable.Count >= 3 && runsAmerican != runsEuropean)
        {
            return runsAmerican ? american : european;
        }

        if (hasComma || readable[0].Count('.') == 2)
        {
            return european;
        }

        var dayFirst = options.Culture.DateTimeFormat.ShortDatePattern.StartsWith('d') && !options.Culture.Equals(CultureInfo.InvariantCulture);
        first = dayFirst ? european : american;
        problems.Warn(0, ProblemCodes.AmbiguousDateOrder, $"Both month first and day first would fit every date of the file, such as '{readable[0]}'; they are read as {first._order.Name}. Look at the dates before you import.");
        return first;
    }

    private bool RunsOneWay(List<string> dates)
    {
        var (up, down, last) = (true, true, (DateOnly?)null);
        foreach (var text in dates)
        {
            TryRead(text, out var date);
            (up, down, last) = (up && !(date < last), down && !(date > last), date);
        }

        return up || down;
    }

    public bool TryRead(string text, out DateOnly date)
    {
        date = default;
        if (Parts(text) is not { } parts)
        {
            // 13 Feb 2025: a month that is spelt out says its own place.
            return text.Any(char.IsLetter) && Csv.CsvDates.TryParse(text, Csv.DateOrder.DayMonthYear, _options, out date);
        }

        var (y, m, d) = (parts[_order.Year], parts[_order.Month], parts[_order.Day]);
        if (y.Length is not (2 or 4) || m.Length > 2 || d.Length > 2)
        {
            return false;
        }

        var year = int.Parse(y, CultureInfo.InvariantCulture);
        if (y.Length == 2)
        {
            // No statement of the future: 26 is 2026, 87 is 1987.
            var limit = (_options.Today?.Year ?? 2049) + 1;
            year += 2000;
            year = year > limit ? year - 100 : year;
        }

        var (month, day) = (int.Parse(m, CultureInfo.InvariantCulture), int.Parse(d, CultureInfo.InvariantCulture));
        if (year is < 1900 or > 2999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Three numbers with any of / - . ' between them, and Quicken's padding blanks; or eight digits in a row.</summary>
    private static string[]? Parts(string text)
    {
        // A time of day behind it says nothing here.
        text = text.Contains(':', StringComparison.Ordinal) ? Time().Replace(text, "") : text;
        // Quicken pads the year with a blank: "8/31' 0" is the last day of August 2000.
        text = PaddedYear().Replace(text, "'0$1");
        var compact = Compact().Match(text);
        if (compact.Success)
        {
            return [compact.Groups[1].Value, compact.Groups[2].Value, compact.Groups[3].Value];
        }

        var match = Separated().Match(text);
        return match.Success ? [match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value] : null;
    }

    [GeneratedRegex(@"[T ]\s*\d{1,2}:\d{2}.*$")]
    private static partial Regex Time();

    [GeneratedRegex(@"'\s?(\d)\s*$")]
    private static partial Regex PaddedYear();

    [GeneratedRegex(@"^\s*(\d{1,4})\s?[/.\-']\s?(\d{1,2})\s?[/.\-']{1,2}\s?(\d{1,4})\s*$")]
    private static partial Regex Separated();

    [GeneratedRegex(@"^(\d{4})(\d{2})(\d{2})$")]
    private static partial Regex Compact();
}
