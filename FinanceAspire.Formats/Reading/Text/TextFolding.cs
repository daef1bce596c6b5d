using System.Globalization;
using System.Text;

namespace FinanceAspire.Formats.Reading.Text;

internal static class TextFolding
{
    /// <summary>Trims and folds runs of white space to one blank. Returns the same text where nothing changes.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
            return "";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < ' ' || c == '\u00A0' || (c == ' ' && text[i + 1] == ' '))
                return FoldSlow(text);
        }
        return text.ToString();
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
