using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Turns records into lines by a settled profile. A row that cannot be read is named; the rest goes on.</summary>
internal static class CsvRows
{
    private static readonly string[] NotBooked = ["REVERTED", "FAILED", "DECLINED", "CANCELLED", "CANCELED", "REJECTED", "ABGELEHNT", "STORNIERT", "RECHAZADO", "REFUSÉ", "ANNULÉ", "交易关闭", "已关闭"];
    private static readonly string[] Pending = ["PENDING", "VORGEMERKT", "AUTHORISED", "AUTHORIZED", "OUTSTANDING", "PROCESSING", "PENDIENTE", "EN ATTENTE", "IN ATTESA", "RESERVIERT"];

    public static List<StatementLine> Read(CsvShape shape, CsvProfile profile, ReadOptions options, ProblemList problems, CancellationToken cancellationToken)
    {
        var lines = new List<StatementLine>(shape.Records.Count);
        var columns = new Columns(profile.Columns!);
        columns.IsMinusStyle = AreAllNegative(shape, columns, profile.DecimalSign ?? '.');
        var pool = new StringPool();
        var table = shape;
        for (var i = shape.HeaderIndex + 1; i < shape.Records.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = shape.Records[i];
            var row = new Row(record, profile, columns);
            if (shape.HeaderIndex >= 0 && row[CsvColumn.Date] is [var first, ..] && !char.IsAsciiDigit(first)
                && !CsvDates.TryParse(row[CsvColumn.Date], profile.DateOrder!.Value, options, out _) && CsvShape.IsHeader(record, options))
            {
                problems.Warn(row.Number, ProblemCodes.SkippedRow, "The row is a header in the midst of the file, not a booking.", row.Raw);
                if (!record.ToArray().SequenceEqual(table.Header, StringComparer.OrdinalIgnoreCase))
                {
                    // Another table, with columns of its own: a bank lists what is pending, or another account, apart. It ends at
                    // the next one: with all that follows, each of many tables would go through the whole file.
                    table = new CsvShape(shape.Delimiter, 0, [.. shape.Records.Take(i..CsvShape.NextHeader(shape.Records, i, options))]);
                    columns = new Columns(CsvColumns.Decide(table, options, []));
                    columns.IsMinusStyle = AreAllNegative(table, columns, profile.DecimalSign ?? '.');
                }
            }
            else if (lines.Count > 0 && row.IsMoreText)
            {
                lines[^1] = lines[^1] with { Description = TextFolding.Fold($"{lines[^1].Description} {row.Description}") };
            }
            else if (Line(row, options, pool, problems) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>True where every amount of money in has a minus, and money out has none: then it is the issuer's style, not a reversal in each row.</summary>
    private static bool AreAllNegative(CsvShape shape, Columns columns, char sign)
    {
        var (debit, credit) = (columns[CsvColumn.Debit], columns[CsvColumn.Credit]);
        var (ins, outs) = (0, 0);
        foreach (var record in debit < 0 || credit < 0 ? [] : shape.Rows)
        {
            if ((CsvAmounts.TryParse(record[credit], sign, out var paidIn) && paidIn > 0) || (CsvAmounts.TryParse(record[debit], sign, out var paidOut) && paidOut < 0))
            {
                return false;
            }

            ins += paidIn < 0 ? 1 : 0;
            outs += paidOut > 0 ? 1 : 0;
        }

        return ins > 0 && outs > 0;
    }

    private static StatementLine? Line(Row row, ReadOptions options, StringPool pool, ProblemList problems)
    {
        var dateText = row[CsvColumn.Date];
        var status = row[CsvColumn.Status];
        if (IsOne(NotBooked, status))
        {
            problems.Warn(row.Number, ProblemCodes.SkippedRow, $"The row is '{status}': the bank did not book it.", row.Raw);
            return null;
        }

        if (dateText.Length == 0 || !row.HasAmount)
        {
            // Titles, totals and remarks around the table: named, so that nothing goes missing unseen.
            problems.Warn(row.Number, ProblemCodes.SkippedRow, row.HasAmount ? "The row has no date and is left out." : "The row has no amount and is left out.", row.Raw);

            return null;
        }

        if (!CsvDates.TryParse(dateText, row.Profile.DateOrder!.Value, options, out var date))
        {
            if (IsOne(Pending, dateText))
            {
                problems.Warn(row.Number, ProblemCodes.SkippedRow, "The row is pending: it comes again with its date when the bank has booked it.", row.Raw);
            }
            else if (CsvStatedBalances.IsWord(dateText))
            {
                CsvStatedBalances.LeaveOut(row.Number, dateText, row.Raw, problems);
            }
            else
            {
                problems.Error(row.Number, ProblemCodes.BadDate, $"'{ProblemList.Cut(dateText)}' is no date.", row.Raw);
            }

            return null;
        }

        if (!CsvAmountOfRow.TryRead(row, problems, out var amount))
        {
            return null;
        }

        return Compose(row, date, amount, IsOne(Pending, status), options, pool, problems);
    }

    private static StatementLine Compose(Row row, DateOnly date, decimal amount, bool isPending, ReadOptions options, StringPool pool, ProblemList problems)
    {
        decimal? balance = null;
        if (row[CsvColumn.Balance] is { Length: > 0 } balanceText)
        {
            if (CsvAmounts.TryParse(balanceText, row.Sign, out var stated))
            {
                balance = stated;
            }
            else
            {
                problems.Warn(row.Number, ProblemCodes.BadBalance, $"The balance '{ProblemList.Cut(balanceText)}' is no amount.", row.Raw);
            }
        }

        var currency = row[CsvColumn.Currency];
        var payee = TextFolding.WithoutEntities(TextFolding.Fold(row.OtherParty(amount), pool));
        var description = TextFolding.WithoutEntities(TextFolding.Fold(row.Description, pool));
        return new StatementLine
        {
            Row = row.Number,
            Date = date,
            ValueDate = CsvDates.TryParse(row[CsvColumn.ValueDate], row.Profile.DateOrder!.Value, options, out var value) && value != date ? value : null,
            Amount = amount,
            Currency = currency.Length == 3 ? pool.Get(currency).ToUpperInvariant() : null,
            Payee = payee,
            Description = description == payee ? "" : description,
            BankId = row[CsvColumn.BankId] is { Length: > 0 } id ? BankIds.Of(id) : null,
            Reference = row[CsvColumn.Reference] is { Length: > 0 } reference && reference is not "-" ? reference.ToString() : null,
            CounterAccount = row[CsvColumn.CounterAccount] is { Length: > 0 } counter ? pool.Get(counter) : null,
            Category = row[CsvColumn.Category] is { Length: > 0 } category ? pool.Get(category) : null,
            OwnAccount = row[CsvColumn.Account] is { Length: > 0 } own ? pool.Get(own) : null,
            IsPending = isPending,
            RunningBalance = balance,
            Foreign = CsvAmounts.TryParse(row[CsvColumn.ForeignAmount], row.Sign, out var foreign) && row[CsvColumn.ForeignCurrency] is { Length: 3 } code && !code.SequenceEqual(currency)
                ? new ForeignAmount(foreign, pool.Get(code).ToUpperInvariant())
                : null,
            Tags = row[CsvColumn.Tags] is { Length: > 0 } tags ? tags.ToString().Split([',', ';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [],
        };
    }

    private static bool IsOne(string[] words, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < words.Length && !text.IsEmpty; i++)
        {
            if (text.Equals(words[i], StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where each role stands: the first column of it, and all that are the text.</summary>
    internal sealed class Columns
    {
        private readonly int[] _first = new int[Enum.GetValues<CsvColumn>().Length];

        public Columns(IReadOnlyList<CsvColumn> roles)
        {
            Array.Fill(_first, -1);
            foreach (var (i, role) in roles.Index().Reverse().Where(r => Enum.IsDefined(r.Item)))
            {
                _first[(int)role] = i;
            }

            Descriptions = [.. Enumerable.Range(0, roles.Count).Where(i => roles[i] == CsvColumn.Description)];
        }

        public int this[CsvColumn role] => _first[(int)role];

        public int[] Descriptions { get; }

        /// <summary>A minus in the column of money in says nothing.</summary>
        public bool IsMinusStyle { get; set; }
    }

    /// <summary>One record with its columns by role.</summary>
    internal readonly struct Row(CsvRecord record, CsvProfile profile, Columns columns)
    {
        public CsvProfile Profile { get; } = profile;

        public int Number => record.Line;

        public bool IsMinusStyle => columns.IsMinusStyle;

        public char Sign => Profile.DecimalSign ?? '.';

        public string Raw => string.Join(Profile.Delimiter ?? ',', record.ToArray());

        public bool HasAmount => !this[CsvColumn.Amount].IsEmpty || !this[CsvColumn.Debit].IsEmpty || !this[CsvColumn.Credit].IsEmpty;

        /// <summary>True for a row with nothing but text in a column of texts: the booking above goes on.</summary>
        public bool IsMoreText
        {
            get
            {
                for (var i = 0; i < record.Count; i++)
                {
                    if (!record[i].IsEmpty && Array.IndexOf(columns.Descriptions, i) < 0)
                    {
                        return false;
                    }
                }

                return columns.Descriptions.Length > 0 && columns[CsvColumn.Date] >= 0;
            }
        }

        /// <summary>The first column of a role; empty where there is none.</summary>
        public ReadOnlySpan<char> this[CsvColumn role] => columns[role] is >= 0 and var column ? record[column] : default;

        /// <summary>Of who pays and who is paid, the one that is not the account's holder.</summary>
        public ReadOnlySpan<char> OtherParty(decimal amount)
        {
            var payer = this[CsvColumn.Payer];
            var recipient = this[CsvColumn.Recipient];
            return this[CsvColumn.Payee] is { IsEmpty: false } payee ? payee
                : amount < 0 ? recipient.IsEmpty ? payer : recipient
                : payer.IsEmpty ? recipient : payer;
        }

        /// <summary>All columns of text, joined.</summary>
        public ReadOnlySpan<char> Description
        {
            get
            {
                ReadOnlySpan<char> text = default;
                foreach (var column in columns.Descriptions)
                {
                    var more = record[column];
                    text = text.IsEmpty ? more : more.IsEmpty ? text : $"{text} {more}";
                }

                return text;
            }
        }
    }
}
