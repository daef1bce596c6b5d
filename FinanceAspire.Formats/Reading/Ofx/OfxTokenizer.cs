using System.Net;
using System.Text;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>One tag with the text that follows it. A closing tag has its name and no text.</summary>
internal readonly record struct OfxToken(string Name, string Text, bool IsClosing, int Line);

/// <summary>
/// Splits OFX 1 (SGML, where leaves need no closing tag) and OFX 2 (XML) alike into tags. It resolves nothing: no document
/// type, no entity but the five of XML and numbers, so there is nothing for a hostile file to expand or to fetch. A raw
/// ampersand or angle bracket in a text, which banks do write, stays text.
/// </summary>
internal static class OfxTokenizer
{
    private const int LongestName = 40;
    private const int LongestText = 4000;

    /// <summary>The text with its comments blanked out, line breaks kept: what stands in a comment is not said.</summary>
    public static string WithoutComments(string text)
    {
        var open = text.IndexOf("<!--", StringComparison.Ordinal);
        if (open < 0)
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        var at = 0;
        while (open >= 0)
        {
            var close = text.IndexOf("-->", open, StringComparison.Ordinal);
            var end = close < 0 ? text.Length : close + 3;
            plain.Append(text, at, open - at).Append('\n', Lines(text, open, end));
            at = end;
            open = text.IndexOf("<!--", at, StringComparison.Ordinal);
        }

        return plain.Append(text, at, text.Length - at).ToString();
    }

    public static IEnumerable<OfxToken> Split(string text)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var open = text.IndexOf('<', at);
            if (open < 0)
            {
                yield break;
            }

            line += Lines(text, at, open);
            if (!TryName(text, open, out var name, out var isClosing, out var end, out var isEmpty))
            {
                at = open + 1;
                continue;
            }

            var next = NextTag(text, end);
            yield return new OfxToken(name, isClosing || isEmpty ? "" : Value(text[end..next]), isClosing, line);
            line += Lines(text, open, next);
            at = next;
        }
    }

    private static bool TryName(string text, int open, out string name, out bool isClosing, out int end, out bool isEmpty)
    {
        (name, end, isEmpty) = ("", open, false);
        var start = open + 1;
        isClosing = start < text.Length && text[start] == '/';
        start += isClosing ? 1 : 0;
        var stop = start;
        while (stop < text.Length && stop - start <= LongestName && (char.IsAsciiLetterOrDigit(text[stop]) || text[stop] is '.' or '_' or '-' or ':'))
        {
            stop++;
        }

        if (stop == start || stop >= text.Length || stop - start > LongestName || !char.IsAsciiLetter(text[start]))
        {
            return false;
        }

        var close = stop;
        while (close < text.Length && close - stop < 500 && text[close] is not ('>' or '<'))
        {
            close++;
        }

        if (close >= text.Length || text[close] != '>' || (close > stop && text[stop] is not (' ' or '/' or '\r' or '\n' or '\t')))
        {
            return false;
        }

        // Of "ns2:STMTTRN" the prefix says nothing.
        var colon = text.AsSpan(start, stop - start).LastIndexOf(':');
        name = text[(start + colon + 1)..stop].ToUpperInvariant();
        isEmpty = text[close - 1] == '/';
        end = close + 1;
        return true;
    }

    /// <summary>Where the value ends: at the next thing that is a tag, not at an angle bracket within a text.</summary>
    private static int NextTag(string text, int from)
    {
        if (string.CompareOrdinal(text, from, "<![CDATA[", 0, 9) == 0)
        {
            var close = text.IndexOf("]]>", from, StringComparison.Ordinal);
            return close < 0 ? text.Length : close + 3;
        }

        for (var at = text.IndexOf('<', from); at >= 0; at = text.IndexOf('<', at + 1))
        {
            if (TryName(text, at, out _, out _, out _, out _))
            {
                return at;
            }
        }

        return text.Length;
    }

    private static string Value(string raw)
    {
        var value = raw.Trim();
        if (value.StartsWith("<![CDATA[", StringComparison.Ordinal) && value.EndsWith("]]>", StringComparison.Ordinal))
        {
            return value[9..^3].Trim();
        }

        value = value.Length > LongestText ? value[..LongestText] : value;
        return value.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(value) : value;
    }

    private static int Lines(string text, int from, int to) => text.AsSpan(from, to - from).Count('\n');
}
