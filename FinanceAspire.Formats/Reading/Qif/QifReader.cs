using System.Globalization;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Qif;

/// <summary>
/// Reads QIF (Quicken Interchange Format, as Quicken 2006 documented it and banks vary it): sections of bank, card, cash, asset
/// and liability accounts with splits, categories and transfers. Lists (categories, classes, securities, memorised
/// transactions) are skipped; investment records, which have no place on a bank's register, are named and left out.
/// </summary>
internal sealed partial class QifReader
{
    private static readonly HashSet<string> Registers = new(["bank", "ccard", "cash", "oth a", "oth l"], StringComparer.OrdinalIgnoreCase);

    private sealed record Record(int Line, List<(char Key, string Text)> Fields)
    {
        public string this[char key] => Fields.FirstOrDefault(f => f.Key == key).Text ?? "";
    }

    private sealed record Section(string Account, string Kind, List<Record> Records);

    private readonly ProblemList _problems = new();
    private readonly List<Section> _sections = [];
    private int _skipped;

    public static ReadResult Read(string text, ReadOptions options, CancellationToken cancellationToken) => new QifReader().ReadAll(text, options, cancellationToken);

    private ReadResult ReadAll(string text, ReadOptions options, CancellationToken cancellationToken)
    {
        Split(text, cancellationToken);
        var records = _sections.SelectMany(s => s.Records).ToList();
        var order = QifDates.Decide([.. records.Select(r => r['D']).Where(d => d.Length > 0)], options, _problems);
        if (order is null)
        {
            _problems.Fatal(ProblemCodes.BadDate, "No one order of day, month and year fits all dates of the file.");
            return new ReadResult { Format = "qif", Problems = _problems.ToList() };
        }

        var mark = DecimalMark(records.SelectMany(r => r.Fields).Where(f => f.Key is 'T' or '$').Select(f => f.Text));
        var statements = _sections.Where(s => s.Records.Count > 0).GroupBy(s => (s.Account, s.Kind)).Select(g => Statement(g.Key.Account, g.Key.Kind, g.SelectMany(s => s.Records), order, mark)).ToList();
        if (_skipped > 0)
        {
            _problems.Warn(0, ProblemCodes.NotImported, $"Investment records are left out ({_skipped}): buying and selling of securities is not read from QIF.");
        }

        if (statements.Count == 0)
        {
            _problems.Fatal(ProblemCodes.NoTransactions, "The file holds no register of an account.");
        }

        return new ReadResult { Format = "qif", Statements = statements, Problems = _problems.ToList() };
    }

    /// <summary>Lines into sections and records; whatever stands before the first section belongs to none.</summary>
    private void Split(string text, CancellationToken cancellationToken)
    {
        var (account, number, kind) = ("", 0, "");
        Section? section = null;
        Record? record = null;
        var inAccount = false;
        foreach (var raw in text.EnumerateLines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            var line = raw.ToString().TrimEnd();
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '!')
            {
                EndRecord();
                var header = line[1..].Trim();
                inAccount = header.StartsWith("Account", StringComparison.OrdinalIgnoreCase);
                kind = header.StartsWith("Type:", StringComparison.OrdinalIgnoreCase) ? header[5..].Trim() : inAccount ? "" : kind;
                section = Registers.Contains(kind) && header.StartsWith("Type:", StringComparison.OrdinalIgnoreCase) ? new Section(account, kind, []) : null;
                if (section is not null)
                {
                    _sections.Add(section);
                }
            }
            else if (line[0] == '^')
            {
                EndRecord();
            }
            else if (section is not null || inAccount || kind.Equals("Invst", StringComparison.OrdinalIgnoreCase))
            {
                record ??= new Record(number, []);
                record.Fields.Add((line[0], line[1..].Trim()));
            }
        }

        EndRecord();

        void EndRecord()
        {
            if (record is null)
            {
                return;
            }

            if (inAccount)
            {
                account = record['N'];
            }
            else if (section is not null)
            {
                section.Records.Add(record);
            }
            else
            {
                _skipped++;
            }

            record = null;
        }
    }

    private Statement Statement(string account, string kind, IEnumerable<Record> records, QifDates order, char mark)
    {
        var lines = new List<StatementLine>();
        StatementBalance? opening = null;
        foreach (var record in records)
        {
            if (record.Fields.All(f => f.Key == 'D' && f.Text.Length == 0))
            {
                continue;
            }

            if (Line(record, order, mark) is not { } line)
            {
                continue;
            }

            // Quicken's first record: the balance to begin with, booked against the account itself.
            if (opening is null && line.IsTransfer && IsOpening(line.Payee) && (account.Length == 0 || line.Category == account))
            {
                (opening, account) = (new StatementBalance(line.Amount, line.Date), account.Length == 0 ? line.Category! : account);
                continue;
            }

            lines.Add(line);
        }

        return new Statement
        {
            Format = "qif",
            Account = new AccountHint(Kind: kind, Name: account.Length > 0 ? account : null),
            Opening = opening,
            From = lines.Count > 0 ? lines.Min(l => l.Date) : opening?.Date,
            To = lines.Count > 0 ? lines.Max(l => l.Date) : opening?.Date,
            Lines = lines,
        };
    }

    private StatementLine? Line(Record record, QifDates order, char mark)
    {
        var raw = string.Join(' ', record.Fields.Select(f => f.Key + f.Text));
        if (!order.TryRead(record['D'], out var date))
        {
            _problems.Error(record.Line, ProblemCodes.BadDate, record['D'].Length == 0 ? "The record has no date." : $"'{record['D']}' is no date.", raw);
            return null;
        }

        var text = record['T'].Length > 0 ? record['T'] : record['U'];
        if (!TryAmount(text, mark, out var amount))
        {
            _problems.Error(record.Line, ProblemCodes.BadAmount, text.Length == 0 ? "The record has no amount." : $"'{text}' is no amount.", raw);
            return null;
        }

        // "--Split--" says that there are parts; it is no category.
        var (category, isTransfer, tag) = Category(record['L'].Trim('-') is "Split" or "Splits" ? "" : record['L']);
        var splits = Splits(record, mark);
        if (splits.Count > 0 && splits.Sum(s => s.Amount) != amount)
        {
            _problems.Warn(record.Line, ProblemCodes.SplitMismatch, "The parts of the record do not sum to its amount; it is read without them.", raw);
            splits = [];
        }

        return new StatementLine
        {
            Row = record.Line,
            Date = date,
            Amount = amount,
            Payee = TextFolding.Fold(record['P']),
            Description = TextFolding.Fold(record['M']),
            Reference = record['N'] is { Length: > 0 } reference ? reference : null,
            Category = category,
            IsTransfer = isTransfer,
            Tags = tag is null ? [] : [tag],
            Splits = splits,
        };
    }

    private static List<StatementSplit> Splits(Record record, char mark)
    {
        var splits = new List<StatementSplit>();
        (string Category, string Memo, decimal? Amount)? open = null;
        foreach (var (key, text) in record.Fields)
        {
            if (key == 'S')
            {
                End();
                open = (text, "", null);
            }
            else if (key == 'E' && open is { } described)
            {
                open = described with { Memo = text };
            }
            else if (key == '$')
            {
                // Some write amounts without a category.
                var part = open ?? ("", "", null);
                if (part.Amount is not null)
                {
                    End();
                    part = ("", "", null);
                }

                open = part with { Amount = TryAmount(text, mark, out var amount) ? amount : 0 };
            }
        }

        End();
        return splits;

        void End()
        {
            if (open is { Amount: { } amount } part)
            {
                var (category, isTransfer, _) = Category(part.Category);
                splits.Add(new(amount, category, isTransfer, TextFolding.Fold(part.Memo)));
            }

            open = null;
        }
    }

    /// <summary><c>Food:Bread/Class</c> or <c>[Account]</c>; the class, after a slash, is a tag.</summary>
    private static (string? Category, bool IsTransfer, string? Tag) Category(string text)
    {
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var cut = text.IndexOf('/', Math.Max(0, bracket));
        var tag = cut >= 0 && text[(cut + 1)..].Trim() is { Length: > 0 } named ? named : null;
        var category = (bracket > 0 ? text[1..bracket] : cut >= 0 ? text[..cut] : text).Trim();
        // Brackets around nothing name no account to transfer to.
        return (category.Length > 0 ? category : null, bracket > 0 && category.Length > 0, tag);
    }

    private static bool IsOpening(string payee) => Opening().IsMatch(payee);

    /// <summary>Comma only where amounts end on one or two digits after a comma and none after a point.</summary>
    private static char DecimalMark(IEnumerable<string> amounts)
    {
        var (comma, point) = (false, false);
        foreach (var amount in amounts)
        {
            comma |= CommaDecimals().IsMatch(amount);
            point |= PointDecimals().IsMatch(amount);
        }

        return comma && !point ? ',' : '.';
    }

    private static bool TryAmount(string text, char mark, out decimal amount)
    {
        amount = 0;
        var plain = text.Trim();
        if (plain.Length is 0 or > 40 || plain.Any(char.IsWhiteSpace) || plain.Any(c => !char.IsAsciiDigit(c) && c is not ('.' or ',' or '-' or '+' or '\'')))
        {
            return false;
        }

        var digits = new string([.. plain.Where(c => c is not ('.' or ',' or '\'') || c == mark)]).Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
    }

    [GeneratedRegex(@",\d{1,2}$")]
    private static partial Regex CommaDecimals();

    [GeneratedRegex(@"\.\d{1,2}$")]
    private static partial Regex PointDecimals();

    [GeneratedRegex(@"^(opening balance|starting balance|er[öo]ffnungs(saldo|bilanz)|anfangssaldo|solde (initial|d'ouverture)|saldo inicial)", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();
}
