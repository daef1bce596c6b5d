using System.Globalization;
using FinanceAspire.Ledger.Amounts;

namespace FinanceAspire.Ledger.Search;

/// <summary>Why a query cannot be read, and where: the caret goes below <see cref="Position"/>.</summary>
public sealed record SearchError(int Position, string Message);

/// <summary>
/// The one language of searches, on pages and in the API:
/// <code>
/// any      := all ("or" all)*
/// all      := not ("and"? not)*
/// not      := "not" not | "(" any ")" | term
/// term     := key ":" value | word | "quoted text"
/// </code>
/// Words side by side must all be found. A word with a colon that is no key of ours, as bank texts have, is a word.
/// </summary>
public sealed class SearchQuery
{
    /// <summary>Longer queries are refused: nobody types them.</summary>
    public const int MaxLength = 500;

    private const int MostNested = 30;
    private readonly string _text;
    private readonly CultureInfo _culture;
    private int _at;

    private SearchQuery(string text, CultureInfo culture) => (_text, _culture) = (text, culture);

    /// <summary>The tree of a query, null where it is empty; or the error. One of the two is null.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="culture">For amounts: the API passes the invariant one.</param>
    public static (SearchNode? Node, SearchError? Error) Parse(string? text, CultureInfo culture)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, null);
        }

        if (text.Length > MaxLength)
        {
            return (null, new(MaxLength, $"A search has at most {MaxLength} characters."));
        }

        var query = new SearchQuery(text, culture);
        try
        {
            var node = query.ReadAny(0);
            query.SkipSpace();
            return query._at == text.Length
                ? (node, null)
                : (null, new(query._at, "This parenthesis closes none that was opened."));
        }
        catch (UnclearException e)
        {
            return (null, e.Error);
        }
    }

    private SearchNode ReadAny(int depth)
    {
        List<SearchNode> nodes = [ReadAll(depth)];
        while (TakeOperator("or"))
        {
            nodes.Add(ReadAll(depth));
        }

        return nodes.Count == 1 ? nodes[0] : new SearchNode.Any(nodes);
    }

    private SearchNode ReadAll(int depth)
    {
        List<SearchNode> nodes = [ReadNot(depth)];
        while (true)
        {
            SkipSpace();
            if (_at == _text.Length || _text[_at] == ')' || IsOperator("or"))
            {
                return nodes.Count == 1 ? nodes[0] : new SearchNode.All(nodes);
            }

            TakeOperator("and");
            nodes.Add(ReadNot(depth));
        }
    }

    private SearchNode ReadNot(int depth)
    {
        SkipSpace();
        if (depth > MostNested)
        {
            throw Unclear(_at, "This is nested too deeply.");
        }

        if (TakeOperator("not"))
        {
            return new SearchNode.Not(ReadNot(depth + 1));
        }

        if (_at == _text.Length)
        {
            throw Unclear(_at, "Something to search for is missing here.");
        }

        if (_text[_at] == ')' || IsOperator("or") || IsOperator("and"))
        {
            throw Unclear(_at, "Something to search for is missing before this.");
        }

        if (_text[_at] != '(')
        {
            return ReadTerm();
        }

        var opened = _at++;
        var inner = ReadAny(depth + 1);
        SkipSpace();
        if (_at == _text.Length)
        {
            throw Unclear(opened, "This parenthesis is not closed.");
        }

        _at++;
        return inner;
    }

    private SearchNode ReadTerm()
    {
        var start = _at;
        if (_text[_at] == '"')
        {
            return new SearchNode.Text(TextField.Any, ReadQuoted());
        }

        var colon = _at;
        while (colon < _text.Length && char.IsLetter(_text[colon]))
        {
            colon++;
        }

        if (colon > start && colon < _text.Length && _text[colon] == ':')
        {
            var key = _text[start..colon].ToLowerInvariant();
            if (SearchKeys.IsKnown(key))
            {
                _at = colon + 1;
                return ReadValue(key, start);
            }

            if (SearchKeys.Meant(key) is { } meant)
            {
                throw Unclear(start, $"There is no '{key}:'. Did you mean '{meant}:'? To search for the text itself, put it in quotes.");
            }
        }

        return new SearchNode.Text(TextField.Any, ReadWord());
    }

    private SearchNode ReadValue(string key, int start)
    {
        var at = _at;
        if (_at == _text.Length || char.IsWhiteSpace(_text[_at]) || _text[_at] is '(' or ')')
        {
            throw Unclear(start, $"'{key}:' needs a value right after it, such as {SearchKeys.Example(key)}.");
        }

        var value = _text[_at] == '"' ? ReadQuoted() : ReadWord();
        return key switch
        {
            "payee" => new SearchNode.Text(TextField.Payee, value),
            "description" => new SearchNode.Text(TextField.Description, value),
            "memo" => new SearchNode.Text(TextField.Memo, value),
            "tag" => new SearchNode.Text(TextField.Tag, value),
            "account" => new SearchNode.Account(value, IsCategory: false),
            "category" => new SearchNode.Account(value, IsCategory: true),
            "amount" => Amount(value) ?? throw Unclear(at, $"'{value}' is no amount. Write amount:20, amount:>20, amount:<=99.50 or amount:10..20."),
            "date" => Dates(value) ?? throw Unclear(at, $"'{value}' is no date. Write date:2026, date:2026-03, date:2026-03-05, date:2026-01..2026-03 or date:>2026-03."),
            _ => SearchKeys.Trait(key, value) is { } trait
                ? new SearchNode.Trait(trait)
                : throw Unclear(at, $"'{key}:' knows {string.Join(", ", SearchKeys.Traits(key))}; '{value}' is none of them."),
        };
    }

    private SearchNode.Amount? Amount(string value)
    {
        var range = value.IndexOf("..", StringComparison.Ordinal);
        if (range >= 0)
        {
            var (low, high) = (value[..range], value[(range + 2)..]);
            decimal? from = null, to = null;
            if ((low.Length > 0 && !Number(low, out from)) || (high.Length > 0 && !Number(high, out to)) || (from is null && to is null))
            {
                return null;
            }

            return new(from, true, to, true, Signed(low) || Signed(high));
        }

        var (comparison, rest) = Comparison(value);
        if (!Number(rest, out var bound))
        {
            return null;
        }

        return comparison switch
        {
            ">" => new(bound, false, null, false, Signed(rest)),
            ">=" => new(bound, true, null, false, Signed(rest)),
            "<" => new(null, false, bound, false, Signed(rest)),
            "<=" => new(null, false, bound, true, Signed(rest)),
            _ => new(bound, true, bound, true, Signed(rest)),
        };
    }

    private bool Number(string text, out decimal? number)
    {
        var isNumber = AmountText.TryParse(text, _culture, out var value);
        number = value;
        return isNumber;
    }

    private static bool Signed(string text) => text.StartsWith('-') || text.StartsWith('−') || text.StartsWith('+');

    private static SearchNode.Dates? Dates(string value)
    {
        var range = value.IndexOf("..", StringComparison.Ordinal);
        if (range >= 0)
        {
            var (low, high) = (value[..range], value[(range + 2)..]);
            (DateOnly First, DateOnly Last)? from = Period(low), to = Period(high);
            return (low.Length > 0 && from is null) || (high.Length > 0 && to is null) || (from is null && to is null)
                ? null
                : new(from?.First, to?.Last);
        }

        var (comparison, rest) = Comparison(value);
        if (Period(rest) is not { } period)
        {
            return null;
        }

        return comparison switch
        {
            ">" => period.Last == DateOnly.MaxValue ? null : new(period.Last.AddDays(1), null),
            ">=" => new(period.First, null),
            "<" => period.First == DateOnly.MinValue ? null : new(null, period.First.AddDays(-1)),
            "<=" => new(null, period.Last),
            _ => new(period.First, period.Last),
        };
    }

    /// <summary>A year, a month or a day as its first and last day.</summary>
    private static (DateOnly First, DateOnly Last)? Period(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return (day, day);
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            return (month, new(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month)));
        }

        return DateOnly.TryParseExact(text, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var year)
            ? (year, new(year.Year, 12, 31))
            : null;
    }

    private static (string Operator, string Bound) Comparison(string value) => value switch
    {
        ['>' or '<', '=', ..] => (value[..2], value[2..]),
        ['>' or '<' or '=', ..] => (value[..1], value[1..]),
        _ => ("", value),
    };

    private string ReadQuoted()
    {
        var opened = _at++;
        var end = _text.IndexOf('"', _at);
        if (end < 0)
        {
            throw Unclear(opened, "This quotation mark is not closed.");
        }

        if (end == _at)
        {
            throw Unclear(opened, "There is nothing between these quotation marks.");
        }

        var text = _text[_at..end];
        _at = end + 1;
        return text;
    }

    /// <summary>Up to white space or a parenthesis; one that the word itself opened belongs to it: <c>Café(Paris)</c>.</summary>
    private string ReadWord()
    {
        var (start, open) = (_at, 0);
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && (_text[_at] != ')' || open > 0))
        {
            open += _text[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            _at++;
        }

        return _text[start.._at];
    }

    private bool TakeOperator(string word)
    {
        SkipSpace();
        if (!IsOperator(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private bool IsOperator(string word)
    {
        var end = _at + word.Length;
        return end <= _text.Length
            && string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
            && (end == _text.Length || char.IsWhiteSpace(_text[end]) || _text[end] is '(' or ')');
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private static UnclearException Unclear(int position, string message) => new(new(position, message));

    /// <summary>Leaves the recursion; caught in <see cref="Parse"/>, never seen outside.</summary>
    private sealed class UnclearException(SearchError error) : Exception(error.Message)
    {
        public SearchError Error => error;
    }
}
