using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace FinanceAspire.Data;

/// <summary>
/// SQL put together of parts that are interpolated strings themselves: every value stays a parameter, however deep it lies,
/// and text that is no part of our source cannot get in.
/// </summary>
internal static class SqlText
{
    /// <summary>The same statement with its parts written out and all their values numbered through.</summary>
    public static FormattableString Flatten(this FormattableString sql)
    {
        var (text, values) = (new StringBuilder(), new List<object?>());
        Append(sql, text, values);
        return FormattableStringFactory.Create(text.ToString(), [.. values]);
    }

    /// <summary>The parts with <paramref name="operation"/> between them, in parentheses.</summary>
    public static FormattableString Join(IEnumerable<FormattableString> parts, FormattableString operation)
    {
        var joined = parts.Aggregate((all, next) => $"{all}{operation}{next}");
        return $"({joined})";
    }

    private static void Append(FormattableString sql, StringBuilder text, List<object?> values)
    {
        var format = sql.Format;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '{' || format[i + 1] == '{')
            {
                // Doubled braces stay doubled: the result is a format again.
                text.Append(format[i], format[i] is '{' or '}' ? 2 : 1);
                i += format[i] is '{' or '}' ? 1 : 0;
                continue;
            }

            var end = format.IndexOf('}', i);
            var value = sql.GetArgument(int.Parse(format.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture));
            i = end;
            if (value is FormattableString part)
            {
                Append(part, text, values);
                continue;
            }

            text.Append('{').Append(values.Count).Append('}');
            values.Add(value);
        }
    }
}
