using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>Turns records into lines by a settled profile. A row that cannot be read is named; the rest goes on.</summary>
internal static class CsvRows
{
    private static readonly HashSet<string> NotBooked = new(["REVERTED", "FAILED", "DECLINED", "CANCELLED", "CANCELED", "REJECTED", "ABGELEHNT", "STORNIERT"], StringComparer.Ordinal);
    private static readonly HashSet<string> Pending = new(["PENDING", "VORGEMERKT", "AUTHORISED", "AUTHORIZED", "OUTSTANDING", "PROCESSING"], StringComparer.Ordinal);

    public static List<StatementLine> Read(CsvShape shape, CsvProfile profile, ReadOptions options, ProblemList problems, CancellationToken cancellationToken)
    {
        var lines = new List<StatementLine>();
        foreach (var record in shape.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Line(new Row(record, profile), options, problems) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static StatementLine? Line(Row row, ReadOptions options, ProblemList problems)
    {
        var (dateText, hasAmount) = (row.Text(CsvColumn.Date), row.HasAmount);
        var status = row.Text(CsvColumn.Status).ToUpperInvariant();
        if (NotBooked.Contains(status))
        {
            problems.Warn(row.Number, ProblemCodes.SkippedRow, $"The row is '{row.Text(CsvColumn.Status)}': the bank did not book it.", row.Raw);
            return null;
        }

        if (dateText.Length == 0 || !hasAmount)
        {
            // Titles, totals and remarks around the table: named, so that nothing goes missing unseen.
            problems.Warn(row.Number, ProblemCodes.SkippedRow, hasAmount ? "The row has no date and is left out." : "The row has no amount and is left out.", row.Raw);

            return null;
        }

        if (!CsvDates.TryParse(dateText, row.Profile.DateOrder!.Value, options, out var date))
        {
            if (Pending.Contains(dateText.ToUpperInvariant()))
            {
                problems.Warn(row.Number, ProblemCodes.SkippedRow, "The row is pending: it comes again with its date when the bank has booked it.", row.Raw);
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

        return Compose(row, date, amount, Pending.Contains(status), options, problems);
    }

    private static StatementLine Compose(Row row, DateOnly date, decimal amount, bool isPending, ReadOptions options, ProblemList problems)
    {
        decimal? balance = null;
        if (row.Text(CsvColumn.Balance) is { Length: > 0 } balanceText)
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

        var currency = row.Text(CsvColumn.Currency).ToUpperInvariant();
        var payee = TextFolding.Fold(row.Text(CsvColumn.Payee));
        var description = TextFolding.Fold(row.Joined(CsvColumn.Description));
        return new StatementLine
        {
            Row = row.Number,
            Date = date,
            ValueDate = CsvDates.TryParse(row.Text(CsvColumn.ValueDate), row.Profile.DateOrder!.Value, options, out var value) && value != date ? value : null,
            Amount = amount,
            Currency = currency.Length == 3 ? currency : null,
            Payee = payee,
            Description = description == payee ? "" : description,
            BankId = Optional(row.Text(CsvColumn.BankId)),
            Reference = Optional(row.Text(CsvColumn.Reference)),
            CounterAccount = Optional(row.Text(CsvColumn.CounterAccount)),
            Category = Optional(row.Text(CsvColumn.Category)),
            IsPending = isPending,
            RunningBalance = balance,
            Foreign = CsvAmounts.TryParse(row.Text(CsvColumn.ForeignAmount), row.Sign, out var foreign) && row.Text(CsvColumn.ForeignCurrency) is { Length: 3 } code
                ? new ForeignAmount(foreign, code.ToUpperInvariant())
                : null,
            Tags = [.. row.Text(CsvColumn.Tags).Split([',', ';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    private static string? Optional(string text) => text.Length > 0 ? text : null;

    /// <summary>One record with its columns by role.</summary>
    internal readonly struct Row(CsvRecord record, CsvProfile profile)
    {
        public CsvProfile Profile { get; } = profile;

        public int Number => record.Line;

        public char Sign => Profile.DecimalSign ?? '.';

        public string Raw => string.Join(Profile.Delimiter ?? ',', record.Fields);

        public bool HasAmount => Text(CsvColumn.Amount).Length > 0 || Text(CsvColumn.Debit).Length > 0 || Text(CsvColumn.Credit).Length > 0;

        public string Text(CsvColumn role)
        {
            var roles = Profile.Columns!;
            for (var i = 0; i < roles.Count && i < record.Fields.Length; i++)
            {
                if (roles[i] == role)
                {
                    return record.Fields[i];
                }
            }

            return "";
        }

        public string Joined(CsvColumn role)
        {
            var (roles, fields) = (Profile.Columns!, record.Fields);
            return string.Join(' ', Enumerable.Range(0, Math.Min(roles.Count, fields.Length)).Where(i => roles[i] == role && fields[i].Length > 0).Select(i => fields[i]));
        }
    }
}
