using System.Globalization;
using System.Text.RegularExpressions;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>
/// Reads journals of hledger and Ledger (hledger.org/hledger.html, "Journal"; Ledger 3 manual, "Journal Format"). Other files
/// are not included, programs not run; automated and periodic transactions, virtual postings and what else a bookkeeping
/// of ours does not have are left out, each named with its line.
/// </summary>
public static partial class JournalReader
{
    private const int MaxLine = 64 * 1024;

    /// <summary>Reads a whole journal.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    public static JournalFile Read(string text, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var reading = new Reading(problems, new JournalBuilder(problems));
        var number = 0;
        foreach (var line in text.EnumerateLines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (line.Length > MaxLine)
            {
                problems.Error(number, ProblemCodes.LineTooLong, $"The line is longer than {MaxLine} characters.");
                continue;
            }

            reading.Line(number, line.ToString().TrimEnd());
        }

        return reading.End();
    }

    private sealed class Reading(ProblemList problems, JournalBuilder book)
    {
        private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
        private RawTransaction? _open;
        private (string Kind, string Name)? _directive;
        private bool _skipping;
        private bool _inComment;
        private int _year;
        private string _defaultCommodity = "";
        private char? _decimalMark;
        private bool _isCleared;
        private bool _isPending;

        public JournalFile End()
        {
            Finish();
            return book.Build();
        }

        public void Line(int number, string line)
        {
            if (_inComment)
            {
                _inComment = line is not ("end comment" or "end test");
                return;
            }

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

            if (line[0] is ';' or '#' or '*' or '%' or '|')
            {
                TopComment(line[1..]);
                return;
            }

            Finish();
            if (char.IsAsciiDigit(line[0]))
            {
                Begin(number, line);
            }
            else
            {
                Directive(number, line);
            }
        }

        private void Indented(int number, string line)
        {
            if (_skipping)
            {
                return;
            }

            if (_open is { } transaction)
            {
                if (line[0] == ';')
                {
                    Note(transaction, line.TrimStart(';').Trim());
                    return;
                }

                Posting(number, transaction, line);
            }
            else if (_directive is ("commodity", var code) && line.StartsWith("format ", StringComparison.Ordinal))
            {
                DeclareFormat(code, line[7..]);
            }
            else if (_directive is ("account", var account) && line[0] == ';')
            {
                AccountComment(account, line[1..]);
            }
        }

        /// <summary>A comment at the left edge: after a directive it may hold our exact notes on it.</summary>
        private void TopComment(string comment)
        {
            if (JournalNotes.InComment(comment) is not { } notes)
            {
                return;
            }

            if (notes["book"] is { } name)
            {
                (book.BookName, book.Currency) = (name, notes["currency"]);
            }
            else if (notes["commodity"] is { } code)
            {
                book.DeclareCommodity(code, notes["name"] ?? "", (short)(notes.Number("decimals") ?? 0));
            }
            else if (notes.Id("account") is not null && _directive is ("account", var account))
            {
                book.Declare(account, notes);
            }
            else
            {
                Claim(notes);
            }
        }

        private bool Claim(JournalNotes notes)
        {
            if (notes.Id("assertion") is { } account && notes.Date("on") is { } date && notes.Number("quantity") is { } quantity)
            {
                book.Claim(new JournalAssertion(account, date, quantity, notes.Number("outstanding") ?? 0));
                return true;
            }

            return false;
        }

        private void Note(RawTransaction transaction, string comment)
        {
            if (JournalNotes.InComment(comment) is { } notes)
            {
                if (Claim(notes))
                {
                    transaction.IsClaim = true;
                }
                else if (notes.Id("id") is { } id)
                {
                    transaction.Id = id;
                    transaction.Payee = notes["payee"] ?? transaction.Payee;
                    transaction.Description = notes["description"] ?? transaction.Description;
                    transaction.Currency = notes["currency"];
                    transaction.Tags = notes.Texts("tag");
                }
                else if (notes["memo"] is { } memo && transaction.Postings.Count > 0)
                {
                    transaction.Postings[^1].Memo = memo;
                }

                return;
            }

            Comment(transaction, comment);
        }

        /// <summary>Somebody else's comment: a posting's is its memo, a transaction's holds tags.</summary>
        private static void Comment(RawTransaction transaction, string comment)
        {
            if (comment.Length == 0)
            {
                return;
            }

            if (transaction.Postings.Count > 0)
            {
                transaction.Postings[^1].Memo = PlainText.Clean($"{transaction.Postings[^1].Memo} {comment}", 4000);
            }
            else
            {
                transaction.Tags.AddRange(LedgerTags().Matches(comment).SelectMany(m => m.Groups[1].Value.Split(':', StringSplitOptions.RemoveEmptyEntries)));
                transaction.Tags.AddRange(HledgerTags().Matches(comment).Select(m => m.Groups[1].Value + (m.Groups[2].Value.Trim() is { Length: > 0 } value ? ":" + value : "")));
            }
        }

        private void Begin(int number, string line)
        {
            var match = Head().Match(line);
            if (!match.Success || !TryDate(match.Groups["date"].Value, out var date))
            {
                problems.Error(number, ProblemCodes.BadDate, "The line does not begin with a date that is one.", line);
                _skipping = true;
                return;
            }

            (_isCleared, _isPending) = (match.Groups["mark"].Value == "*", match.Groups["mark"].Value == "!");
            var rest = match.Groups["rest"].Value;
            var comment = "";
            if (rest.IndexOf(';', StringComparison.Ordinal) is var cut and >= 0)
            {
                (rest, comment) = (rest[..cut].Trim(), rest[(cut + 1)..].Trim());
            }

            var bar = rest.IndexOf('|', StringComparison.Ordinal);
            _open = new RawTransaction(number, date)
            {
                Payee = PlainText.Clean(bar >= 0 ? rest[..bar] : rest),
                Description = PlainText.Clean(bar >= 0 ? rest[(bar + 1)..] : "", 4000),
            };
            Note(_open, comment);
        }

        private void Posting(int number, RawTransaction transaction, string line)
        {
            var mark = _isCleared ? ClearedStatus.Reconciled : _isPending ? ClearedStatus.Cleared : ClearedStatus.Uncleared;
            if (line[0] is '*' or '!')
            {
                mark = line[0] == '*' ? ClearedStatus.Reconciled : ClearedStatus.Cleared;
                line = line[1..].TrimStart();
            }

            var match = Leg().Match(line);
            var account = match.Groups["account"].Value.Trim();
            if (account.Length == 0 || account[0] is '(' or '[')
            {
                problems.Warn(number, ProblemCodes.SkippedRow, "A virtual posting has no counterpart in a book that balances; it is left out.", line);
                return;
            }

            account = _aliases.GetValueOrDefault(account, account);
            var rest = match.Groups["rest"].Value;
            var memo = "";
            if (rest.IndexOf(';', StringComparison.Ordinal) is var cut and >= 0)
            {
                (rest, memo) = (rest[..cut], rest[(cut + 1)..].Trim());
            }

            var amounts = new JournalAmounts(rest, _defaultCommodity, _decimalMark);
            RawAmount? amount = null, cost = null;
            var isTotal = false;
            if (!amounts.IsAtEnd && !amounts.Rest.StartsWith('='))
            {
                if (!amounts.TryAmount(out var read))
                {
                    problems.Error(number, ProblemCodes.BadAmount, "The amount cannot be read.", line);
                    _skipping = true;
                    _open = null;
                    return;
                }

                amount = read;
                (cost, isTotal) = JournalCosts.Read(amounts, read);
            }

            RawAmount? balance = null;
            var below = false;
            if (amounts.Take("=="))
            {
                below = amounts.Take("*");
            }
            else if (amounts.Take("="))
            {
                below = amounts.Take("*");
            }

            if (amounts.TryAmount(out var claimed))
            {
                balance = claimed;
                if (amount is not null && !below && !transaction.IsClaim)
                {
                    book.Claim(account, transaction.Date, claimed);
                }
            }

            transaction.Postings.Add(new RawPosting(account, amount, cost, isTotal, mark) { Assigned = balance, AssignsBelow = below, Memo = JournalNotes.InComment(memo) is null ? PlainText.Clean(memo, 4000) : "" });
        }

        private void Directive(int number, string line)
        {
            var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is var cut and > 0 ? (line[..cut], line[(cut + 1)..].Trim()) : (line, "");
            var comment = "";
            if (word is not "P" && rest.IndexOf(" ;", StringComparison.Ordinal) is var note and >= 0)
            {
                (rest, comment) = (rest[..note].Trim(), rest[(note + 2)..]);
            }

            switch (word)
            {
                case "account":
                    _directive = ("account", rest);
                    AccountComment(rest, comment);
                    book.Declare(rest);
                    break;
                case "commodity":
                    var code = new JournalAmounts("0 " + rest, "");
                    // Either "commodity 1,000.00 EUR" or "commodity EUR" with a format below.
                    if (rest.Any(char.IsAsciiDigit) && !rest.StartsWith('"'))
                    {
                        DeclareFormat(null, rest);
                        _directive = ("commodity", "");
                    }
                    else
                    {
                        _directive = code.TryAmount(out var bare) ? ("commodity", bare.Commodity) : null;
                    }

                    break;
                case "P":
                    Price(number, rest);
                    break;
                case "D":
                    var format = new JournalAmounts(rest, "");
                    _defaultCommodity = format.TryAmount(out var sample) ? sample.Commodity : "";
                    break;
                case "alias" when rest.Split('=', 2) is [var from, var to] && !from.Contains('/', StringComparison.Ordinal):
                    _aliases[from.Trim()] = to.Trim();
                    break;
                case "decimal-mark" when rest is "." or ",":
                    _decimalMark = rest[0];
                    break;
                case "comment" or "test":
                    _inComment = true;
                    break;
                case "Y" or "year" when int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var year):
                    _year = year;
                    break;
                case "include":
                    problems.Error(number, ProblemCodes.NotImported, "Other files are not read along: import each by itself, or join them first.", line);
                    break;
                case "tag" or "payee" or "end" or "apply" or "bucket" or "A" or "N" or "define" or "def" or "assert" or "check" or "value" or "python" or "expr" or "eval" or "capture":
                    _skipping = true;
                    break;
                default:
                    if (line[0] is '~' or '=')
                    {
                        problems.Warn(number, ProblemCodes.SkippedRow, "Periodic and automated transactions are not part of the books; they are left out.", line);
                    }
                    else
                    {
                        problems.Warn(number, ProblemCodes.BadRow, "The line is none that is known; it is left out.", line);
                    }

                    _skipping = true;
                    break;
            }
        }

        private void AccountComment(string account, string comment)
        {
            if (TypeTag().Match(comment) is { Success: true } type)
            {
                book.Type(account, type.Groups[1].Value);
            }
        }

        private void DeclareFormat(string? code, string format)
        {
            var amounts = new JournalAmounts(format, code ?? "", _decimalMark);
            var digits = DecimalsOfFormat().Match(format);
            if (amounts.TryAmount(out var sample))
            {
                book.DeclareCommodity(code ?? sample.Commodity, "", (short)Math.Min(12, digits.Success ? digits.Groups[1].Length : 0));
            }
        }

        private void Price(int number, string rest)
        {
            var parts = rest.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && TryDate(parts[0], out var date))
            {
                // A time may stand after the date.
                var text = TimeOfDay().Replace(parts[1], "");
                var commodity = new JournalAmounts("1 " + text, "");
                if (commodity.TryAmount(out var one) && new JournalAmounts(commodity.Rest, _defaultCommodity, _decimalMark) is var price && price.TryAmount(out var worth)
                    && worth.Quantity > 0 && worth.Commodity != one.Commodity && one.Commodity.Length > 0)
                {
                    book.Price(new(one.Commodity, worth.Commodity, date, worth.Quantity));
                    return;
                }
            }

            problems.Error(number, ProblemCodes.BadRow, "The price cannot be read.", rest);
        }

        private void Finish()
        {
            if (_open is { IsClaim: false } transaction)
            {
                book.Add(transaction);
            }

            _open = null;
            _directive = null;
            _skipping = false;
        }

        private bool TryDate(string text, out DateOnly date)
        {
            var parts = text.Split('-', '/', '.');
            date = default;
            if (parts.Length == 2 && _year > 0)
            {
                parts = [_year.ToString(CultureInfo.InvariantCulture), .. parts];
            }

            return parts.Length == 3 && DateOnly.TryParseExact(
                string.Join('-', parts), "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
        }
    }

    [GeneratedRegex(@"^(?<date>\d+[-/.]\d+([-/.]\d+)?)(=\S+)?(\s+(?<mark>[*!]))?(\s+\((?<code>[^)]*)\))?(\s+(?<rest>.*))?$")]
    private static partial Regex Head();

    [GeneratedRegex(@"^(?<account>.+?)(?:(?:\s{2,}|\t)(?<rest>.*))?$")]
    private static partial Regex Leg();

    [GeneratedRegex(@"(?:^|\s):((?:[^:\s]+:)+)")]
    private static partial Regex LedgerTags();

    [GeneratedRegex(@"(?:^|[\s,])([\w-]+):(?!\S*:)([^,]*)")]
    private static partial Regex HledgerTags();

    [GeneratedRegex(@"\btype:\s*(\w+)")]
    private static partial Regex TypeTag();

    [GeneratedRegex(@"[.,](\d*)\D*$")]
    private static partial Regex DecimalsOfFormat();

    [GeneratedRegex(@"^\d{1,2}:\d{2}(:\d{2})?\s+")]
    private static partial Regex TimeOfDay();
}
