using System.Buffers;

namespace FinanceAspire.Formats.Reading.Text;

/// <summary>How well a text decoded by one code page looks like a language written with it.</summary>
internal static class CodePageLetters
{
    private const string Cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіїєґІЇЄҐёЁ№€";
    private const string Greek = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ€";

    /// <summary>In order of preference: the first wins a tie.</summary>
    public static readonly (int Page, SearchValues<char> Typical)[] All =
    [
        (1252, SearchValues.Create("äöüÄÖÜßéèêàâçñåøæíóúáõãîôûëïœÉÈÊÀÂÇÑÅØÆÁÍÓÚÃÕÔ€£§°")),
        (1250, SearchValues.Create("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰöüÖÜäß€đĐ")),
        (1257, SearchValues.Create("ąčęėįšųūžĄČĘĖĮŠŲŪŽāēģīķļņĀĒĢĪĶĻŅõäöüÕÄÖÜ€")),
        (1251, SearchValues.Create(Cyrillic)),
        (1253, SearchValues.Create(Greek)),
        (1254, SearchValues.Create("çğıöşüÇĞİÖŞÜ€")),
        (932, SearchValues.Create("")),
        (54936, SearchValues.Create("")),
        (950, SearchValues.Create("")),
        (949, SearchValues.Create("")),
        (51932, SearchValues.Create("")),
    ];

    public static int Score(string text, SearchValues<char> typical, int page)
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
            score += typical.Contains(c) ? 2 : Weight(c, page, i > 0 && char.IsAsciiLetter(text[i - 1]));
            // Latin scripts do not string many accented letters together.
            if (run > 2 && page is 1252 or 1250 or 1257 or 1254)
                score -= 2;
        }
        return score;
    }

    private static int Weight(char c, int page, bool insideWord) => c switch
    {
        '\uFFFD' or < '\u00A0' => -10,
        >= '\u3040' and <= '\u30FF' when page is 932 or 51932 => 4,
        >= '\u4E00' and <= '\u9FFF' when page is 932 or 51932 => 3,
        >= '\u4E00' and <= '\u9FFF' when page is 54936 or 950 => 3,
        >= '\uAC00' and <= '\uD7AF' when page == 949 => 3,
        >= '\uFF61' and <= '\uFF9F' => -3,
        _ when char.IsLetter(c) => -1,
        _ => insideWord ? -3 : 0,
    };
}
