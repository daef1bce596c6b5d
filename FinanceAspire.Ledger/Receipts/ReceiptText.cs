using System.Globalization;
using System.Text;

namespace FinanceAspire.Ledger.Receipts;

/// <summary>What a receipt says of itself: the day and the sum, each null where nothing in the text looks like one.</summary>
public sealed record ReceiptGuess(DateOnly? Date, decimal? Amount);

/// <summary>Reads the text of an invoice or till slip. A guess and no more: a person sees it and may say otherwise.</summary>
public static class ReceiptText
{
    private static readonly string[] SumWords =
        ["total", "amount due", "balance due", "to pay", "summe", "gesamt", "zu zahlen", "zahlbetrag", "endbetrag", "rechnungsbetrag", "montant", "à payer", "totale", "importe", "totaal", "te betalen"];

    private static readonly string[] PartWords = ["subtotal", "sub-total", "sub total", "zwischensumme", "sous-total", "netto", "net total", "vat", "tax", "mwst", "ust", "tva", "iva", "btw"];

    private static readonly string[] DateWords = ["date", "datum", "fecha", "data"];

    private static readonly string[] DueWords = ["due", "fällig", "zahlbar", "échéance"];

    private static readonly (string Name, int Month)[] Months =
        [.. new[] { "en", "de", "fr", "es", "it", "nl" }.SelectMany(MonthNames).Distinct().OrderByDescending(m => m.Item1.Length)];

    /// <summary>The text as searches are compared with it: small letters, one space between words.</summary>
    public static string Words(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        return words.ToString().TrimEnd();
    }

    /// <summary>The sum that the text calls its total, and the day that it calls its date; else the largest sum and the first day.</summary>
    /// <param name="text">The text, line by line.</param>
    /// <param name="latest">No receipt is of a later day.</param>
    public static ReceiptGuess Guess(string text, DateOnly latest)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(GuessDate(lines, latest), GuessAmount(lines));
    }

    private static decimal? GuessAmount(string[] lines)
    {
        decimal? called = null, largest = null;
        for (var i = 0; i < lines.Length; i++)
        {
            // A label and its figure may stand on two lines.
            var isSum = IsSum(lines[i]) || (i > 0 && IsSum(lines[i - 1]) && !Amounts(lines[i - 1]).Any());
            foreach (var amount in Amounts(lines[i]))
            {
                largest = largest is null || amount > largest ? amount : largest;
                called = isSum && (called is null || amount > called) ? amount : called;
            }
        }

        return called ?? largest;
    }

    private static bool IsSum(string line) =>
        SumWords.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)) && !PartWords.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Figures with two decimals: <c>12.50</c>, <c>1.234,56</c>, <c>1'234.56</c>. Neither dates nor versions nor account numbers.</summary>
    private static IEnumerable<decimal> Amounts(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (!char.IsAsciiDigit(line[i]))
            {
                continue;
            }

            var end = i;
            while (end < line.Length && (char.IsAsciiDigit(line[end]) || (line[end] is '.' or ',' or '\'' or '’' && end + 1 < line.Length && char.IsAsciiDigit(line[end + 1]))))
            {
                end++;
            }

            var figure = line[i..end];
            var isPart = (i > 0 && (char.IsLetterOrDigit(line[i - 1]) || line[i - 1] is '/')) || (end < line.Length && line[end] is '%' or '/');
            i = end;
            if (!isPart && Amount(figure) is { } amount)
            {
                yield return amount;
            }
        }
    }

    private static decimal? Amount(string figure)
    {
        // At most 12 digits: more is a number of something, not a sum.
        if (figure.Length is < 4 or > 16 || figure[^3] is not ('.' or ','))
        {
            return null;
        }

        var groups = figure[..^3].Split('.', ',', '\'', '’');
        var isGrouped = groups.Length == 1 || (groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(g => g.Length == 3));
        return isGrouped && decimal.TryParse($"{string.Concat(groups)}.{figure[^2..]}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
    }

    private static DateOnly? GuessDate(string[] lines, DateOnly latest)
    {
        DateOnly? first = null;
        foreach (var line in lines)
        {
            if (Dates(line).Where(d => d <= latest && d.Year > latest.Year - 30).Select(d => (DateOnly?)d).FirstOrDefault() is not { } date)
            {
                continue;
            }

            var isDue = DueWords.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase));
            if (!isDue && DateWords.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)))
            {
                return date;
            }

            first ??= isDue ? null : date;
        }

        return first;
    }

    private static IEnumerable<DateOnly> Dates(string line)
    {
        var parts = Parts(line);
        for (var i = 0; i + 2 < parts.Count; i++)
        {
            var (a, b, c) = (parts[i], parts[i + 1], parts[i + 2]);
            var date = (a.Month, b.Month, c.Month) switch
            {
                (0, 0, 0) when a.Digits == 4 && a.Separator is '-' or '/' or '.' && b.Separator == a.Separator => Date(a.Number, b.Number, c.Number),
                (0, 0, 0) when a.Separator is '.' or '-' && b.Separator == a.Separator => Date(Year(c), b.Number, a.Number),
                // 03/04/2026 is April here and March there; who writes 04/13 has said.
                (0, 0, 0) when a.Separator is '/' && b.Separator is '/' => b.Number > 12 ? Date(Year(c), a.Number, b.Number) : Date(Year(c), b.Number, a.Number),
                (0, > 0, 0) when c.Digits == 4 => Date(c.Number, b.Month, a.Number),
                ( > 0, 0, 0) when c.Digits == 4 => Date(c.Number, a.Month, b.Number),
                _ => null,
            };
            if (date is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>A number, or the name of a month, and the one character after it.</summary>
    private sealed record Part(int Number, int Digits, int Month, char Separator);

    private static List<Part> Parts(string line)
    {
        var parts = new List<Part>();
        for (var i = 0; i < line.Length;)
        {
            var start = i;
            if (char.IsAsciiDigit(line[i]))
            {
                while (i < line.Length && char.IsAsciiDigit(line[i]))
                {
                    i++;
                }

                var number = i - start <= 4 ? int.Parse(line.AsSpan(start, i - start), CultureInfo.InvariantCulture) : 0;
                parts.Add(new(number, i - start, 0, i < line.Length ? line[i] : ' '));
            }
            else if (char.IsLetter(line[i]))
            {
                while (i < line.Length && char.IsLetter(line[i]))
                {
                    i++;
                }

                if (Array.Find(Months, m => line.AsSpan(start, i - start).Equals(m.Name, StringComparison.OrdinalIgnoreCase)) is { Month: > 0 } month)
                {
                    parts.Add(new(0, 0, month.Month, ' '));
                }
            }
            else
            {
                i++;
            }
        }

        return parts;
    }

    private static int Year(Part part) => part.Digits switch { 4 => part.Number, 2 => 2000 + part.Number, _ => 0 };

    private static DateOnly? Date(int year, int month, int day) =>
        year is >= 1900 and <= 2999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static IEnumerable<(string, int)> MonthNames(string language)
    {
        var format = CultureInfo.GetCultureInfo(language).DateTimeFormat;
        return Enumerable.Range(0, 12).SelectMany(m => new[] { format.MonthNames[m], format.AbbreviatedMonthNames[m].TrimEnd('.') }.Select(name => (name, m + 1)));
    }
}
