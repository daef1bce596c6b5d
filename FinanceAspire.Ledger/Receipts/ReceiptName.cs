using System.Globalization;
using System.Text;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Ledger.Receipts;

/// <summary>
/// The name of an uploaded file as it is shown and offered for download: a name and never a path, without what no eye sees or
/// what turns text around, and ending as its content does. No file on the disk is ever called by it.
/// </summary>
public static class ReceiptName
{
    private const int MaxLength = 120;

    public static string Clean(string? name, string contentType)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var visible = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            // Format characters turn the reading direction around or are invisible: "gpj.exe" may be shown as "exe.jpg".
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate))
            {
                visible.Append(rune.ToString());
            }
        }

        var clean = PlainText.Clean(visible.ToString(), MaxLength).Trim('.', ' ');
        var (extension, others) = contentType switch
        {
            "image/jpeg" => (".jpg", new[] { ".jpeg", ".jpe", ".jfif" }),
            "image/png" => (".png", []),
            "image/webp" => (".webp", []),
            _ => (".pdf", Array.Empty<string>()),
        };
        return clean.Length == 0 ? "receipt" + extension
            : others.Append(extension).Any(e => clean.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ? clean
            : clean + extension;
    }
}
