using System.Globalization;
using System.Text;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>
/// Amounts of hledger, Ledger and beancount: a number and a commodity on either side, quoted where it is no plain word
/// (hledger manual, "Amounts").
/// </summary>
internal sealed class JournalAmounts(string text, string defaultCommodity, char? decimalMark = null, bool arithmetic = false)
{
    private int _at;

    public bool IsAtEnd
    {
        get
        {
            Skip();
            return _at >= text.Length;
        }
    }

    public string Rest => text[_at..].Trim();

    /// <summary>True, and past it, where the text goes on with the token.</summary>
    public bool Take(string token)
    {
        Skip();
        if (!text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    /// <summary>What stands up to the closing mark, without it; null where it never closes.</summary>
    public string? Until(string close)
    {
        var end = text.IndexOf(close, _at, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var inside = text[_at..end];
        _at = end + close.Length;
        return inside;
    }

    public bool TryAmount(out RawAmount amount)
    {
        amount = default;
        Skip();
        if (arithmetic)
        {
            if (!TrySum(0, out var sum))
            {
                return false;
            }

            amount = new(sum, Commodity() ?? defaultCommodity);
            return true;
        }

        var negative = Sign();
        var left = Commodity();
        negative ^= Sign();
        if (!TryNumber(out var number))
        {
            return false;
        }

        var start = _at;
        Skip();
        var right = left is null ? Commodity() : null;
        if (right is null)
        {
            _at = start;
        }

        amount = new(negative ? -number : number, left ?? right ?? defaultCommodity);
        return true;
    }

    /// <summary>Beancount's expressions: + - * / and parentheses over plain numbers, to a bounded depth.</summary>
    private bool TrySum(int depth, out decimal sum)
    {
        if (!TryProduct(depth, out sum))
        {
            return false;
        }

        while (true)
        {
            var sign = Take("+") ? 1 : Take("-") ? -1 : 0;
            if (sign == 0)
            {
                return true;
            }

            if (!TryProduct(depth, out var more))
            {
                return false;
            }

            sum += sign * more;
        }
    }

    private bool TryProduct(int depth, out decimal product)
    {
        if (!TryFactor(depth, out product))
        {
            return false;
        }

        while (true)
        {
            if (Take("*"))
            {
                if (!TryFactor(depth, out var factor) || Math.Abs(product) > 1e12m || Math.Abs(factor) > 1e12m)
                {
                    return false;
                }

                product *= factor;
            }
            else if (Take("/"))
            {
                if (!TryFactor(depth, out var divisor) || divisor == 0)
                {
                    return false;
                }

                product = decimal.Round(product / divisor, 12, MidpointRounding.AwayFromZero);
            }
            else
            {
                return true;
            }
        }
    }

    private bool TryFactor(int depth, out decimal value)
    {
        var negative = Sign();
        value = 0;
        var read = Take("(") ? depth < 32 && TrySum(depth + 1, out value) && Take(")") : TryNumber(out value);
        value = negative ? -value : value;
        return read;
    }

    private bool Sign()
    {
        Skip();
        if (_at < text.Length && text[_at] is '-' or '−')
        {
            _at++;
            Skip();
            return true;
        }

        if (_at < text.Length && text[_at] == '+')
        {
            _at++;
            Skip();
        }

        return false;
    }

    private string? Commodity()
    {
        if (_at >= text.Length)
        {
            return null;
        }

        if (text[_at] == '"')
        {
            var end = text.IndexOf('"', _at + 1);
            if (end < 0)
            {
                return null;
            }

            var quoted = text[(_at + 1)..end];
            _at = end + 1;
            return quoted;
        }

        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && !char.IsAsciiDigit(text[_at]) && text[_at] is not ('-' or '−' or '+' or '@' or '=' or ';' or '{' or '}' or '(' or ')' or '[' or ']' or '"' or ',' or '*' or '~' or '|' or '#'))
        {
            if (text[_at] == '.' && _at == start)
            {
                break;
            }

            _at++;
        }

        // Beancount: a code may hold digits and dashes once it has begun with a letter.
        while (_at > start && char.IsAsciiLetterUpper(text[start]) && _at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '-' or '_' or '.' or '\'') && !NumberFollows(start))
        {
            _at++;
        }

        return _at == start ? null : text[start.._at];
    }

    /// <summary>"EUR100" is a symbol and a number; "X1.B" after a number is one code.</summary>
    private bool NumberFollows(int start) => start == 0 || !text[..start].Any(char.IsAsciiDigit);

    private bool TryNumber(out decimal number)
    {
        number = 0;
        var start = _at;
        var digits = new StringBuilder();
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or ',' or '\'' or ' ' or '\u00a0'))
        {
            // A blank groups only between digits.
            if (text[_at] is ' ' or '\u00a0' && !(digits.Length > 0 && char.IsAsciiDigit(text[_at - 1]) && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            {
                break;
            }

            if (text[_at] is not ('\'' or ' ' or '\u00a0'))
            {
                digits.Append(text[_at]);
            }

            _at++;
        }

        if (!digits.ToString().Any(char.IsAsciiDigit) || digits.Length > 40)
        {
            _at = start;
            return false;
        }

        var mark = decimalMark ?? Mark(digits.ToString());
        var plain = new string([.. digits.ToString().Where(c => char.IsAsciiDigit(c) || c == mark)]).Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The decimal mark: the last of two kinds; a single one is one (hledger's rule); the same one again only groups.</summary>
    private static char? Mark(string digits)
    {
        var (point, comma) = (digits.Count(c => c == '.'), digits.Count(c => c == ','));
        return point > 0 && comma > 0 ? (digits.LastIndexOf('.') > digits.LastIndexOf(',') ? '.' : ',')
            : point == 1 ? '.'
            : comma == 1 ? ','
            : null;
    }

    private void Skip()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }
}
