using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Writing;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>
/// Reads beancount files (beancount.github.io/docs/beancount_language_syntax.html). Plugins are not run and other files not
/// included; <c>pad</c>, <c>document</c>, <c>query</c> and the like are left out, each named with its line.
/// </summary>
public static partial class BeancountReader
{
    private const int MaxLine = 64 * 1024;

    /// <summary>Reads a whole file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    public static JournalFile Read(string text, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var reading = new Reading(problems, new JournalBuilder(problems));
        var number = 0;
        var open = "";
        foreach (var line in text.EnumerateLines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (open.Length + line.Length > MaxLine)
            {
                problems.Error(number, ProblemCodes.LineTooLong, $"The line is longer than {MaxLine} characters.");
                open = "";
                continue;
            }

            // A text in quotes may go on over several lines; a comment does not open one.
            var whole = open.Length > 0 ? $"{open} {line}" : line.ToString();
            if (OpensText(whole))
            {
                open = whole;
                continue;
            }

            open = "";
            reading.Line(number, whole.TrimEnd());
        }

        if (open.Length > 0)
        {
            problems.Error(number, ProblemCodes.Truncated, "The file ends inside of a text in quotes.");
        }

        return reading.End();
    }

    private static bool OpensText(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && quoted)
            {
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ';' && !quoted)
            {
                return false;
            }
        }

        return quoted;
    }

    private sealed class Reading(ProblemList problems, JournalBuilder book)
    {
        private readonly Dictionary<string, string> _symbols = new(StringComparer.Ordinal);
        private readonly List<string> _pushed = [];
        private RawTransaction? _open;
        private Action<JournalNotes>? _onNotes;
        private (string Account, DateOnly Date, RawAmount Amount)? _claim;

        public JournalFile End()
        {
            Finish();
            return book.Build();
        }

        public void Line(int number, string line)
        {
            if (line.Length == 0)
            {
                Finish();
                return;
            }

            if (char.IsWhiteSpace(line[0]))
            {
                Indented(number, line.Trim());
                return;
            }

            if (line[0] is ';' or '*' or '#' or ':')
            {
                return;
            }

            Finish();
            if (Dated().Match(line) is { Success: true } dated && DateOnly.TryParseExact(dated.Groups[1].Value.Replace('/', '-'), "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                Directive(number, date, dated.Groups[2].Value, dated.Groups[3].Value, line);
            }
            else
            {
                Undated(number, line);
            }
        }

        private void Undated(int number, string line)
        {
            var strings = Strings(line);
            switch (line.Split(' ', 2)[0])
            {
                case "option" when strings is ["title", var title]:
                    book.BookName = title;
                    break;
                case "option" when strings is ["operating_currency", var currency]:
                    book.Currency ??= currency;
                    break;
                case "option" or "plugin":
                    break;
                case "poptag":
                    _pushed.Remove(line[6..].Trim().TrimStart('#'));
                    break;
                case "pushtag":
                    _pushed.Add(line[7..].Trim().TrimStart('#'));
                    break;
                case "include":
                    problems.Error(number, ProblemCodes.NotImported, "Other files are not read along: import each by itself, or join them first.", line);
                    break;
                default:
                    problems.Warn(number, ProblemCodes.BadRow, "The line is none that is known; it is left out.", line);
                    break;
            }
        }

        private void Directive(int number, DateOnly date, string word, string rest, string line)
        {
            rest = WithoutComment(rest);
            var words = rest.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            switch (word)
            {
                case "open" when words.Length > 0:
                    var commodity = words.Length > 1 ? words[1].Split(',')[0] : null;
                    book.Declare(words[0], commodity: commodity is null ? null : Code(commodity));
                    _onNotes = notes => book.Declare(words[0], notes);
                    break;
                case "close" when words.Length > 0:
                    book.Close(words[0]);
                    break;
                case "commodity" when words.Length > 0:
                    _onNotes = notes =>
                    {
                        if (notes["commodity"] is { } code)
                        {
                            _symbols[words[0]] = code;
                            book.DeclareCommodity(code, notes["name"] ?? "", (short)(notes.Number("decimals") ?? 0));
                            if (book.Currency == words[0])
                            {
                                book.Currency = code;
                            }
                        }
                    };
                    break;
                case "price" when words.Length == 3 && new JournalAmounts(words[1] + " " + words[2], "").TryAmount(out var price) && price.Quantity > 0:
                    book.Price(new(Code(words[0]), Code(price.Commodity), date, price.Quantity));
                    break;
                case "balance" when words.Length >= 3 && new JournalAmounts(rest[words[0].Length..].Split('~')[0] + " " + words[^1], "").TryAmount(out var balance):
                    // Beancount's balance is that of the morning.
                    _claim = (words[0], date.AddDays(-1), balance with { Commodity = Code(balance.Commodity) });
                    _onNotes = notes => ReadClaim(notes);
                    break;
                case "note":
                    _onNotes = notes => ReadClaim(notes);
                    break;
                case "txn" or "*" or "!" or "P" or "S" or "T" or "C" or "U" or "R" or "M" or "#" or "?" or "%" or "&":
                    Begin(number, date, rest);
                    break;
                case "pad" or "document" or "event" or "query" or "custom":
                    problems.Warn(number, ProblemCodes.SkippedRow, $"'{word}' has no counterpart in our books; it is left out.", line);
                    break;
                default:
                    problems.Error(number, ProblemCodes.BadRow, "The line is none that is known; it is left out.", line);
                    break;
            }
        }

        private void Begin(int number, DateOnly date, string rest)
        {
            var strings = Strings(rest);
            _open = new RawTransaction(number, date)
            {
                Payee = strings.Count > 1 ? PlainText.Clean(strings[0]) : "",
                Description = PlainText.Clean(strings.Count > 1 ? strings[1] : strings.FirstOrDefault(), 4000),
                Tags = [.. Tags().Matches(Quoted().Replace(rest, " ")).Select(m => m.Groups[1].Value), .. _pushed],
            };
        }

        private void Indented(int number, string line)
        {
            if (line[0] == ';')
            {
                return;
            }

            if (Metadata().Match(line) is { Success: true } meta)
            {
                if (meta.Groups[1].Value == ExactNotes.Key && Strings(line) is [var json] && JournalNotes.Parse(json) is { } notes)
                {
                    Notes(notes);
                }

                return;
            }

            if (_open is not { } transaction)
            {
                return;
            }

            if (line[0] is '#' or '^')
            {
                transaction.Tags.AddRange(Tags().Matches(" " + line).Select(m => m.Groups[1].Value));
                return;
            }

            Posting(number, transaction, WithoutComment(line));
        }

        private void Notes(JournalNotes notes)
        {
            if (_open is not { } transaction)
            {
                _onNotes?.Invoke(notes);
            }
            else if (notes.Id("id") is { } id)
            {
                (transaction.Id, transaction.Currency) = (id, notes["currency"]);
                if (notes.Texts("tag") is { Count: > 0 } tags)
                {
                    transaction.Tags = tags;
                }
            }
            else if (notes["memo"] is { } memo && transaction.Postings.Count > 0)
            {
                transaction.Postings[^1].Memo = memo;
            }
        }

        private void ReadClaim(JournalNotes notes)
        {
            if (notes.Id("assertion") is { } account && notes.Date("on") is { } date && notes.Number("quantity") is { } quantity)
            {
                book.Claim(new JournalAssertion(account, date, quantity, notes.Number("outstanding") ?? 0));
                _claim = null;
            }
        }

        private void Posting(int number, RawTransaction transaction, string line)
        {
            // A transaction's flag says how sure its author was, not what the bank says.
            var mark = ClearedStatus.Uncleared;
            if (line.Length > 1 && line[0] is '!' or '*' && char.IsWhiteSpace(line[1]))
            {
                mark = line[0] == '*' ? ClearedStatus.Reconciled : ClearedStatus.Cleared;
                line = line[1..].TrimStart();
            }

            var cut = line.IndexOfAny([' ', '\t']);
            var (account, rest) = cut < 0 ? (line, "") : (line[..cut], line[cut..]);
            var amounts = new JournalAmounts(rest, "", arithmetic: true);
            RawAmount? amount = null, cost = null;
            var isTotal = false;
            if (EmptyLot().IsMatch(rest))
            {
                problems.Error(number, ProblemCodes.BadRecord, "Which lot is sold is left to be found, so its cost is not known; the transaction is left out. Name the cost.", line);
                _open = null;
                return;
            }

            if (!amounts.IsAtEnd)
            {
                if (!account.Contains(':', StringComparison.Ordinal) || !amounts.TryAmount(out var read))
                {
                    problems.Error(number, ProblemCodes.BadAmount, "The posting cannot be read; its transaction is left out.", line);
                    _open = null;
                    return;
                }

                (cost, isTotal) = JournalCosts.Read(amounts, read);
                if (!amounts.IsAtEnd)
                {
                    problems.Error(number, ProblemCodes.BadAmount, "The amount cannot be read; its transaction is left out.", line);
                    _open = null;
                    return;
                }

                amount = read with { Commodity = Code(read.Commodity) };
                cost = cost is { } c ? c with { Commodity = Code(c.Commodity) } : null;
            }

            transaction.Postings.Add(new RawPosting(account, amount, cost, isTotal, mark));
        }

        private string Code(string symbol) => _symbols.GetValueOrDefault(symbol, symbol);

        private void Finish()
        {
            if (_open is { Postings.Count: > 0 } transaction)
            {
                book.Add(transaction);
            }

            if (_claim is { } claim)
            {
                book.Claim(claim.Account, claim.Date, claim.Amount);
            }

            (_open, _onNotes, _claim) = (null, null, null);
        }

        /// <summary>The quoted strings of a line, with \" and \\ undone.</summary>
        private static List<string> Strings(string line) =>
            [.. Quoted().Matches(line).Select(m => Unescape(m.Groups[1].Value))];

        private static string Unescape(string text)
        {
            if (!text.Contains('\\', StringComparison.Ordinal))
            {
                return text;
            }

            var plain = new StringBuilder(text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length)
                {
                    i++;
                    plain.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var c => c });
                }
                else
                {
                    plain.Append(text[i]);
                }
            }

            return plain.ToString();
        }

        /// <summary>The line up to a semicolon that is not inside of quotes.</summary>
        private static string WithoutComment(string line)
        {
            var quoted = false;
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == '"' && (i == 0 || line[i - 1] != '\\'))
                {
                    quoted = !quoted;
                }
                else if (line[i] == ';' && !quoted)
                {
                    return line[..i].TrimEnd();
                }
            }

            return line;
        }
    }

    [GeneratedRegex(@"\{\s*\*?\s*\}")]
    private static partial Regex EmptyLot();

    [GeneratedRegex(@"^(\d{4}[-/]\d{1,2}[-/]\d{1,2})\s+(\S+)\s*(.*)$")]
    private static partial Regex Dated();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:^|\s)#([A-Za-z0-9\-_/.]+)")]
    private static partial Regex Tags();

    [GeneratedRegex(@"^([a-z][A-Za-z0-9\-_]+):(?:\s|$)")]
    private static partial Regex Metadata();
}
