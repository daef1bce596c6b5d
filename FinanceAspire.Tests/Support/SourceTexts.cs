using System.Text;
using System.Text.RegularExpressions;

namespace FinanceAspire.Tests.Support;

/// <summary>The texts that the source code holds, interpolated ones as <see cref="string.Format(string, object)"/> takes them.</summary>
public static partial class SourceTexts
{
    /// <summary>Each string of a C# file with the line it stands on.</summary>
    public static IEnumerable<(string Text, string Line)> Strings(string source)
    {
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] == '/' && At(source, at + 1) == '/')
            {
                at = End(source, at);
            }
            else if (source[at] == '\'')
            {
                at += At(source, at + 1) == '\\' ? 3 : 2;
            }
            else if (source[at] == '"' && source.AsSpan(at).StartsWith("\"\"\""))
            {
                at = source.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal) + 2;
            }
            else if (source[at] == '"')
            {
                var start = at;
                var isVerbatim = At(source, at - 1) == '@';
                var text = Read(source, ref at, At(source, at - 1) == '$' || (isVerbatim && At(source, at - 2) == '$'), isVerbatim);
                var line = source.LastIndexOf('\n', start) + 1;
                yield return (text, source[line..End(source, start)]);
            }
        }
    }

    /// <summary>The keys of <c>L["…"]</c> and <c>L.Count(n, "…", "…")</c>: each text directly within the brackets that nothing is compared with.</summary>
    public static IEnumerable<string> Keys(string source)
    {
        foreach (Match call in Calls().Matches(source))
        {
            var depth = 1;
            for (var at = call.Index + call.Length; at < source.Length && depth > 0; at++)
            {
                depth += source[at] switch { '[' or '(' => 1, ']' or ')' => -1, _ => 0 };
                if (source[at] != '"')
                {
                    continue;
                }

                var before = source[..at].TrimEnd();
                var isTop = depth == 1 && !before.EndsWith("==", StringComparison.Ordinal) && !before.EndsWith("is", StringComparison.Ordinal);
                var text = Read(source, ref at, isInterpolated: before.EndsWith('$'), isVerbatim: false);
                if (isTop && text.Any(char.IsLetter))
                {
                    yield return text;
                }
            }
        }
    }

    /// <summary>What the database says in its own words: the messages of <c>refuse(…)</c> and of differences.</summary>
    public static IEnumerable<string> Refusals(string sql) => Refuse().Matches(sql).Select(m => Numbered(m.Groups[1].Value));

    /// <summary>Every text of a SQL file.</summary>
    public static IEnumerable<string> Literals(string sql) => Quoted().Matches(sql).Select(m => Numbered(m.Groups[1].Value));

    private static string Numbered(string sql)
    {
        var hole = 0;
        return Percent().Replace(sql.Replace("''", "'", StringComparison.Ordinal), _ => $"{{{hole++}}}");
    }

    /// <summary>From the opening quotation mark to the closing one, where <paramref name="at"/> is left.</summary>
    private static string Read(string source, ref int at, bool isInterpolated, bool isVerbatim)
    {
        var (text, hole) = (new StringBuilder(), 0);
        for (at++; at < source.Length; at++)
        {
            var c = source[at];
            if (isVerbatim && c == '"' && At(source, at + 1) == '"')
            {
                text.Append('"');
                at++;
            }
            else if (c == '"')
            {
                break;
            }
            else if (c == '\\' && !isVerbatim)
            {
                text.Append(source[++at]);
            }
            else if (isInterpolated && c == '{' && At(source, at + 1) != '{')
            {
                text.Append('{').Append(hole++).Append('}');
                Skip(source, ref at);
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>Over what is in a hole, texts within it included.</summary>
    private static void Skip(string source, ref int at)
    {
        for (var depth = 0; at < source.Length; at++)
        {
            depth += source[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return;
            }

            if (source[at] == '"')
            {
                Read(source, ref at, At(source, at - 1) == '$', isVerbatim: false);
            }
        }
    }

    private static char At(string source, int at) => at >= 0 && at < source.Length ? source[at] : '\0';

    private static int End(string source, int at) => source.IndexOf('\n', at) is >= 0 and var end ? end : source.Length;

    [GeneratedRegex(@"\bL(\.Count\(|\[)")]
    private static partial Regex Calls();

    [GeneratedRegex(@"refuse\('\w+',\s*(?:format\(\s*)?'((?:[^']|'')*)'")]
    private static partial Regex Refuse();

    [GeneratedRegex(@"'((?:[^'\n]|'')*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("%s")]
    private static partial Regex Percent();
}
