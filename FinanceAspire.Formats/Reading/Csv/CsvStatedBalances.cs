using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Balances that a table states beside its bookings: in rows of their own (Swedbank writes "Opening balance", "Turnover" and
/// "Closing balance" into the column of texts) or in columns that say the same in every row (Norma 43 made into CSV).
/// </summary>
/// <param name="Opening">Before the first booking; null where none is stated.</param>
/// <param name="Closing">After the last one.</param>
internal sealed record CsvStatedBalances(decimal? Opening, decimal? Closing)
{
    private const int Longest = 40;

    private static readonly HashSet<string> OpeningWords = Keys(
        "opening balance", "balance brought forward", "initial balance", "start balance", "algsaldo", "algjääk", "sākuma atlikums", "likutis pradžiai", "pradinis likutis",
        "anfangssaldo", "saldo początkowe", "solde initial", "saldo inicial", "saldo iniziale", "beginsaldo", "počáteční zůstatek",
        "beginning balance", "starting balance", "balance at start of period", "saldo anterior", "solde en début de période", "ancien solde", "alter saldo", "alter kontostand", "ingående saldo",
        "inngående saldo", "входящий остаток", "期初余额", "前期繰越");

    private static readonly HashSet<string> ClosingWords = Keys(
        "closing balance", "balance carried forward", "final balance", "end balance", "lõppsaldo", "lõppjääk", "beigu atlikums", "likutis pabaigai", "galutinis likutis",
        "endsaldo", "saldo końcowe", "solde final", "saldo final", "saldo finale", "eindsaldo", "konečný zůstatek",
        "ending balance", "balance at end of period", "s a l d o", "solde en fin de période", "nouveau solde", "neuer saldo", "neuer kontostand", "utgående saldo",
        "исходящий остаток", "期末余额", "次期繰越");

    private static readonly HashSet<string> TurnoverWords = Keys("turnover", "käive", "apgrozījums", "apyvarta", "umsatz", "obroty", "total debits", "total credits", "total", "totals", "transactions total", "totaal", "totale", "summe", "razem", "итого", "合计", "合計");

    /// <summary>Balances that some banks list after each day.</summary>
    private static readonly HashSet<string> DayWords = Keys(
        "saldo do dia", "saldo dia", "saldo diario", "saldo del dia", "saldo parcial", "saldo giornaliero", "tagessaldo", "zwischensaldo", "daily balance", "solde du jour", "saldo atual");

    /// <summary>
    /// Rows of balances are taken out of the lines and named, for each account and currency. Only where there is one of each
    /// kind: "Opening balance" alone may be somebody's own entry.
    /// </summary>
    public static Dictionary<(string? Account, string? Currency), CsvStatedBalances> TakeRows(List<StatementLine> lines, ProblemList problems)
    {
        var found = new Dictionary<(string? Account, string? Currency), CsvStatedBalances>();
        var taken = new HashSet<StatementLine>(ReferenceEqualityComparer.Instance);
        foreach (var group in lines.Where(l => Said(l) is { } said && IsKey(said)).GroupBy(l => (l.OwnAccount, l.Currency)))
        {
            var (opening, closing) = (group.Where(l => OpeningWords.Contains(Said(l)!)).ToList(), group.Where(l => ClosingWords.Contains(Said(l)!)).ToList());
            var areOfDays = group.Any(l => DayWords.Contains(Said(l)!));
            if (opening.Count == 1 && closing.Count == 1)
            {
                found[group.Key] = new(opening[0].Amount, closing[0].Amount);
                taken.UnionWith(group);
            }
            else if (areOfDays)
            {
                taken.UnionWith(group);
            }
        }

        foreach (var line in lines.Where(taken.Contains))
        {
            LeaveOut(line.Row, $"{line.Payee} {line.Description}".Trim(), null, problems);
        }

        lines.RemoveAll(taken.Contains);
        return found;
    }

    /// <summary>Balances above or below the table, in rows without a date; null where they do not differ by what the lines sum to.</summary>
    public static CsvStatedBalances? Around(CsvShape shape, CsvProfile profile, List<StatementLine> lines)
    {
        decimal? opening = null, closing = null;
        foreach (var record in shape.Records.Where(r => r.Count > 1 && r[0].Length is > 0 and <= Longest))
        {
            var word = WithoutDay(record[0].ToString());
            if (!OpeningWords.Contains(word) && !ClosingWords.Contains(word))
            {
                continue;
            }

            var amounts = record.ToArray().Skip(1).Where(f => CsvAmounts.TryParse(f, profile.DecimalSign ?? '.', out _)).ToList();
            if (amounts.Count != 1 || (OpeningWords.Contains(word) ? opening : closing) is not null)
            {
                return null;
            }

            CsvAmounts.TryParse(amounts[0], profile.DecimalSign ?? '.', out var amount);
            (opening, closing) = (OpeningWords.Contains(word) ? amount : opening, OpeningWords.Contains(word) ? closing : amount);
        }

        return opening is not null && opening + lines.Where(l => !l.IsPending).Sum(l => l.Amount) == closing ? new(opening, closing) : null;
    }

    /// <summary>True for a text that is a balance's or a total's, as "Closing balance" or "Total".</summary>
    public static bool IsWord(ReadOnlySpan<char> text) => text.Length <= Longest && IsKey(TextFolding.Key(text.ToString()));

    /// <summary>Names a row that is no booking.</summary>
    public static void LeaveOut(int row, ReadOnlySpan<char> text, string? raw, ProblemList problems) =>
        problems.Warn(row, ProblemCodes.SkippedRow, $"The row '{text}' is a balance or a total of the bank, not a booking.", raw);

    private static bool IsKey(string key) => OpeningWords.Contains(key) || ClosingWords.Contains(key) || TurnoverWords.Contains(key) || DayWords.Contains(key);

    /// <summary>
    /// Columns that are named for a balance and hold one and the same amount in every row; or in some, where what lies between
    /// the two is what the lines sum to.
    /// </summary>
    public static CsvStatedBalances OfColumns(CsvShape shape, CsvProfile profile, List<StatementLine> lines)
    {
        var isSparse = false;
        var found = new CsvStatedBalances(Of(OpeningWords), Of(ClosingWords));
        return !isSparse || found.Opening + lines.Where(l => !l.IsPending).Sum(l => l.Amount) == found.Closing ? found : new(null, null);

        decimal? Of(HashSet<string> words)
        {
            var column = shape.Header.Index().Where(h => words.Contains(TextFolding.Key(h.Item))).Select(h => h.Index).FirstOrDefault(-1);
            if (column < 0 || profile.Columns!.ElementAtOrDefault(column) != CsvColumn.Ignore)
            {
                return null;
            }

            decimal? same = null;
            foreach (var row in shape.Rows)
            {
                if (row[column].IsEmpty)
                {
                    isSparse = true;
                    continue;
                }

                if (!CsvAmounts.TryParse(row[column], profile.DecimalSign ?? '.', out var amount) || (same is { } before && before != amount))
                {
                    return null;
                }

                same = amount;
            }

            return same;
        }
    }

    /// <summary>The one text of a line, as the words are compared; null where it has two, or one longer than any of them: most lines.</summary>
    private static string? Said(StatementLine line) =>
        (line.Payee.Length == 0 || line.Description.Length == 0) && line.Payee.Length + line.Description.Length <= Longest ? TextFolding.Key(line.Payee + line.Description) : null;

    /// <summary>"Beginning balance as of 12/01/2025" as "beginning balance".</summary>
    private static string WithoutDay(string text)
    {
        var key = TextFolding.Key(text);
        var digit = key.AsSpan().IndexOfAnyInRange('0', '9');
        return digit < 0 ? key : key[..digit].TrimEnd().Replace(" as of", "", StringComparison.Ordinal).Replace(" vom", "", StringComparison.Ordinal);
    }

    private static HashSet<string> Keys(params string[] words) => [.. words.Select(TextFolding.Key)];
}
