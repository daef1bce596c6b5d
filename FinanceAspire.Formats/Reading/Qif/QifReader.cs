using System.Buffers;
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

    private static readonly SearchValues<char> PlainAmount = SearchValues.Create("0123456789.,-+'");

    private sealed record Record(int Line, List<(char Key, string Text)> Fields)
    {
        public string this[char key] => Fields.FirstOrDefault(f => f.Key == key).Text ?? "";
    }

    private sealed record Section(string Account, string Kind, List<Record> Records);

    private readonly ProblemList _problems = new();
    private readonly List<Section> _sections = [];
    private string? _order;
    private int _skipped;

    public static ReadResult Read(string text, ReadOptions options, CancellationToken cancellationToken) => new QifReader().ReadAll(text, options, cancellationToken);

    private ReadResult ReadAll(string text, ReadOptions options, CancellationToken cancellationToken)
    {
        Split(text, cancellationToken);
        var records = _sections.SelectMany(s => s.Records).ToList();
        var mark = DecimalMark(records);
        var order = QifDates.Decide([.. records.Select(r => r['D']).Where(d => d.Length > 0)], _order, mark == ',', options, _problems);
        if (order is null)
        {
            _problems.Fatal(ProblemCodes.BadDate, "No one order of day, month and year fits all dates of the file.");
            return new ReadResult { Format = "qif", Problems = _problems.ToList() };
        }

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
        if (!text.AsSpan().TrimStart().StartsWith("!", StringComparison.Ordinal))
        {
            // Records without the line that says of what.
            section = new Section("", "Bank", []);
            _sections.Add(section);
        }

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
                _order = header.StartsWith("Option:", StringComparison.OrdinalIgnoreCase) && header[7..].Trim().ToUpperInvariant() is "MDY" or "DMY" or "YMD" ? header[7..].Trim().ToUpperInvariant() : _order;
                kind = header.StartsWith("Type:", StringComparison.OrdinalIgnoreCase) ? Kind(header[5..].Trim()) : inAccount ? "" : kind;
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

    /// <summary>"Bank Account" is "Bank".</summary>
    private static string Kind(string text) => Registers.FirstOrDefault(r => text.StartsWith(r, StringComparison.OrdinalIgnoreCase)) is { } register ? text[..register.Length] : text;

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
            Description = TextFolding.Fold(string.Join(' ', record.Fields.Where(f => f.Key == 'M').Select(f => f.Text))),
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

    /// <summary>The sign that more amounts prove. Where none proves one, <c>1.000</c> is a thousand, and it is said.</summary>
    private char DecimalMark(List<Record> records)
    {
        var (points, commas, open) = (0, 0, (Line: 0, Text: ""));
        foreach (var record in records)
        {
            foreach (var (_, text) in record.Fields.Where(f => f.Key is 'T' or '$'))
            {
                var proven = Csv.CsvAmounts.Evidence(text);
                points += proven == '.' ? 1 : 0;
                commas += proven == ',' ? 1 : 0;
                open = open.Line == 0 && Csv.CsvAmounts.IsOpen(text) ? (record.Line, text) : open;
            }
        }

        if (points + commas > 0 || open.Line == 0)
        {
            return commas > points ? ',' : '.';
        }

        _problems.Warn(open.Line, ProblemCodes.AmbiguousDecimalSign, $"{open.Text} could be read with or without decimals. It is read as thousands: please check.", open.Text);
        return open.Text.Contains('.', StringComparison.Ordinal) ? ',' : '.';
    }

    private static bool TryAmount(string text, char mark, out decimal amount)
    {
        amount = 0;
        var plain = text.Trim();
        if (plain.Length is 0 or > 40)
        {
            return false;
        }

        if (plain.AsSpan().ContainsAnyExcept(PlainAmount) || plain.EndsWith('-'))
        {
            // With a currency, brackets or a sign behind: as in a table.
            return Csv.CsvAmounts.TryParse(plain, mark, out amount);
        }

        var digits = new string([.. plain.Where(c => c is not ('.' or ',' or '\'') || c == mark)]).Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
    }

    [GeneratedRegex(@"^(opening balance|starting balance|er[öo]ffnungs(saldo|bilanz)|anfangssaldo|solde (initial|d'ouverture)|saldo inicial)", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();
}
