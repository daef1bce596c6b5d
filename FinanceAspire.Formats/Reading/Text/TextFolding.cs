using System.Globalization;
using System.Net;
using System.Text;

namespace FinanceAspire.Formats.Reading.Text;

internal static class TextFolding
{
    /// <summary>Trims and folds runs of white space to one blank.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return IsFolded(text) ? text.ToString() : FoldSlow(text);
    }

    /// <summary>The same, of a text that may have been met before.</summary>
    public static string Fold(ReadOnlySpan<char> text, StringPool pool)
    {
        text = text.Trim();
        return IsFolded(text) ? pool.Get(text) : FoldSlow(text);
    }

    /// <summary>"Tom &amp;amp; Jerry" as a web page shows it: exports are often taken from one, some of them twice.</summary>
    public static string WithoutEntities(string text)
    {
        for (var i = 0; i < 2 && text.IndexOf('&', StringComparison.Ordinal) is >= 0 and var mark && text.IndexOf(';', mark) > mark; i++)
        {
            text = WebUtility.HtmlDecode(text).Trim();
        }

        return text;
    }

    /// <summary>Lower case letters and digits without accents, words separated by one blank: for comparing header cells.</summary>
    public static string Key(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            var low = char.ToLowerInvariant(c);
            switch (low)
            {
                case 'ß': result.Append("ss"); break;
                case 'ł': result.Append('l'); break;
                case 'ø': result.Append('o'); break;
                case 'æ': result.Append("ae"); break;
                case 'ı': result.Append('i'); break;
                case 'đ': result.Append('d'); break;
                default:
                    if (char.IsLetterOrDigit(low))
                        result.Append(low);
                    else if (result.Length > 0 && result[^1] != ' ')
                        result.Append(' ');
                    break;
            }
        }
        return result.ToString().TrimEnd();
    }

    private static bool IsFolded(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('\0', '\u001F') && !text.Contains('\u00A0') && !text.Contains("  ", StringComparison.Ordinal);

    private static string FoldSlow(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (result.Length > 0 && result[^1] != ' ')
                    result.Append(' ');
            }
            else
            {
                result.Append(c);
            }
        }
        return result.ToString().TrimEnd();
    }
}
