using System.Buffers;

namespace FinanceAspire.Formats.Reading.Text;

/// <summary>
/// How well a text decoded by one code page looks like a language written with it. A letter is judged with its neighbours: an
/// accent stands beside plain letters, Cyrillic, Greek and Asian letters stand among their own, capitals begin words.
/// </summary>
internal static class CodePageLetters
{
    private const string Western = "äöüÄÖÜßéèêàâçñåøæíóúáõãîôûëïœÉÈÊÀÂÇÑÅØÆÁÍÓÚÃÕÔìòùÌÒÙ€£§°";
    private const string Cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіїєґІЇЄҐёЁ№€";
    private const string Greek = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ€";
    private const string Central = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰöüÖÜäß€đĐ";

    public enum Script
    {
        Latin,
        Alphabet,
        Asian,
    }

    /// <summary>In order of preference: the first wins a tie.</summary>
    public static readonly (int Page, Script Script, SearchValues<char> Typical)[] All =
    [
        (1252, Script.Latin, SearchValues.Create(Western)),
        (1250, Script.Latin, SearchValues.Create(Central)),
        (28592, Script.Latin, SearchValues.Create(Central)),
        (1257, Script.Latin, SearchValues.Create("ąčęėįšųūžĄČĘĖĮŠŲŪŽāēģīķļņĀĒĢĪĶĻŅõäöüÕÄÖÜ€")),
        (1254, Script.Latin, SearchValues.Create("çğıöşüÇĞİÖŞÜ€")),
        (28605, Script.Latin, SearchValues.Create(Western)),
        // Of DOS and of the old Macintosh.
        (850, Script.Latin, SearchValues.Create(Western)),
        (10000, Script.Latin, SearchValues.Create(Western)),
        (1251, Script.Alphabet, SearchValues.Create(Cyrillic)),
        (1253, Script.Alphabet, SearchValues.Create(Greek)),
        (54936, Script.Asian, SearchValues.Create("")),
        (950, Script.Asian, SearchValues.Create("")),
        (949, Script.Asian, SearchValues.Create("")),
        (51932, Script.Asian, SearchValues.Create("")),
        (932, Script.Asian, SearchValues.Create("")),
    ];

    public static int Score(string text, SearchValues<char> typical, Script script)
    {
        var score = 0;
        var run = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80)
            {
                run = 0;
                continue;
            }

            run++;
            var (before, after) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
            score += c is '\uFFFD' or < '\u00A0' ? -10 : script switch
            {
                Script.Latin => Latin(c, before, after, typical, run),
                Script.Alphabet => Alphabet(c, before, after, typical),
                _ => Asian(c, before, after),
            };
        }

        return score;
    }

    private static int Latin(char c, char before, char after, SearchValues<char> typical, int run) =>
        (typical.Contains(c) ? 2 : char.IsLetter(c) ? -1 : char.IsAsciiLetter(before) ? -3 : 0)
        // Latin scripts do not string many accented letters together.
        - (run > 3 ? 2 : 0) - (IsCapitalInside(before, c) || IsCapitalInside(c, after) ? 2 : 0);

    private static int Alphabet(char c, char before, char after, SearchValues<char> typical) =>
        !char.IsLetter(c) ? (typical.Contains(c) ? 1 : char.IsLetter(before) ? -3 : 0)
        : char.IsAsciiLetter(before) || char.IsAsciiLetter(after) ? -2
        : (typical.Contains(c) ? 2 : -1) - (IsCapitalInside(before, c) ? 3 : 0);

    private static int Asian(char c, char before, char after)
    {
        // "ATM" may stand before them, the middle of a word does not.
        var isAmong = (IsAsian(before) || IsAsian(after)) && !char.IsAsciiLetterLower(before) && !char.IsAsciiLetterLower(after);
        return c switch
        {
            // Also what .NET makes of two bytes that mean nothing in Shift JIS.
            '\u30FB' => IsKana(before) && IsKana(after) ? 1 : -5,
            _ when IsAsian(c) => isAmong ? 4 : -2,
            _ when IsHalfWidth(c) => IsHalfWidth(before) || IsHalfWidth(after) ? 2 : -3,
            _ => char.IsLetter(c) ? -1 : char.IsAsciiLetter(before) ? -3 : 0,
        };
    }

    private static bool IsCapitalInside(char first, char second) => char.IsLower(first) && char.IsUpper(second);

    private static bool IsAsian(char c) => c is (>= '\u3040' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF');

    private static bool IsKana(char c) => c is >= '\u3041' and <= '\u30FE' and not '\u30FB';

    private static bool IsHalfWidth(char c) => c is >= '\uFF61' and <= '\uFF9F';
}
