using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Several accounts one below the other in one file, each under a title of its own with the same header and balances of its own
/// (comdirect). Read as one they would be one account.
/// </summary>
internal static class CsvSections
{
    /// <summary>The lines with the title of their part as their account; as they are where the file has one part, or parts that no balances prove.</summary>
    public static List<StatementLine> Name(CsvShape shape, CsvProfile profile, List<StatementLine> lines, Dictionary<(string? Account, string? Currency), CsvStatedBalances> stated)
    {
        if (shape.HeaderIndex <= 0 || lines.Count == 0 || lines.Exists(l => l.OwnAccount is not null))
        {
            return lines;
        }

        var headers = shape.Records.Index().Where(r => r.Item.Count == shape.Header.Count && r.Item[0].SequenceEqual(shape.Header[0]) && r.Item.ToArray().SequenceEqual(shape.Header, StringComparer.Ordinal)).Select(r => r.Index).ToList();
        if (headers.Count < 2)
        {
            return lines;
        }

        var named = new List<StatementLine>(lines.Count);
        var found = new Dictionary<string, (string? Currency, CsvStatedBalances Balances)>(StringComparer.OrdinalIgnoreCase);
        var begin = 0;
        for (var i = 0; i < headers.Count; i++)
        {
            // What stands between the last booking and the next header is the next part's head, but for the opening balance.
            var last = i + 1 < headers.Count ? TitleOf(shape, headers[i] + 1, headers[i + 1]) : shape.Records.Count;
            var title = TitleOf(shape, i == 0 ? 0 : begin, headers[i]);
            var part = shape with { HeaderIndex = headers[i] - begin, Records = [.. shape.Records.Take(begin..last)] };
            var (from, to) = (shape.Records[headers[i]].Line, last < shape.Records.Count ? shape.Records[last].Line : int.MaxValue);
            // Lines come in the order of the file: of many parts each is gone through once.
            var own = lines.Skip(named.Count).TakeWhile(l => l.Row > from && l.Row < to).ToList();
            if (title >= headers[i] || CsvStatedBalances.Around(part, profile, own) is not { } balances
                || TextFolding.Fold(shape.Records[title][0]) is var name && !found.TryAdd(name, (own.FirstOrDefault()?.Currency, balances)))
            {
                return lines;
            }

            named.AddRange(own.Select(l => l with { OwnAccount = name }));
            begin = last;
        }

        if (named.Count != lines.Count)
        {
            return lines;
        }

        foreach (var (name, (currency, balances)) in found)
        {
            stated[(name, currency)] = balances;
        }

        return named;
    }

    /// <summary>The first record between two that is words alone and no balance: the title.</summary>
    private static int TitleOf(CsvShape shape, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var record = shape.Records[i];
            if (record[0].Length > 0 && !record[0].ContainsAnyInRange('0', '9') && !CsvStatedBalances.IsWord(record[0])
                && Enumerable.Range(1, Math.Max(0, record.Count - 1)).All(c => !CsvAmounts.LooksLikeAmount(shape.Records[i][c])))
            {
                return i;
            }
        }

        return to;
    }
}
