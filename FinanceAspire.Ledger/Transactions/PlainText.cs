using System.Text;

namespace FinanceAspire.Ledger.Transactions;

/// <summary>
/// Names and texts as they are stored: one line, no control characters, white space folded. A line break in a payee would
/// be an injection into every plain text export (hledger-web, GHSA-vq7r-8w52-jv84).
/// </summary>
public static class PlainText
{
    /// <summary>What stands for a broken letter; the two after it are no letters at all.</summary>
    private const int Unreadable = 0xFFFD;

    /// <summary>The text on one line, trimmed, cut to <paramref name="maxLength"/> characters; empty for null.</summary>
    public static string Clean(string? text, int maxLength = 500)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        if (IsClean(text, maxLength))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        var gap = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune.Value is >= Unreadable and <= 0xFFFF)
            {
                gap = clean.Length > 0;
                continue;
            }

            if (clean.Length + rune.Utf16SequenceLength + (gap ? 1 : 0) > maxLength)
            {
                break;
            }

            if (gap)
            {
                clean.Append(' ');
                gap = false;
            }

            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>True for what nearly every text is: nothing to take out. Pairs of surrogates are looked at one by one.</summary>
    private static bool IsClean(string text, int maxLength)
    {
        var before = ' ';
        foreach (var c in text)
        {
            if (c == ' ' ? before == ' ' : char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || c >= '\uFFFD')
            {
                return false;
            }

            before = c;
        }

        return before != ' ' && text.Length <= maxLength;
    }
}
