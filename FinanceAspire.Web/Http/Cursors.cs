using System.Buffers.Text;
using System.Globalization;
using System.Text;
using FinanceAspire.Data.Queries;

namespace FinanceAspire.Web.Http;

/// <summary>A place in a list as an opaque text: what a client gets as <c>next_cursor</c> and sends back.</summary>
internal static class Cursors
{
    public static string Write(DateOnly date, Guid id, short ordinal = 0) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}|{id:N}|{ordinal}")));

    /// <summary>False where the text was not made here; true with null where there is none.</summary>
    public static bool TryRead(string? text, out RegisterCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var bytes = new byte[256];
        if (text.Length > 200 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split('|');
        if (parts.Length == 3
            && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && Guid.TryParseExact(parts[1], "N", out var id)
            && short.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
        {
            cursor = new(date, id, ordinal);
            return true;
        }

        return false;
    }
}
