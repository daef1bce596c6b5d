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
        "anfangssaldo", "saldo początkowe", "solde initial", "saldo inicial", "saldo iniziale", "beginsaldo", "počáteční zůstatek");

    private static readonly HashSet<string> ClosingWords = Keys(
        "closing balance", "balance carried forward", "final balance", "end balance", "lõppsaldo", "lõppjääk", "beigu atlikums", "likutis pabaigai", "galutinis likutis",
        "endsaldo", "saldo końcowe", "solde final", "saldo final", "saldo finale", "eindsaldo", "konečný zůstatek");

    private static readonly HashSet<string> TurnoverWords = Keys("turnover", "käive", "apgrozījums", "apyvarta", "umsatz", "obroty", "total debits", "total credits");

    /// <summary>Rows of balances are taken out of the lines and named. Only where there is one of each kind: "Opening balance" alone may be somebody's own entry.</summary>
    public static CsvStatedBalances? TakeRows(List<StatementLine> lines, ProblemList problems)
    {
        var stated = lines.FindAll(l => Said(l) is { } said && (OpeningWords.Contains(said) || ClosingWords.Contains(said) || TurnoverWords.Contains(said)));
        var (opening, closing) = (stated.FindAll(l => OpeningWords.Contains(Said(l)!)), stated.FindAll(l => ClosingWords.Contains(Said(l)!)));
        if (opening.Count != 1 || closing.Count != 1)
        {
            return null;
        }

        foreach (var line in stated)
        {
            problems.Warn(line.Row, ProblemCodes.SkippedRow, $"The row '{$"{line.Payee} {line.Description}".Trim()}' is a balance or a total of the bank, not a booking.", null);
        }

        lines.RemoveAll(new HashSet<StatementLine>(stated, ReferenceEqualityComparer.Instance).Contains);
        return new(opening[0].Amount, closing[0].Amount);
    }

    /// <summary>Columns that are named for a balance and hold one and the same amount in every row.</summary>
    public static CsvStatedBalances OfColumns(CsvShape shape, CsvProfile profile)
    {
        return new(Of(OpeningWords), Of(ClosingWords));

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

    private static HashSet<string> Keys(params string[] words) => [.. words.Select(TextFolding.Key)];
}
