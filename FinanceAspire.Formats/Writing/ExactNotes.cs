using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FinanceAspire.Formats.Writing;

/// <summary>
/// What plain text accounting has no word for (ids, exact names, the third state of clearing), as one JSON object in a
/// comment or metadata. Colons and brackets inside of texts are escaped: hledger and Ledger read <c>date:</c> and
/// <c>[2026-01-01]</c> anywhere in a comment as instructions.
/// </summary>
internal sealed class ExactNotes
{
    /// <summary>The name of the comment or metadata that holds it.</summary>
    public const string Key = "financeaspire";

    private readonly StringBuilder _json = new("{");

    public bool IsEmpty => _json.Length == 1;

    public ExactNotes Add(string name, string? text)
    {
        if (text is not null)
        {
            Append(name, Escape(text));
        }

        return this;
    }

    public ExactNotes Add(string name, Guid? id) => Add(name, id?.ToString());

    public ExactNotes Add(string name, decimal number)
    {
        Append(name, number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public ExactNotes Add(string name, IReadOnlyList<string> texts)
    {
        // Not a JSON array: Ledger reads brackets in comments as dates.
        for (var i = 0; i < texts.Count; i++)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{name}{i}"), texts[i]);
        }

        return this;
    }

    /// <summary>The text, only where writing it plainly would change it.</summary>
    public ExactNotes AddWhereChanged(string name, string exact, string written) => exact == written ? this : Add(name, exact);

    public override string ToString() => _json + "}";

    private static string Escape(string text) =>
        JsonSerializer.Serialize(text).Replace(":", "\\u003a", StringComparison.Ordinal).Replace("[", "\\u005b", StringComparison.Ordinal);

    private void Append(string name, string json) => _json.Append(IsEmpty ? "" : ", ").Append('"').Append(name).Append("\":").Append(json);
}
