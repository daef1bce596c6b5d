using System.Text;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Text;

namespace FinanceAspire.Formats.Reading.Ofx;

/// <summary>
/// The header of OFX 1 (<c>ENCODING:</c>, <c>CHARSET:</c>; OFX 1.6, section 2.2) or the XML declaration of OFX 2. Banks copy
/// it without thinking: what the bytes say goes first, see <see cref="TextDecoding"/>.
/// </summary>
internal static partial class OfxHeader
{
    /// <summary>The charset that the file claims, or null where it claims none that is known.</summary>
    public static Encoding? Charset(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 1024)]);
        if (Xml().Match(head) is { Success: true } xml)
        {
            return TextDecoding.ByName(xml.Groups[1].Value);
        }

        if (!head.Contains("OFXHEADER", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var charset = Field(head, "CHARSET");
        return TextDecoding.ByName(charset is "" or "NONE" ? Field(head, "ENCODING") : charset);
    }

    private static string Field(string head, string name) =>
        Regex.Match(head, $@"\b{name}\s*:\s*([A-Za-z0-9_.-]+)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking) is { Success: true } match
            ? match.Groups[1].Value.ToUpperInvariant()
            : "";

    [GeneratedRegex("""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""", RegexOptions.IgnoreCase)]
    private static partial Regex Xml();
}
