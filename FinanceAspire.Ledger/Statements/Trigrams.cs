using System.Text;

namespace FinanceAspire.Ledger.Statements;

/// <summary>
/// Similarity of texts as PostgreSQL's pg_trgm defines it: words of letters and digits in lower case, padded with two blanks
/// before and one behind, the share of three-letter pieces that two texts have in common.
/// </summary>
public static class Trigrams
{
    /// <summary>0 for nothing in common, 1 for the same words; 0 where a text has no word.</summary>
    public static decimal Similarity(string a, string b)
    {
        var (left, right) = (Of(a), Of(b));
        if (left.Count == 0 || right.Count == 0)
        {
            return 0;
        }

        var shared = left.Count(right.Contains);
        return shared / (decimal)(left.Count + right.Count - shared);
    }

    /// <summary>The pieces of a text, each once.</summary>
    internal static HashSet<string> Of(string text)
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder("  ");
        foreach (var c in text.Append(' '))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 2)
            {
                word.Append(' ');
                for (var i = 0; i + 3 <= word.Length; i++)
                {
                    pieces.Add(word.ToString(i, 3));
                }

                word.Clear().Append("  ");
            }
        }

        return pieces;
    }
}

/// <summary>Finds the most similar of many names.</summary>
/// <param name="names">The names that are known.</param>
public sealed class SimilarNames(IReadOnlyCollection<string> names)
{
    /// <summary>Below this two names are not taken for the same: pg_trgm's own default is 0.3, which pairs too many shops.</summary>
    public const decimal Threshold = 0.45m;

    private readonly string[] _names = [.. names];
    private readonly int[] _sizes = [.. names.Select(n => Trigrams.Of(n).Count)];
    private readonly Dictionary<string, List<int>> _byPiece = Index(names);

    /// <summary>The most similar name and how similar it is, or null where none reaches the threshold.</summary>
    public (string Name, decimal Similarity)? Find(string text)
    {
        var pieces = Trigrams.Of(text);
        var shared = new Dictionary<int, int>();
        foreach (var name in pieces.SelectMany(p => _byPiece.GetValueOrDefault(p) ?? []))
        {
            shared[name] = shared.GetValueOrDefault(name) + 1;
        }

        (string, decimal)? best = null;
        foreach (var (name, count) in shared)
        {
            var similarity = count / (decimal)(pieces.Count + _sizes[name] - count);
            if (similarity >= Threshold && (best is not { } b || similarity > b.Item2 || (similarity == b.Item2 && string.CompareOrdinal(_names[name], b.Item1) < 0)))
            {
                best = (_names[name], similarity);
            }
        }

        return best;
    }

    private static Dictionary<string, List<int>> Index(IReadOnlyCollection<string> names)
    {
        var index = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var (name, i) in names.Select((n, i) => (n, i)))
        {
            foreach (var piece in Trigrams.Of(name))
            {
                (index.TryGetValue(piece, out var list) ? list : index[piece] = []).Add(i);
            }
        }

        return index;
    }
}
