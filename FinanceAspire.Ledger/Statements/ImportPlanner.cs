using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinanceAspire.Ledger.Amounts;

namespace FinanceAspire.Ledger.Statements;

/// <summary>What is to be done about one line of a statement.</summary>
public enum ImportDecision
{
    /// <summary>It becomes a transaction.</summary>
    New,

    /// <summary>The book has it: by an earlier import, or as an entry made by hand, which is then marked as cleared.</summary>
    Duplicate,

    /// <summary>The other side is in the book: this account takes the place of the open category there.</summary>
    Transfer,

    /// <summary>It cannot be booked as it is.</summary>
    Error,
}

/// <summary>A line of an earlier import that is in effect, as far as recognising it again needs to know.</summary>
public sealed record SeenLine(string? BankId, string Fingerprint, decimal Amount, DateOnly Date, Guid TransactionId);

/// <summary>An entry of the book that a line could turn out to be: in the account itself, or open on another account's side.</summary>
public sealed record BookedEntry(Guid TransactionId, DateOnly Date, decimal Amount, string Text, bool WithoutBankId);

/// <summary>What the book knows that bears on the lines.</summary>
public sealed record ImportContext
{
    /// <summary>Every line ever imported into the account by an import that is in effect.</summary>
    public IReadOnlyList<SeenLine> Seen { get; init; } = [];

    /// <summary>Entries of this account that no import made, or one whose lines had no bank id.</summary>
    public IReadOnlyList<BookedEntry> Entries { get; init; } = [];

    /// <summary>Imported entries of other own accounts whose category is still open, by the amount that is open.</summary>
    public IReadOnlyList<BookedEntry> OpenSides { get; init; } = [];

    /// <summary>The account's number of decimals.</summary>
    public short Decimals { get; init; } = 2;
}

/// <summary>One line with the decision and its reason.</summary>
public sealed record PlannedLine(
    StatementLine Line, string Fingerprint, int Occurrence, ImportDecision Decision, string ReasonCode, string ReasonText, Guid? TransactionId = null);

/// <summary>
/// Decides about each line of a statement, from plain values: the same lines and the same book give the same plan. In this
/// order: pending or unusable; the bank's id seen before; the same raw text seen before, counted; an entry made by hand of
/// the same amount within five days; the open side of a transfer, where exactly one fits; else new.
/// </summary>
public static class ImportPlanner
{
    private const int WindowDays = 5;

    /// <summary>The plan, line by line, in the order of the statement.</summary>
    public static IReadOnlyList<PlannedLine> Plan(IReadOnlyList<StatementLine> lines, ImportContext context)
    {
        var byBankId = Counter(context.Seen.Where(s => s.BankId is not null), s => (s.BankId!, s.Amount));
        var byFingerprint = Counter(context.Seen.Where(s => s.BankId is null), s => s.Fingerprint);
        var entries = context.Entries.GroupBy(e => e.Amount).ToDictionary(g => g.Key, g => g.ToList());
        var openSides = context.OpenSides.GroupBy(e => e.Amount).ToDictionary(g => g.Key, g => g.ToList());
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        var plan = new List<PlannedLine>(lines.Count);
        foreach (var line in lines)
        {
            var fingerprint = Fingerprint(line);
            var occurrence = occurrences[fingerprint] = occurrences.GetValueOrDefault(fingerprint) + 1;
            plan.Add(Decide(line, fingerprint, occurrence));
        }

        return plan;

        PlannedLine Decide(StatementLine line, string fingerprint, int occurrence)
        {
            PlannedLine As(ImportDecision decision, string code, string text, Guid? id = null) =>
                new(line, fingerprint, occurrence, decision, code, text, id);

            if (line.IsPending)
            {
                return As(ImportDecision.Error, "pending", "The bank lists it as pending; it comes again when it is booked.");
            }

            if (line.Amount.DecimalPlaces() > context.Decimals)
            {
                return As(ImportDecision.Error, "amount_has_too_many_decimals", $"{line.Amount.ToString(CultureInfo.InvariantCulture)} has more decimals than the account allows.");
            }

            if (line.BankId is { } bankId && Take(byBankId, (bankId, line.Amount)) is { } sameId)
            {
                return As(ImportDecision.Duplicate, "same_bank_id", "Imported before: the bank's own id is the same.", sameId.TransactionId);
            }

            // A file of the same account in another format may carry no ids, or the ids where the earlier one had none.
            if (Take(byFingerprint, fingerprint) is { } sameText)
            {
                return As(ImportDecision.Duplicate, "same_line", "Imported before: date, amount and text are the same.", sameText.TransactionId);
            }

            if (Nearest(entries, line, e => !e.WithoutBankId || line.BankId is not null && e.Date == line.Date) is { } entry)
            {
                entries[line.Amount].Remove(entry);
                return As(ImportDecision.Duplicate, "matches_entry", $"Already in the book on {entry.Date:yyyy-MM-dd}: {entry.Text}. It is marked as cleared.", entry.TransactionId);
            }

            var sides = openSides.GetValueOrDefault(line.Amount, []).Where(s => Fits(s, line)).Take(2).ToList();
            if (sides.Count == 1)
            {
                openSides[line.Amount].Remove(sides[0]);
                return As(ImportDecision.Transfer, "transfer_with", $"The other side of {sides[0].Text} on {sides[0].Date:yyyy-MM-dd}.", sides[0].TransactionId);
            }

            return As(ImportDecision.New, "not_seen_before", "Not in the book yet.");
        }
    }

    /// <summary>
    /// Identifies a line by what the bank wrote, so that edits in the book don't change it: SHA-256 over date, amount and
    /// the raw texts, the first 128 bits in hexadecimal.
    /// </summary>
    public static string Fingerprint(StatementLine line)
    {
        var amount = line.Amount.Trimmed().ToString(CultureInfo.InvariantCulture);
        var text = string.Join('\u001f', line.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), amount, line.Payee, line.Description, line.Reference ?? "");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static Dictionary<TKey, Queue<SeenLine>> Counter<TKey>(IEnumerable<SeenLine> seen, Func<SeenLine, TKey> key)
        where TKey : notnull =>
        seen.GroupBy(key).ToDictionary(g => g.Key, g => new Queue<SeenLine>(g));

    private static SeenLine? Take<TKey>(Dictionary<TKey, Queue<SeenLine>> seen, TKey key)
        where TKey : notnull =>
        seen.TryGetValue(key, out var queue) && queue.TryDequeue(out var line) ? line : null;

    private static BookedEntry? Nearest(Dictionary<decimal, List<BookedEntry>> entries, StatementLine line, Func<BookedEntry, bool> may) =>
        entries.GetValueOrDefault(line.Amount, []).Where(e => may(e) && Fits(e, line)).MinBy(e => Math.Abs(e.Date.DayNumber - line.Date.DayNumber));

    private static bool Fits(BookedEntry entry, StatementLine line) =>
        entry.Amount == line.Amount && Math.Abs(entry.Date.DayNumber - line.Date.DayNumber) <= WindowDays;
}
