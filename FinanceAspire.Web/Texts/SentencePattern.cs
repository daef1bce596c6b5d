using System.Globalization;
using System.Text.RegularExpressions;

namespace FinanceAspire.Web.Texts;

/// <summary>A text with holes, to find what a sentence that was made of it has in them.</summary>
internal sealed partial class SentencePattern
{
    private readonly string[] _parts;
    private readonly int[] _holes;

    /// <param name="key">As <see cref="string.Format(string, object)"/> takes it: <c>There is no '{0}:'.</c></param>
    public SentencePattern(string key)
    {
        Key = key;
        var pieces = Hole().Split(key);
        _parts = [.. pieces.Where((_, i) => i % 2 == 0)];
        _holes = [.. pieces.Where((_, i) => i % 2 == 1).Select(h => int.Parse(h, CultureInfo.InvariantCulture))];
        Fixed = _parts.Sum(p => p.Length);
    }

    public string Key { get; }

    /// <summary>How much of it is text.</summary>
    public int Fixed { get; }

    /// <summary>What is in the holes, by their number; null where the sentence is another one.</summary>
    public IReadOnlyList<string>? Match(string sentence)
    {
        if (sentence.Length < Fixed || !sentence.StartsWith(_parts[0], StringComparison.Ordinal) || !sentence.EndsWith(_parts[^1], StringComparison.Ordinal))
        {
            return null;
        }

        var found = new string[_holes.Length == 0 ? 0 : _holes.Max() + 1];
        Array.Fill(found, "");
        var at = _parts[0].Length;
        for (var i = 0; i < _holes.Length; i++)
        {
            // The last part is the end; those between are where they come first.
            var end = i == _holes.Length - 1 ? sentence.Length - _parts[^1].Length : sentence.IndexOf(_parts[i + 1], at, StringComparison.Ordinal);
            if (end < at)
            {
                return null;
            }

            found[_holes[i]] = sentence[at..end];
            at = end + _parts[i + 1].Length;
        }

        return found;
    }

    [GeneratedRegex(@"\{(\d)\}")]
    private static partial Regex Hole();
}
