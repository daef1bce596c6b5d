using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
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

/// <summary>A line of an earlier import that is in effect, as far as recognising it again needs to know. A value: there may be a million.</summary>
/// <param name="BankId">The bank's id of it, where it had one.</param>
/// <param name="Fingerprint">See <see cref="ImportPlanner.Fingerprint"/>.</param>
/// <param name="Amount">Signed, in the account's currency.</param>
/// <param name="Date">The bank's day.</param>
/// <param name="TransactionId">What it became, or was recognised as.</param>
/// <param name="Source">Which kind of file it came from; see <see cref="ImportPlanner.Family"/>.</param>
/// <param name="IsRepeat">True where it was itself recognised as an earlier line: its id counts, the line does not once more.</param>
public readonly record struct SeenLine(string? BankId, UInt128 Fingerprint, decimal Amount, DateOnly Date, Guid TransactionId, string Source = "", bool IsRepeat = false);

/// <summary>An entry of the book that a line could turn out to be: in the account itself, or open on another account's side.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Date">Its day.</param>
/// <param name="Amount">In the account's currency; of an open side in another currency, what it should be worth here.</param>
/// <param name="Text">What to call it.</param>
/// <param name="Quantity">The open posting's own quantity.</param>
/// <param name="Band">How far the line may lie from <paramref name="Amount"/>: 0 for the same currency.</param>
public sealed record BookedEntry(Guid TransactionId, DateOnly Date, decimal Amount, string Text, decimal Quantity = 0, decimal Band = 0);

/// <summary>What the book knows that bears on the lines.</summary>
public sealed record ImportContext
{
    /// <summary>Every line ever imported into the account by an import that is in effect.</summary>
    public IReadOnlyList<SeenLine> Seen { get; init; } = [];

    /// <summary>Entries of this account that no import into it made.</summary>
    public IReadOnlyList<BookedEntry> Entries { get; init; } = [];

    /// <summary>Imported entries of other own accounts whose category is still open.</summary>
    public IReadOnlyList<BookedEntry> OpenSides { get; init; } = [];

    /// <summary>The account's number of decimals.</summary>
    public short Decimals { get; init; } = 2;

    /// <summary>Which kind of file the lines are from.</summary>
    public string Source { get; init; } = "";
}

/// <summary>One line with the decision and its reason. A value: of a large file there are as many as lines.</summary>
public readonly record struct PlannedLine(
    StatementLine Line, UInt128 Fingerprint, int Occurrence, ImportDecision Decision, string ReasonCode, string ReasonText, Guid? TransactionId = null, decimal? Quantity = null);

/// <summary>
/// Decides about each line of a statement, from plain values: the same lines and the same book give the same plan. All lines
/// are held against each kind of evidence before the next weaker one is asked, so that no line takes what belongs to another:
/// the bank's id; the same raw text from the same kind of file, counted; the same day and amount from another kind of file or
/// another reading of it, counted; an entry made by hand; the open side of a transfer, where exactly one fits; else new.
/// </summary>
public static class ImportPlanner
{
    private const int WindowDays = 5;

    /// <summary>Days by which the bank may move a line that keeps its id. Some banks count their ids from one again every month.</summary>
    private const int IdDays = 10;

    /// <summary>Two texts with less in common than this are about different things.</summary>
    private const decimal Alike = 0.2m;

    /// <summary>The plan, line by line, in the order of the statement.</summary>
    public static IReadOnlyList<PlannedLine> Plan(IReadOnlyList<StatementLine> lines, ImportContext context)
    {
        var family = Family(context.Source);
        var plan = new PlannedLine[lines.Count];
        var fingerprints = new UInt128[lines.Count];
        var occurrences = new int[lines.Count];
        var counted = new Dictionary<UInt128, int>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            fingerprints[i] = Fingerprint(lines[i]);
            occurrences[i] = ++CollectionsMarshal.GetValueRefOrAddDefault(counted, fingerprints[i], out _);
            if (lines[i].IsPending)
            {
                Set(i, ImportDecision.Error, "pending", "The bank lists it as pending; it comes again when it is booked.");
            }
            else if (lines[i].Amount.DecimalPlaces() > context.Decimals)
            {
                Set(i, ImportDecision.Error, "amount_has_too_many_decimals", $"{lines[i].Amount.ToString(CultureInfo.InvariantCulture)} has more decimals than the account allows.");
            }
        }

        // Of the sources that lines were seen from: those of this kind, and of them those that were read in the same way. Another
        // reading, by other columns or by a later program, has other texts for the same line.
        var kin = context.Seen.Select(s => s.Source).Distinct().Where(s => Family(s) == family).ToHashSet(StringComparer.Ordinal);
        var readAlike = kin.Where(s => ReadingOf(s) == ReadingOf(context.Source)).ToHashSet(StringComparer.Ordinal);
        var taken = new BitArray(context.Seen.Count);
        SeenBy<TKey> SeenWhere<TKey>(Func<SeenLine, bool> which, Func<SeenLine, TKey> key)
            where TKey : notnull => new(context.Seen, which, key, taken);
        var ids = SeenWhere(s => s.BankId is not null && kin.Contains(s.Source), s => (s.BankId!, s.Amount, s.Date));
        var idsNear = SeenWhere(s => s.BankId is not null && kin.Contains(s.Source), s => (s.BankId!, s.Amount));
        var idsHere = new HashSet<(string, decimal, DateOnly)>();
        Pass((line, i) =>
        {
            if (line.BankId is not { } id)
            {
                return;
            }

            if (ids.Take((id, line.Amount, line.Date)) is { } same)
            {
                Set(i, ImportDecision.Duplicate, "same_bank_id", "Imported before: the bank's own id is the same.", same.TransactionId);
            }
            else if (!idsHere.Add((id, line.Amount, line.Date)))
            {
                Set(i, ImportDecision.Duplicate, "same_bank_id_in_file", "The file has this line twice: the bank's own id is the same.");
            }
        });
        Pass((line, i) =>
        {
            if (line.BankId is { } id && idsNear.Take((id, line.Amount), s => Math.Abs(s.Date.DayNumber - line.Date.DayNumber) <= IdDays) is { } moved)
            {
                Set(i, ImportDecision.Duplicate, "same_bank_id", "Imported before: the bank's own id is the same.", moved.TransactionId);
            }
        });

        // Two ids of one bank are two lines, however alike, unless the bank makes them anew at each download. Between kinds of
        // files ids say nothing.
        var texts = SeenWhere(s => !s.IsRepeat && (s.BankId is null || !kin.Contains(s.Source)), s => s.Fingerprint);
        var textsWithId = SeenWhere(s => !s.IsRepeat && s.BankId is not null && kin.Contains(s.Source), s => s.Fingerprint);
        var idsAreMadeAnew = IdsAreMadeAnew();
        Pass((line, i) =>
        {
            if ((texts.Take(fingerprints[i]) ?? (line.BankId is null ? textsWithId.Take(fingerprints[i]) : null)) is { } same)
            {
                Set(i, ImportDecision.Duplicate, "same_line", "Imported before: date, amount and text are the same.", same.TransactionId);
            }
            else if (idsAreMadeAnew && textsWithId.Take(fingerprints[i]) is { } renamed)
            {
                Set(i, ImportDecision.Duplicate, "same_line", "Imported before: date, amount and text are the same. This bank gives other ids at each download.", renamed.TransactionId);
            }
        });

        var elsewhere = SeenWhere(s => !s.IsRepeat && !readAlike.Contains(s.Source) && (s.BankId is null || !kin.Contains(s.Source)), s => (s.Date, s.Amount));
        var rereadWithId = SeenWhere(s => !s.IsRepeat && !readAlike.Contains(s.Source) && s.BankId is not null && kin.Contains(s.Source), s => (s.Date, s.Amount));
        Pass((line, i) =>
        {
            if ((elsewhere.Take((line.Date, line.Amount)) ?? (line.ValueDate is { } value ? elsewhere.Take((value, line.Amount)) : null)
                ?? (line.BankId is null ? rereadWithId.Take((line.Date, line.Amount)) : null)) is { } same)
            {
                Set(i, ImportDecision.Duplicate, "same_day_and_amount", "Imported before from another kind of file, or read in another way: day and amount are the same.", same.TransactionId);
            }
        });

        var entries = context.Entries.GroupBy(e => e.Amount).ToDictionary(g => g.Key, g => g.ToList());
        Pass((line, i) =>
        {
            if (entries.GetValueOrDefault(line.Amount, []).Where(e => IsMeant(e, line)).MinBy(e => Math.Abs(e.Date.DayNumber - line.Date.DayNumber)) is { } entry)
            {
                entries[line.Amount].Remove(entry);
                Set(i, ImportDecision.Duplicate, "matches_entry", string.Create(CultureInfo.InvariantCulture, $"Already in the book on {entry.Date:yyyy-MM-dd}: {entry.Text}. It is marked as cleared."), entry.TransactionId);
            }
        });

        var sides = context.OpenSides.ToList();
        var exact = sides.Where(s => s.Band == 0).ToLookup(s => s.Amount);
        var banded = sides.Where(s => s.Band > 0).ToList();
        var gone = new HashSet<Guid>();
        if (exact.Count > 0)
        {
            PairNearest();
        }

        Pass((line, i) =>
        {
            var near = exact[line.Amount].Where(s => !gone.Contains(s.TransactionId) && IsNear(s, line)).Take(2).ToList();
            near = near.Count > 0 ? near : banded.Where(s => !gone.Contains(s.TransactionId) && Math.Abs(s.Amount - line.Amount) <= s.Band && IsNear(s, line)).Take(2).ToList();
            if (near.Count == 1)
            {
                Pair(i, near[0]);
            }
        });

        for (var i = 0; i < lines.Count; i++)
        {
            if (IsOpen(i))
            {
                Set(i, ImportDecision.New, "not_seen_before", "Not in the book yet.");
            }
        }

        return plan;

        // Of the days that earlier imports cover, a bank whose ids stay gives each line again by its id. Where next to none comes
        // by its id and four of five, two unlike ones at least, come by their text, the ids are made anew: two cards of one account have a
        // few equal lines, not nearly all.
        bool IdsAreMadeAnew()
        {
            var (earlier, first, last) = (new Dictionary<UInt128, int>(), DateOnly.MaxValue, DateOnly.MinValue);
            foreach (var line in context.Seen.Where(s => !s.IsRepeat && s.BankId is not null && kin.Contains(s.Source)))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(earlier, line.Fingerprint, out _)++;
                (first, last) = (line.Date < first ? line.Date : first, line.Date > last ? line.Date : last);
            }

            var (known, of, byText, unlike) = (0, 0, 0, new HashSet<UInt128>());
            for (var i = 0; i < lines.Count; i++)
            {
                if (lines[i].BankId is null || lines[i].Date < first || lines[i].Date > last)
                {
                    continue;
                }

                known += plan[i].ReasonCode == "same_bank_id" ? 1 : 0;
                of++;
                if (IsOpen(i) && earlier.GetValueOrDefault(fingerprints[i]) is > 0 and var left)
                {
                    earlier[fingerprints[i]] = left - 1;
                    byText++;
                    unlike.Add(fingerprints[i]);
                }
            }

            return unlike.Count >= 2 && byText * 5 >= of * 4 && known * 10 <= byText;
        }

        // Money is moved every week, or twice on one day: of several that would do, the nearest days belong together, and on one
        // day any two are as good as any other two.
        void PairNearest()
        {
            var byDay = sides.Where(s => s.Band == 0).ToLookup(s => (s.Amount, s.Date));
            var open = Enumerable.Range(0, lines.Count).Where(i => IsOpen(i) && exact.Contains(lines[i].Amount)).ToList();
            var linesByDay = open.ToLookup(i => (lines[i].Amount, lines[i].Date));
            for (var days = 0; days <= WindowDays; days++)
            {
                foreach (var i in open.Where(IsOpen))
                {
                    var (amount, date) = (lines[i].Amount, lines[i].Date);
                    var there = Sides(amount, date.AddDays(days)).Concat(days == 0 ? [] : Sides(amount, date.AddDays(-days))).ToList();
                    var isClear = days == 0 ? there.Count > 0 && linesByDay[(amount, date)].Count(IsOpen) >= there.Count
                        : there.Count == 1 && !Enumerable.Range(-days, 1 + (2 * days)).Any(d => linesByDay[(amount, there[0].Date.AddDays(d))].Any(other => other != i && IsOpen(other)));
                    if (isClear)
                    {
                        Pair(i, there[0]);
                    }
                }
            }

            IEnumerable<BookedEntry> Sides(decimal amount, DateOnly day) => byDay[(amount, day)].Where(s => !gone.Contains(s.TransactionId));
        }

        void Pair(int i, BookedEntry side)
        {
            gone.Add(side.TransactionId);
            Set(i, ImportDecision.Transfer, "transfer_with", string.Create(CultureInfo.InvariantCulture, $"The other side of {side.Text} on {side.Date:yyyy-MM-dd}."), side.TransactionId, side.Quantity);
        }

        // What is not planned yet is the value that an array begins with, and that one has no line.
        bool IsOpen(int i) => plan[i].Line is null;

        void Set(int i, ImportDecision decision, string code, string text, Guid? id = null, decimal? quantity = null) =>
            plan[i] = new(lines[i], fingerprints[i], occurrences[i], decision, code, text, id, quantity);

        void Pass(Action<StatementLine, int> decide)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                if (IsOpen(i))
                {
                    decide(lines[i], i);
                }
            }
        }
    }

    /// <summary>Kinds of files whose ids and texts can be compared: all OFX, all CAMT, all MT, one shape of CSV.</summary>
    public static string Family(string source) =>
        source.StartsWith("ofx", StringComparison.Ordinal) || Kind(source) == "qfx" ? "ofx"
        : source.StartsWith("camt", StringComparison.Ordinal) ? "camt"
        : source.StartsWith("mt9", StringComparison.Ordinal) ? "mt"
        : Kind(source);

    /// <summary>The kind of file alone, of a source written as <c>kind#reading</c>; imports of before 26 November 2026 have no reading.</summary>
    public static string Kind(string source) => source.IndexOf('#', StringComparison.Ordinal) is >= 0 and var mark ? source[..mark] : source;

    private static string ReadingOf(string source) => source[Kind(source).Length..];

    /// <summary>
    /// Identifies a line by what the bank wrote, so that edits in the book don't change it: SHA-256 over date, amount and
    /// the raw texts, the first 128 bits.
    /// </summary>
    public static UInt128 Fingerprint(StatementLine line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{line.Date:yyyy-MM-dd}\u001f{line.Amount.Trimmed()}\u001f{line.Payee}\u001f{line.Description}\u001f{line.Reference}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>On the same day the amount is enough; further away the texts must have something in common, where both have any.</summary>
    private static bool IsMeant(BookedEntry entry, StatementLine line)
    {
        var days = Math.Abs(entry.Date.DayNumber - line.Date.DayNumber);
        if (days <= 1)
        {
            return true;
        }

        var text = $"{line.Payee} {line.Description}".Trim();
        return days <= WindowDays && (text.Length == 0 || entry.Text.Length == 0 || Trigrams.Similarity(text, entry.Text) >= Alike);
    }

    private static bool IsNear(BookedEntry entry, StatementLine line) => Math.Abs(entry.Date.DayNumber - line.Date.DayNumber) <= WindowDays;

    /// <summary>
    /// Seen lines by what a line could have in common with them. A line that was seen stands for one line of this file,
    /// whatever it was recognised by: the earliest that is left is taken. Equal ones form a chain, so that a hundred thousand
    /// of them cost no square.
    /// </summary>
    private sealed class SeenBy<TKey>
        where TKey : notnull
    {
        private const int MostLooked = 100;

        private readonly IReadOnlyList<SeenLine> _lines;
        private readonly Dictionary<TKey, int> _first = [];
        private readonly Dictionary<int, int> _next = [];
        private readonly BitArray _taken;

        public SeenBy(IReadOnlyList<SeenLine> lines, Func<SeenLine, bool> which, Func<SeenLine, TKey> key, BitArray taken)
        {
            (_lines, _taken) = (lines, taken);
            for (var i = lines.Count - 1; i >= 0; i--)
            {
                if (!which(lines[i]))
                {
                    continue;
                }

                ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, key(lines[i]), out var isKnown);
                if (isKnown)
                {
                    _next[i] = first;
                }

                first = i;
            }
        }

        /// <summary>The earliest that is left and fits; null where none of the first does.</summary>
        public SeenLine? Take(TKey key, Func<SeenLine, bool> fits)
        {
            var i = _first.GetValueOrDefault(key, -1);
            for (var looked = 0; i >= 0 && looked < MostLooked; looked++)
            {
                if (!_taken[i] && fits(_lines[i]))
                {
                    _taken[i] = true;
                    return _lines[i];
                }

                i = _next.GetValueOrDefault(i, -1);
            }

            return null;
        }

        /// <summary>Null where none is left.</summary>
        public SeenLine? Take(TKey key)
        {
            while (_first.GetValueOrDefault(key, -1) is >= 0 and var i)
            {
                _first[key] = _next.GetValueOrDefault(i, -1);
                if (!_taken[i])
                {
                    _taken[i] = true;
                    return _lines[i];
                }
            }

            return null;
        }
    }
}
