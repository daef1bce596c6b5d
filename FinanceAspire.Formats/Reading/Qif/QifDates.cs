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
    private readonly DateOnly? _today;

    private QifDates((string Name, int Year, int Month, int Day) order, DateOnly? today) => (_order, _today) = (order, today);

    /// <summary>The one order that reads every date, with a warning where two do; null where none does.</summary>
    public static QifDates? Decide(List<string> dates, ReadOptions options, ProblemList problems)
    {
        var readable = dates.Where(d => Parts(d) is not null).ToList();
        var fitting = Orders.Select(o => new QifDates(o, options.Today)).Where(o => readable.All(d => o.TryRead(d, out _))).ToList();
        if (fitting.Count == 0)
        {
            return readable.Count == 0 ? new QifDates(Orders[0], options.Today) : null;
        }

        // A four-digit year says where the year is; year, day, month is nobody's habit as long as another order fits.
        var first = fitting[0];
        if (fitting.Count > 1 && fitting.Exists(f => f._order.Name == "M/D/Y") && fitting.Exists(f => f._order.Name == "D/M/Y") && first._order.Year != 0)
        {
            var dayFirst = options.Culture.DateTimeFormat.ShortDatePattern.StartsWith('d') && options.Culture != CultureInfo.InvariantCulture;
            first = fitting.First(f => f._order.Name == (dayFirst ? "D/M/Y" : "M/D/Y"));
            problems.Warn(0, ProblemCodes.AmbiguousDateOrder, $"Both month first and day first would fit every date of the file, such as '{readable[0]}'; they are read as {first._order.Name}. Look at the dates before you import.");
        }

        return first;
    }

    public bool TryRead(string text, out DateOnly date)
    {
        date = default;
        if (Parts(text) is not { } parts)
        {
            return false;
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
            var limit = (_today?.Year ?? 2049) + 1;
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

    [GeneratedRegex(@"'\s?(\d)\s*$")]
    private static partial Regex PaddedYear();

    [GeneratedRegex(@"^\s*(\d{1,4})\s?[/.\-']\s?(\d{1,2})\s?[/.\-']\s?(\d{1,4})\s*$")]
    private static partial Regex Separated();

    [GeneratedRegex(@"^(\d{4})(\d{2})(\d{2})$")]
    private static partial Regex Compact();
}
