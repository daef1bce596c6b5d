using System.Globalization;
using System.Text.Json;
using FinanceAspire.Formats.Writing;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>What <see cref="ExactNotes"/> wrote, read back. Whatever is malformed is nothing: it is only a comment.</summary>
internal sealed class JournalNotes
{
    private readonly Dictionary<string, string> _values;

    private JournalNotes(Dictionary<string, string> values) => _values = values;

    public string? this[string name] => _values.GetValueOrDefault(name);

    public Guid? Id(string name) => Guid.TryParse(this[name], out var id) ? id : null;

    public decimal? Number(string name) => decimal.TryParse(this[name], NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    public DateOnly? Date(string name) => DateOnly.TryParseExact(this[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    public List<string> Texts(string name)
    {
        var texts = new List<string>();
        while (this[string.Create(CultureInfo.InvariantCulture, $"{name}{texts.Count}")] is { } text)
        {
            texts.Add(text);
        }

        return texts;
    }

    /// <summary>The notes in a comment, or null where it holds none.</summary>
    public static JournalNotes? InComment(string comment) =>
        comment.TrimStart() is { } text && text.StartsWith(ExactNotes.Key + ": ", StringComparison.Ordinal) ? Parse(text[(ExactNotes.Key.Length + 2)..]) : null;

    /// <summary>The notes of a JSON text, or null where it is none.</summary>
    public static JournalNotes? Parse(string json)
    {
        if (json.Length > 64 * 1024)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(document.RootElement.EnumerateObject().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value.ToString()))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
