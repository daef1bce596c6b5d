using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>The running balance, where the file has one: it proves the sign of every row and gives the closing balance.</summary>
internal static class CsvBalance
{
    /// <summary>Turns all amounts round where only that makes the balances add up; names the rows that do not add up.</summary>
    public static CsvProfile Check(List<StatementLine> lines, CsvProfile profile, List<string> evidence, ProblemList problems, out List<StatementLine> checkedLines)
    {
        checkedLines = lines;
        var withBalance = lines.FindAll(l => l.RunningBalance is not null && !l.IsPending);
        if (withBalance.Count < 2)
        {
            return profile with { InvertAmounts = profile.InvertAmounts ?? false };
        }

        if (!AreOfOne(withBalance))
        {
            // Each account, and each currency of a wallet, has a balance of its own.
            withBalance = [.. withBalance.GroupBy(l => (l.OwnAccount, l.Currency)).MaxBy(g => g.Count())!];
        }

        var (up, down) = (Breaks(withBalance, 1, false), Breaks(withBalance, 1, true));
        var right = Math.Min(up.Count, down.Count);
        if (profile.InvertAmounts is null && right > 0 && (Breaks(withBalance, -1, false).Count == 0 || Breaks(withBalance, -1, true).Count == 0))
        {
            evidence.Add("The running balance proves that money out is positive in this file; all amounts are turned round.");
            checkedLines = lines.ConvertAll(Turned);
            return profile with { InvertAmounts = true };
        }

        if (right == 0)
        {
            evidence.Add($"The running balance agrees with all {withBalance.Count} rows.");
        }
        else if (right <= withBalance.Count / 4)
        {
            foreach (var line in up.Count <= down.Count ? up : down)
            {
                problems.Warn(line.Row, ProblemCodes.BalanceMismatch, $"The bank's running balance {line.RunningBalance} does not follow from the row before.");
            }
        }

        return profile with { InvertAmounts = profile.InvertAmounts ?? false };
    }

    /// <summary>The line with money out for money in.</summary>
    public static StatementLine Turned(StatementLine line) =>
        line with { Amount = -line.Amount, Foreign = line.Foreign is { } foreign ? foreign with { Amount = -foreign.Amount } : null };

    /// <summary>True where all lines are of one account and one currency, as in most files.</summary>
    public static bool AreOfOne(List<StatementLine> lines) => lines.TrueForAll(l => l.OwnAccount == lines[0].OwnAccount && l.Currency == lines[0].Currency);

    /// <summary>One statement for each account and currency in the file.</summary>
    public static List<Statement> Statements(List<StatementLine> lines, CsvProfile profile, string format, Dictionary<(string? Account, string? Currency), CsvStatedBalances> stated) =>
        AreOfOne(lines)
            ? [Stated(One(lines, lines[0].OwnAccount, lines[0].Currency ?? profile.Currency, format), stated.GetValueOrDefault((lines[0].OwnAccount, lines[0].Currency)))]
            : [.. lines.GroupBy(l => (l.OwnAccount, l.Currency))
                .Select(g => Stated(One([.. g], g.Key.OwnAccount, g.Key.Currency ?? profile.Currency, format), stated.GetValueOrDefault(g.Key))).OrderByDescending(s => s.Lines.Count)];

    private static Statement Stated(Statement statement, CsvStatedBalances? stated) => statement with
    {
        Opening = statement.Opening ?? (stated?.Opening is { } opening ? new StatementBalance(opening, statement.From) : null),
        Closing = statement.Closing ?? (stated?.Closing is { } closing ? new StatementBalance(closing, statement.To) : null),
    };

    private static Statement One(List<StatementLine> lines, string? account, string? currency, string format)
    {
        var (opening, closing) = Ends(lines);
        return new Statement
        {
            Format = format,
            Account = account is not null && account.Count(char.IsAsciiDigit) >= 6 && !account.Any(char.IsLower) ? new AccountHint(AccountId: account) : new AccountHint(Name: account),
            Currency = currency,
            From = lines.Min(l => l.Date),
            To = lines.Max(l => l.Date),
            Opening = opening,
            Closing = closing,
            Lines = lines,
        };
    }

    private static (StatementBalance? Opening, StatementBalance? Closing) Ends(List<StatementLine> lines)
    {
        var booked = lines.Exists(l => l.IsPending) ? lines.FindAll(l => !l.IsPending) : lines;
        if (booked.Count == 0 || booked.Exists(l => l.RunningBalance is null))
        {
            return (null, null);
        }

        var newestFirst = booked.Count > 1 && (booked[0].Date > booked[^1].Date || Breaks(booked, 1, true).Count < Breaks(booked, 1, false).Count);
        var (oldest, newest) = newestFirst ? (booked[^1], booked[0]) : (booked[0], booked[^1]);
        // A balance column that does not follow the rows is no running balance: it proves nothing.
        return Breaks(booked, 1, newestFirst).Count > 0
            ? (null, null)
            : (new StatementBalance(oldest.RunningBalance!.Value - oldest.Amount, oldest.Date), new StatementBalance(newest.RunningBalance!.Value, newest.Date));
    }

    /// <summary>The lines whose balance is not the one before plus the line's amount.</summary>
    private static List<StatementLine> Breaks(List<StatementLine> lines, int sign, bool newestFirst)
    {
        var breaks = new List<StatementLine>();
        for (var i = 1; i < lines.Count; i++)
        {
            var (before, line) = newestFirst ? (lines[^i], lines[^(i + 1)]) : (lines[i - 1], lines[i]);
            if (line.RunningBalance != before.RunningBalance + (sign * line.Amount))
            {
                breaks.Add(line);
            }
        }

        return breaks;
    }
}
