using System.Globalization;

namespace FinanceAspire.Ledger.Statements;

/// <summary>Something that explains a difference between book and bank, wholly or in part.</summary>
/// <param name="Code"><c>differs_before</c>, <c>entry_without_line</c>, <c>booked_twice</c> or <c>line_left_out</c>.</param>
/// <param name="Text">A sentence for the user.</param>
/// <param name="Amount">What it adds to the book's balance over the bank's.</param>
/// <param name="TransactionId">The entry, where it is one.</param>
/// <param name="Row">The row of the import, where it is one.</param>
public sealed record Culprit(string Code, string Text, decimal Amount, Guid? TransactionId = null, int? Row = null);

/// <summary>An entry of the account in the statement's period that no line of any import stands for.</summary>
public sealed record UnconfirmedEntry(Guid TransactionId, DateOnly Date, decimal Amount, string Text);

/// <summary>A line of the statement that was not booked and is not in the book otherwise.</summary>
public sealed record LeftOutLine(int Row, DateOnly Date, decimal Amount, string Text);

/// <summary>Looks for what makes the book differ from the bank.</summary>
public static class StatementCheck
{
    private const int MostListed = 10;

    /// <summary>The likely reasons, the most telling first; empty where book and bank agree.</summary>
    /// <param name="difference">The book's balance less the bank's, at the end of the statement.</param>
    /// <param name="before">The same on the day before it; null where the statement says nothing of it.</param>
    /// <param name="from">The first day of the statement.</param>
    /// <param name="entries">Entries without a line.</param>
    /// <param name="leftOut">Lines that were not booked.</param>
    public static IReadOnlyList<Culprit> Culprits(decimal difference, decimal? before, DateOnly? from, IReadOnlyList<UnconfirmedEntry> entries, IReadOnlyList<LeftOutLine> leftOut)
    {
        var culprits = new List<Culprit>();
        if (difference == 0)
        {
            return culprits;
        }

        if (before is { } earlier && earlier != 0)
        {
            culprits.Add(new("differs_before", string.Create(CultureInfo.InvariantCulture, $"The book differed by {earlier} before the statement's first day {from:yyyy-MM-dd} already: earlier days are missing, or something is booked twice there."), earlier));
        }

        var left = difference - (before ?? 0);
        if (left == 0)
        {
            return culprits;
        }

        var extra = entries.Select(e => (Entry: e, Culprit: Of(e, entries))).ToList();
        var missing = leftOut.Where(l => l.Amount != 0).Select(l => new Culprit(
            "line_left_out", string.Create(CultureInfo.InvariantCulture, $"Row {l.Row} of {l.Date:yyyy-MM-dd} is not in the book: {l.Text}."), -l.Amount, Row: l.Row)).ToList();
        // What explains the whole difference alone comes alone.
        var alone = extra.Where(e => e.Culprit.Amount == left).Select(e => e.Culprit).Concat(missing.Where(m => m.Amount == left)).ToList();
        culprits.AddRange(alone.Count > 0 ? alone.Take(MostListed) : extra.Select(e => e.Culprit).Concat(missing).OrderByDescending(c => Math.Abs(c.Amount)).Take(MostListed));
        return culprits;
    }

    private static Culprit Of(UnconfirmedEntry entry, IReadOnlyList<UnconfirmedEntry> all) =>
        all.Any(o => o.TransactionId != entry.TransactionId && o.Amount == entry.Amount && Math.Abs(o.Date.DayNumber - entry.Date.DayNumber) <= 3)
            ? new("booked_twice", string.Create(CultureInfo.InvariantCulture, $"{entry.Text} of {entry.Date:yyyy-MM-dd} looks booked twice, and the bank has no line for it."), entry.Amount, entry.TransactionId)
            : new("entry_without_line", string.Create(CultureInfo.InvariantCulture, $"{entry.Text} of {entry.Date:yyyy-MM-dd} is in the book, and no line of the bank stands for it."), entry.Amount, entry.TransactionId);
}
