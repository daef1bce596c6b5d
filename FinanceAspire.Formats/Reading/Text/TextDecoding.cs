using System.Buffers;
using System.Globalization;
using System.Text;
using UtfUnknown;

namespace FinanceAspire.Formats.Reading.Text;

/// <summary>
/// Turns bytes into text. Order of tries: byte order mark, UTF-16 pattern, strict UTF-8, the charset the file declares,
/// UTF-8 with a few broken bytes, then the 8-bit code page whose letters make the most sense.
/// </summary>
internal static class TextDecoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private static readonly Lazy<Encoding> StrictWestern = new(() => Encoding.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));

    private static readonly SearchValues<char> Invisible = SearchValues.Create("\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF");

    static TextDecoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static (string Text, string Encoding) Decode(ReadOnlySpan<byte> bytes, Encoding? declared = null)
    {
        var (text, encoding) = DecodeAny(bytes, declared);
        // Some programs fill up their files with it.
        text = text.Replace("\0", "", StringComparison.Ordinal);
        // A byte order mark of the other order in the midst, say. No text has these two, and normalising one that does throws.
        return text.AsSpan().ContainsAny('\uFFFE', '\uFFFF') ? (text.Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD'), encoding) : (text, encoding);
    }

    /// <summary>
    /// The text without signs that have no width: a byte order mark where files were put together, marks of the direction of
    /// writing that a spreadsheet copies along with dates and amounts.
    /// </summary>
    public static string WithoutInvisible(string text)
    {
        if (!text.AsSpan().ContainsAny(Invisible))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!Invisible.Contains(c))
            {
                plain.Append(c);
            }
        }

        return plain.ToString();
    }

    /// <summary>Finds an encoding by a name as banks write it: case, dashes and underscores do not count.</summary>
    public static Encoding? ByName(string name)
    {
        var key = new string(name.Where(char.IsAsciiLetterOrDigit).ToArray()).ToUpperInvariant();
        // ISO-8859-1 is read as its superset Windows-1252, as browsers do: C1 control characters never occur in bank texts.
        return key switch
        {
            "" or "NONE" => null,
            "UTF8" or "UNICODE" => Encoding.UTF8,
            "USASCII" or "ASCII" or "1252" or "CP1252" or "WINDOWS1252" or "ISO88591" or "88591" or "LATIN1" or "ANSI" => Encoding.GetEncoding(1252),
            "UTF16" or "UTF16LE" => Encoding.Unicode,
            "UTF16BE" => Encoding.BigEndianUnicode,
            _ => Lookup(name, key),
        };
    }

    private static (string Text, string Encoding) DecodeAny(ReadOnlySpan<byte> bytes, Encoding? declared)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            return (System.Text.Unicode.Utf8.IsValid(bytes) ? OnceDecoded(Encoding.UTF8.GetString(bytes[3..])) : Mixed(bytes[3..]), "utf-8");
        if (bytes is [0xFF, 0xFE, ..])
            return (Encoding.Unicode.GetString(bytes[2..]), "utf-16");
        if (bytes is [0xFE, 0xFF, ..])
            return (Encoding.BigEndianUnicode.GetString(bytes[2..]), "utf-16be");
        if (Utf16WithoutMark(bytes) is { } utf16)
            return (utf16.GetString(bytes), utf16.WebName);
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return (OnceDecoded(StrictUtf8.GetString(bytes)), "utf-8");
        if (MostlyUtf8(bytes))
            return (Mixed(bytes), "utf-8");
        var encoding = declared is null or UTF8Encoding or ASCIIEncoding ? GuessCodePage(bytes) : declared;
        return (encoding.GetString(bytes), encoding.WebName);
    }

    private static Encoding? Lookup(string name, string key)
    {
        if (int.TryParse(key.TrimStart("CPWINDOWS".ToCharArray()), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            && page is >= 1250 and <= 1258 or 874 or 932 or 936 or 949 or 950)
            return Encoding.GetEncoding(page);
        if (key.StartsWith("8859", StringComparison.Ordinal))
            name = "iso-8859-" + key[4..];
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // No such name, or UTF-7, which .NET knows and refuses.
            return null;
        }
    }

    private static UnicodeEncoding? Utf16WithoutMark(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length & ~1, 4096)];
        if (sample.Length < 8)
            return null;
        int even = 0, odd = 0;
        for (var i = 0; i < sample.Length; i += 2)
        {
            if (sample[i] == 0)
                even++;
            if (sample[i + 1] == 0)
                odd++;
        }
        var half = sample.Length / 2;
        // Cyrillic and Asian letters have no zero byte, what stands between them has.
        if (odd * 4 > half && even * 10 < odd)
            return new UnicodeEncoding(false, false);
        return even * 4 > half && odd * 10 < even ? new UnicodeEncoding(true, false) : null;
    }

    /// <summary>Bytes of UTF-8 among which some are of Windows-1252: lines of two programs in one file. Half a letter stays unreadable.</summary>
    private static string Mixed(ReadOnlySpan<byte> bytes)
    {
        var western = Encoding.GetEncoding(1252);
        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
                bytes = bytes[used..];
                continue;
            }

            // A letter that was cut off begins with one of these; they are no letters that words of Windows-1252 end on.
            text.Append(bytes[0] is 0xC2 or 0xC3 || used > 1 ? "\uFFFD" : western.GetString(bytes[..1]));
            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>
    /// UTF-8 that was taken for Windows-1252 and made UTF-8 once more: "MÃ¼ller". Only where all of the text's letters beyond ASCII
    /// are such bytes, which no text is by chance.
    /// </summary>
    private static string OnceDecoded(string text)
    {
        if (text.AsSpan().IndexOfAny("ÃÂÄÅ") is not (>= 0 and var first) || first + 1 == text.Length || char.IsAscii(text[first + 1]) || text.AsSpan().ContainsAnyExceptInRange('\0', '\uFFEF'))
            return text;
        try
        {
            var bytes = StrictWestern.Value.GetBytes(text);
            return System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : text;
        }
        catch (EncoderFallbackException)
        {
            return text;
        }
    }

    /// <summary>A broken byte or two must not flip a UTF-8 file to a code page: "Café" would become "CafÃ©".</summary>
    private static bool MostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        int good = 0, bad = 0;
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
            if (status != System.Buffers.OperationStatus.Done)
                bad++;
            else if (used > 1)
                good++;
            bytes = bytes[used..];
        }
        return good >= bad && good > 0;
    }

    private static Encoding GuessCodePage(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, 1 << 18)].ToArray();
        var second = CharsetDetector.DetectFromBytes(sample).Detected?.Encoding?.CodePage switch
        {
            null => 0,
            936 => 54936,
            51949 => 949,
            20932 => 51932,
            // ISO's pages lie within Windows' but for letters that these have elsewhere too.
            28591 => 1252,
            28597 => 1253,
            28599 => 1254,
            28603 => 1257,
            { } page => page,
        };
        Encoding best = Encoding.GetEncoding(1252);
        var bestScore = int.MinValue;
        foreach (var (page, script, typical) in CodePageLetters.All)
        {
            // Two bytes a letter make letters of any two bytes: these pages are asked where the frequency of the letters speaks for them.
            // Shift JIS is asked always: what means nothing in it shows.
            if (script == CodePageLetters.Script.Asian && page is not 932 && page != second)
            {
                continue;
            }

            var encoding = Encoding.GetEncoding(page);
            var score = CodePageLetters.Score(encoding.GetString(sample), typical, script) + (page == second ? 1 : 0);
            if (score > bestScore)
                (best, bestScore) = (encoding, score);
        }
        return best;
    }
}
