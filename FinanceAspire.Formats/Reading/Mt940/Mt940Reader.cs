using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Mt940;

/// <summary>
/// Reads MT940 and MT942 (SWIFT Standards, category 9) in the dialects that banks hand to customers: with and without SWIFT
/// blocks, several messages a file, broken lines, points as decimal signs, texts in several <c>:86:</c> fields.
/// </summary>
internal sealed partial class Mt940Reader
{
    private sealed record Field(int Line, string Tag, string Text);

    private readonly ProblemList _problems = new();
    private readonly List<Statement> _statements = [];
    private readonly List<StatementLine> _lines = [];
    private Statement? _open;
    private (int Line, StatementLine Line61, string Text)? _booked;
    private bool _isClosed;

    public static ReadResult Read(string text, CancellationToken cancellationToken) => new Mt940Reader().ReadAll(text, cancellationToken);

    private ReadResult ReadAll(string text, CancellationToken cancellationToken)
    {
        foreach (var field in Fields(text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read(field);
        }

        EndStatement();
        if (_statements.Count == 0)
        {
            _problems.Fatal(ProblemCodes.NotAStatement, "The file holds none of the fields of an MT940 statement.");
        }

        return new ReadResult { Format = "mt940", Statements = _statements, Problems = _problems.ToList() };
    }

    private void Read(Field field)
    {
        switch (field.Tag)
        {
            case "20":
                EndStatement();
                _open = New();
                break;
            case "25" or "25P":
                Open();
                var account = Account(field.Text);
                _open = _open! with { Account = account };
                break;
            case "60F" or "60M":
                // A message without :20: begins with its opening balance.
                if (_isClosed)
                {
                    EndStatement();
                }

                Open();
                if (Balance(field) is { } opening)
                {
                    _open = _open! with { Currency = opening.Currency, Opening = _open.Opening ?? new(opening.Amount, opening.Date) };
                }

                break;
            case "61":
                EndLine();
                Open();
                Booking(field);
                break;
            case "86":
                if (_booked is { } booked && !_isClosed)
                {
                    _booked = booked with { Text = booked.Text.Length == 0 ? field.Text : $"{booked.Text}\n{field.Text}" };
                }

                break;
            case "NS":
                if (_booked is { } named && !_isClosed)
                {
                    _booked = named with { Line61 = Mt940Text.Structured(named.Line61, field.Text) };
                }

                break;
            case "62F" or "62M":
                EndLine();
                Open();
                _isClosed = true;
                if (Balance(field) is { } closing)
                {
                    _open = _open! with { Currency = _open.Currency ?? closing.Currency, Closing = new(closing.Amount, closing.Date) };
                }

                break;
            case "34F" when _open is { Currency: null } open && field.Text.Length >= 3:
                // MT942: the limit names the currency.
                _open = open with { Currency = field.Text[..3], Format = "mt942" };
                break;
            default:
                break;
        }
    }

    private void Open() => _open ??= New();

    private static Statement New() => new() { Format = "mt940" };

    private void EndStatement()
    {
        EndLine();
        if (_open is { } open)
        {
            var lines = _lines.ToList();
            _statements.Add(open with
            {
                Lines = lines,
                From = open.Opening?.Date ?? (lines.Count > 0 ? lines.Min(l => l.Date) : null),
                To = open.Closing?.Date ?? (lines.Count > 0 ? lines.Max(l => l.Date) : null),
            });
        }

        (_open, _isClosed) = (null, false);
        _lines.Clear();
    }

    private void EndLine()
    {
        if (_booked is { } booked)
        {
            _lines.Add(Mt940Text.Into(booked.Line61, booked.Text));
        }

        _booked = null;
    }

    private void Booking(Field field)
    {
        var parts = field.Text.Split('\n', 2);
        // Some banks break the line inside of its fixed part.
        var match = Line61().Match(parts[0]);
        if (!match.Success && parts.Length > 1)
        {
            parts = [field.Text.Replace("\n", "", StringComparison.Ordinal)];
            match = Line61().Match(parts[0]);
        }

        if (!match.Success)
        {
            match = Line61().Match(InCapitals(parts[0]));
        }

        if (!match.Success)
        {
            _problems.Error(field.Line, ProblemCodes.BadRecord, "The line :61: cannot be read.", field.Text);
            return;
        }

        if (!TryDate(match.Groups["value"].Value, out var value))
        {
            _problems.Error(field.Line, ProblemCodes.BadDate, $"'{match.Groups["value"].Value}' is no date.", field.Text);
            return;
        }

        if (!Ofx.OfxValues.TryAmount(match.Groups["amount"].Value, out var amount))
        {
            _problems.Error(field.Line, ProblemCodes.BadAmount, $"'{match.Groups["amount"].Value}' is no amount.", field.Text);
            return;
        }

        var mark = match.Groups["mark"].Value;
        var reference = match.Groups["reference"].Value.Split("//", 2);
        var bank = reference.Length > 1 ? reference[1].Trim() : "";
        var customer = reference[0].Trim();
        _booked = (field.Line, new StatementLine
        {
            Row = field.Line,
            Date = EntryDate(match.Groups["entry"].Value, value) ?? value,
            ValueDate = value,
            // RC takes a credit back, RD a debit; E marks what is expected.
            Amount = mark is "C" or "RD" or "EC" or "CR" ? amount : -amount,
            BankId = BankIds.Of(bank),
            // EREF and PREF say where the reference stands: in the text.
            Reference = customer is "" or "EREF" or "PREF" || customer.Equals("NONREF", StringComparison.OrdinalIgnoreCase) ? null : customer,
            Description = TextFolding.Fold(parts.Length > 1 ? parts[1] : ""),
            Foreign = Original().Match(field.Text) is { Success: true } original && Ofx.OfxValues.TryAmount(original.Groups[2].Value, out var foreign)
                ? new ForeignAmount(mark is "C" or "RD" or "EC" or "CR" ? foreign : -foreign, original.Groups[1].Value) : null,
            IsReversal = mark is "RC" or "RD",
            IsPending = mark is "EC" or "ED",
        }, "");
    }

    /// <summary>Some programs write the marks and the currency in small letters.</summary>
    private static string InCapitals(string text) => Small().Replace(text, m => m.Value.ToUpperInvariant());

    private (decimal Amount, DateOnly? Date, string Currency)? Balance(Field field)
    {
        var match = BalanceText().Match(InCapitals(field.Text.Replace("\n", "", StringComparison.Ordinal)));
        if (!match.Success || !Ofx.OfxValues.TryAmount(match.Groups["amount"].Value, out var amount))
        {
            _problems.Warn(field.Line, ProblemCodes.BadBalance, $"The balance :{field.Tag}: cannot be read.", field.Text);
            return null;
        }

        return (match.Groups["mark"].Value == "D" ? -amount : amount, TryDate(match.Groups["date"].Value, out var date) ? date : null, match.Groups["currency"].Value);
    }

    private static AccountHint Account(string text)
    {
        var plain = text.Split('\n')[0].Trim();
        var currency = AccountCurrency().Match(plain);
        plain = currency.Success ? currency.Groups[1].Value.Trim() : plain;
        var cut = plain.IndexOf('/', StringComparison.Ordinal);
        return cut > 0 ? new AccountHint(plain[..cut], plain[(cut + 1)..]) : new AccountHint(AccountId: plain);
    }

    /// <summary>Month and day of the entry, in the year that brings it nearest to the value date: they may lie on two sides of New Year.</summary>
    private static DateOnly? EntryDate(string text, DateOnly value)
    {
        if (text.Length != 4)
        {
            return null;
        }

        return new[] { value.Year - 1, value.Year, value.Year + 1 }
            .Select(year => DateOnly.TryParseExact($"{year:0000}{text}", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null)
            .OfType<DateOnly>().OrderBy(d => Math.Abs(d.DayNumber - value.DayNumber)).Select(d => (DateOnly?)d).FirstOrDefault();
    }

    /// <summary>
    /// YYMMDD; banks of the format's age still write 70 to 99 for the last century. Where all months have 30 days, the last of
    /// February is its 30th: the last day that there is stands for it.
    /// </summary>
    private static bool TryDate(string text, out DateOnly date)
    {
        date = default;
        if (text.Length != 6 || text.Any(c => !char.IsAsciiDigit(c)))
        {
            return false;
        }

        var (yy, month, day) = (int.Parse(text[..2], CultureInfo.InvariantCulture), int.Parse(text[2..4], CultureInfo.InvariantCulture), int.Parse(text[4..], CultureInfo.InvariantCulture));
        var year = yy >= 70 ? 1900 + yy : 2000 + yy;
        if (month is < 1 or > 12 || day is < 1 or > 31 || (month != 2 && day > DateTime.DaysInMonth(year, month)) || day > 30 && month == 2)
        {
            return false;
        }

        date = new DateOnly(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
        return true;
    }

    /// <summary>
    /// The fields of all messages: a tag begins a line, and what follows belongs to it. Inside of a text only a tag that may
    /// follow a text ends it: banks put ":25:" and the like into texts too.
    /// </summary>
    private static List<Field> Fields(string text)
    {
        var fields = new List<Field>();
        // What follows a field's first line: put together once, since a damaged file may have all of itself in one field.
        var more = new StringBuilder();
        var number = 0;
        // ":\n86:" is a broken tag, not a text.
        text = BrokenTag().Replace(text, "\n:");
        var at = 0;
        foreach (var raw in text.EnumerateLines())
        {
            number++;
            at += raw.Length;
            at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
            var line = raw.ToString().Trim('\u0001', '\u0003', ' ', '\t');
            var match = Tag().Match(line);
            if (match.Success && !(fields.Count > 0 && fields[^1].Tag is "61" or "86" && !FollowsText(match.Groups[1].Value, text, at)))
            {
                Begin(match.Groups[1].Value, match.Groups[2].Value);
            }
            else if (line is "-" or "-}" || line.StartsWith("-}", StringComparison.Ordinal) || line.StartsWith('{'))
            {
                // The end of a message, or the envelope of the next.
                if (Tag().Match(Envelope().Replace(line, "")) is { Success: true } inside)
                {
                    Begin(inside.Groups[1].Value, inside.Groups[2].Value);
                }
                else if (line[0] == '-')
                {
                    Begin("", "");
                }
            }
            else if (fields.Count > 0 && line.Length > 0 && fields[^1].Tag.Length > 0)
            {
                // In a text cut into lines the blank at the cut belongs to it.
                more.Append('\n').Append(fields[^1].Tag == "86" ? raw.TrimEnd('\u0003') : line);
            }
        }

        End();
        return fields;

        void Begin(string tag, string first)
        {
            End();
            fields.Add(new(number, tag, first));
        }

        void End()
        {
            if (more.Length > 0)
            {
                fields[^1] = fields[^1] with { Text = $"{fields[^1].Text}{more}" };
                more.Clear();
            }
        }
    }

    /// <summary>True for a tag that may stand behind a text: ":26:37" is a time of day that was cut in two.</summary>
    private static bool FollowsText(string tag, string text, int at) => tag switch
    {
        "61" or "86" or "NS" or "60F" or "60M" or "62F" or "62M" or "64" or "65" or "90C" or "90D" => true,
        "20" => IsTagNext(text, at),
        _ => false,
    };

    /// <summary>A message goes on with another tag; ":20:" in a text goes on with text.</summary>
    private static bool IsTagNext(string text, int at)
    {
        var next = at < text.Length ? text.AsSpan(at).TrimStart() : [];
        return next.IsEmpty || Tag().IsMatch(next[..(next.IndexOfAny('\r', '\n') is >= 0 and var end ? end : next.Length)]);
    }

    /// <summary>A balance whose tag lacks its second colon is one all the same.</summary>
    [GeneratedRegex(@"^:(\d{2}[A-Z]?|NS):(.*)$|^:(?<1>6[02][FM])(?<2>[CD]\d{6}[A-Z]{3}.*)$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\r?\n:\r?\n(?=\d{2}[A-Z]?:)")]
    private static partial Regex BrokenTag();

    [GeneratedRegex(@"^(-?\})?(\{\d:[^{}]*\}?)*")]
    private static partial Regex Envelope();

    [GeneratedRegex(@"^(?<value>\d{6})(?<entry>\d{4})?\s*(?<mark>R[CD]|E[CD]|[CD])R?(?<funds>[A-Z])?\s*(?<amount>[\d.,]+)(?!\s*[\d.,])\s*(?<type>[A-Z][A-Z0-9]{2}[A-Z0-9 ])?(?<reference>.*)$")]
    private static partial Regex Line61();

    /// <summary>What stands in front of the reference, in small letters.</summary>
    [GeneratedRegex(@"^\d{6,10}\s*[re]?[cd]r?[a-z]?\s*[\d.,]+(?:[a-z][a-z0-9]{3})?|^[cd]\d{6}[A-Za-z]{3}")]
    private static partial Regex Small();

    /// <summary>The amount before it was converted.</summary>
    [GeneratedRegex(@"/OCMT/([A-Z]{3})([\d.,]+)")]
    private static partial Regex Original();

    [GeneratedRegex(@"^(?<mark>[CD])(?<date>\d{6})(?<currency>[A-Z]{3})\s*(?<amount>[\d.,]+)\s*$")]
    private static partial Regex BalanceText();

    [GeneratedRegex(@"^(.*?\d)\s*([A-Z]{3})$")]
    private static partial Regex AccountCurrency();
}
