using System.Globalization;

namespace FinanceAspire.Ledger.Amounts;

/// <summary>Arithmetic in amount fields: <c>16.99*1.1</c>, <c>120/3-2,50</c>. Sums, products, parentheses, nothing else.</summary>
public static class AmountExpression
{
    private const int MostNested = 20;

    /// <summary>
    /// What was typed, evaluated. A plain number stays exactly as it was typed, so that one with too many decimals is refused
    /// rather than bent; what was calculated is rounded half away from zero to <paramref name="decimals"/>.
    /// </summary>
    /// <returns>False where the text is neither an amount nor a calculation, divides by zero or leaves the range.</returns>
    public static bool TryEvaluate(string? text, CultureInfo culture, int decimals, out decimal amount)
    {
        if (AmountText.TryParse(text, culture, out amount))
        {
            return true;
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > 200)
        {
            return false;
        }

        var reader = new Reader(text.Replace('−', '-').Replace('×', '*').Replace('÷', '/'), culture);
        try
        {
            if (!reader.Sum(0, out var result) || !reader.AtEnd)
            {
                return false;
            }

            amount = Math.Round(result, decimals, MidpointRounding.AwayFromZero);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private sealed class Reader(string text, CultureInfo culture)
    {
        private int _at;

        public bool AtEnd => Peek() == '\0';

        public bool Sum(int depth, out decimal result)
        {
            if (!Product(depth, out result))
            {
                return false;
            }

            while (Peek() is '+' or '-')
            {
                var operation = text[_at++];
                if (!Product(depth, out var next))
                {
                    return false;
                }

                result = operation == '+' ? result + next : result - next;
            }

            return true;
        }

        private bool Product(int depth, out decimal result)
        {
            if (!Factor(depth, out result))
            {
                return false;
            }

            while (Peek() is '*' or '/')
            {
                var operation = text[_at++];
                if (!Factor(depth, out var next) || (operation == '/' && next == 0))
                {
                    return false;
                }

                result = operation == '*' ? result * next : result / next;
            }

            return true;
        }

        private bool Factor(int depth, out decimal result)
        {
            result = 0;
            switch (Peek())
            {
                case '-' or '+' when depth < MostNested:
                    var negative = text[_at++] == '-';
                    if (!Factor(depth + 1, out result))
                    {
                        return false;
                    }

                    result = negative ? -result : result;
                    return true;
                case '(' when depth < MostNested:
                    _at++;
                    if (!Sum(depth + 1, out result) || Peek() != ')')
                    {
                        return false;
                    }

                    _at++;
                    return true;
                default:
                    var start = _at;
                    while (_at < text.Length && text[_at] is not ('+' or '-' or '*' or '/' or '(' or ')'))
                    {
                        _at++;
                    }

                    return AmountText.TryParse(text[start.._at], culture, out result);
            }
        }

        private char Peek()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }

            return _at < text.Length ? text[_at] : '\0';
        }
    }
}
