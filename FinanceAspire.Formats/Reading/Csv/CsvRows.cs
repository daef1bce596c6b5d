using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Turns records into lines by a settled profile. A row that cannot be read is named; the rest goes on.</summary>
internal static class CsvRows
{
    private static readonly string[] NotBooked = ["REVERTED", "FAILED", "DECLINED", "CANCELLED", "CANCELED", "REJECTED", "ABGELEHNT", "STORNIERT", "RECHAZADO", "REFUSÉ", "ANNULÉ", "交易关闭", "已关闭"];
    private static readonly string[] Pending = ["PENDING", "VORGEMERKT", "AUTHORISED", "AUTHORIZED", "OUTSTANDING", "PROCESSING", "PENDIENTE", "EN ATTENTE", "IN ATTESA", "RESERVIERT", "IN BEARBEITUNG",
        "OFFEN", "UMSATZ VORGEMERKT", "RESERVERAT", "RESERVERT", "RESERVERET", "VENTER", "VARAUS", "NON CONTABILIZZATO", "AUTORIZZATO", "WAITING", "ON HOLD", "HOLD", "В ОБРАБОТКЕ"];

    public static List<StatementLine> Read(CsvShape shape, CsvProfile profile, ReadOptions options, ProblemList problems, CancellationToken cancellationToken)
    {
        var lines = new List<StatementLine>(shape.Records.Count);
        var columns = new Columns(profile.Columns!);
        columns.IsMinusStyle = AreAllNegative(shape, columns, profile.DecimalSign ?? '.');
        columns.Currencies = columns.Amounts.Length > 1 ? [.. columns.Amounts.Select(i => CsvVocabulary.CurrencyOf(shape.Header.ElementAtOrDefault(i)) ?? "")] : [];
        columns.Holder = HolderOf(shape, columns);
        columns.IsTwoSided = CsvVocabulary.IsTarget(shape.Header.ElementAtOrDefault(columns[CsvColumn.ForeignAmount]));
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

    /// <summary>True for a word that says that money came back.</summary>
    public static bool IsRefund(ReadOnlySpan<char> status) => status is "退款成功";

    /// <summary>True for a word that says that the bank has not booked the row yet.</summary>
    public static bool IsPending(ReadOnlySpan<char> status) => IsOne(Pending, status);

    /// <summary>
    /// The name that stands in every row, as the one who pays or the one who is paid: the account's holder, whatever the sign
    /// says (who asks for money is the first of the two in some files). Null where there is none, or more than one.
    /// </summary>
    private static string? HolderOf(CsvShape shape, Columns columns)
    {
        var (payer, recipient) = (columns[CsvColumn.Payer], columns[CsvColumn.Recipient]);
        HashSet<string>? holders = null;
        foreach (var record in payer < 0 || recipient < 0 ? [] : shape.Rows)
        {
            if (record[payer].IsEmpty || record[recipient].IsEmpty)
            {
                continue;
            }

            HashSet<string> both = new(StringComparer.OrdinalIgnoreCase) { record[payer].ToString(), record[recipient].ToString() };
            (holders ??= both).IntersectWith(both);
            if (holders.Count == 0)
            {
                break;
            }
        }

        return holders?.Count == 1 ? holders.Single() : null;
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

        var isPending = IsOne(Pending, status);
        if (dateText.IsEmpty && isPending)
        {
            // The day on which it was booked is not known yet; the other day is.
            dateText = row[CsvColumn.ValueDate];
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

        return Compose(row, date, amount, isPending, options, pool, problems);
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

        // Of what comes in to the account, the target's amount is the account's.
        var isTarget = row.IsTarget && amount > 0;
        var currency = isTarget ? row[CsvColumn.ForeignCurrency] : row.HasCurrency ? row[CsvColumn.Currency] : row.CurrencyOfAmount;
        var other = isTarget ? row[CsvColumn.Currency] : row[CsvColumn.ForeignCurrency];
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
            OwnAccount = row[CsvColumn.Account] is { Length: > 0 } own ? pool.Get(own.TrimStart('\'')) : null,
            IsPending = isPending,
            RunningBalance = balance,
            Foreign = CsvAmounts.TryParse(isTarget ? row[CsvColumn.Amount] : row[CsvColumn.ForeignAmount], row.Sign, out var foreign) && other is { Length: 3 }
                && !other.Equals(currency.IsEmpty ? row.Profile.Currency : currency, StringComparison.OrdinalIgnoreCase)
                // Many files write the original amount without the sign.
                ? new ForeignAmount(amount < 0 ? -Math.Abs(foreign) : foreign, pool.Get(other).ToUpperInvariant())
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

            Amounts = [.. Enumerable.Range(0, roles.Count).Where(i => roles[i] == CsvColumn.Amount)];
            Descriptions = [.. Enumerable.Range(0, roles.Count).Where(i => roles[i] == CsvColumn.Description)];
        }

        public int this[CsvColumn role] => _first[(int)role];

        public int[] Descriptions { get; }

        /// <summary>One column of amounts, or one for each of several currencies.</summary>
        public int[] Amounts { get; }

        /// <summary>The currency that each of them is named for; empty where there is one only.</summary>
        public string[] Currencies { get; set; } = [];

        /// <summary>The holder of the account, where the file names one in every row.</summary>
        public string? Holder { get; set; }

        /// <summary>Amount and currency are those of who pays, the original amount and currency those of who is paid.</summary>
        public bool IsTwoSided { get; set; }

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

        private int Amount
        {
            get
            {
                foreach (var column in columns.Amounts)
                {
                    if (!record[column].IsEmpty)
                    {
                        return column;
                    }
                }

                return columns[CsvColumn.Amount];
            }
        }

        /// <summary>The currency beside the number, or that of the column among several.</summary>
        public ReadOnlySpan<char> CurrencyOfAmount => columns.Currencies.Length > 0 ? columns.Currencies[Array.IndexOf(columns.Amounts, Amount)] : CsvAmounts.CodeWithin(AmountText);

        public bool HasCurrency => columns[CsvColumn.Currency] >= 0;

        /// <summary>True where the amount of money in is that of the other side's column.</summary>
        public bool IsTarget => columns.IsTwoSided && CsvDirection.Of(this[CsvColumn.Direction]) > 0;

        /// <summary>The cell that holds the amount.</summary>
        private ReadOnlySpan<char> AmountText => this[CsvColumn.Amount] is { IsEmpty: false } amount ? amount : this[CsvColumn.Debit] is { IsEmpty: false } debit ? debit : this[CsvColumn.Credit];

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
        public ReadOnlySpan<char> this[CsvColumn role] => (role == CsvColumn.Amount ? Amount : columns[role]) is >= 0 and var column ? record[column] : default;

        /// <summary>Of who pays and who is paid, the one that is not the account's holder.</summary>
        public ReadOnlySpan<char> OtherParty(decimal amount)
        {
            var payer = this[CsvColumn.Payer];
            var recipient = this[CsvColumn.Recipient];
            return this[CsvColumn.Payee] is { IsEmpty: false } payee && !SaysNothing(payee) ? payee
                : columns.Holder is { } holder && !payer.IsEmpty && !recipient.IsEmpty ? payer.Equals(holder, StringComparison.OrdinalIgnoreCase) ? recipient : payer
                : amount < 0 ? recipient.IsEmpty ? payer : recipient
                : payer.IsEmpty ? recipient : payer;
        }

        /// <summary>"-" and "/" stand where there is no text.</summary>
        private static bool SaysNothing(ReadOnlySpan<char> text) => text is "-" or "/";

        /// <summary>All columns of text, joined.</summary>
        public ReadOnlySpan<char> Description
        {
            get
            {
                ReadOnlySpan<char> text = default;
                foreach (var column in columns.Descriptions)
                {
                    var more = record[column];
                    text = text.IsEmpty || SaysNothing(text) ? more : more.IsEmpty || SaysNothing(more) ? text : $"{text} {more}";
                }

                return SaysNothing(text) ? default : text;
            }
        }
    }
}
