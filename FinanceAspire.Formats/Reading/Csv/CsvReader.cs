using FinanceAspire.Formats.Reading.Exports;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Reads CSV of any dialect: first what the file as a whole says about delimiter, columns, order of dates and decimal sign,
/// with the evidence; then the rows, none of which is guessed on its own.
/// </summary>
internal static class CsvReader
{
    public static ReadResult Read(string text, string encoding, ReadOptions options, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var profile = options.Csv;
        if (CsvShape.Find(text, profile, options, cancellationToken) is not { } shape)
        {
            problems.Fatal(ProblemCodes.NotAStatement, "This file is not a bank statement that can be read: neither OFX nor rows with a date and an amount.");
            return new ReadResult { Problems = problems.ToList() };
        }

        if (FireflyReader.Fits(shape.Header))
        {
            return FireflyReader.Read(shape, options, cancellationToken);
        }

        if (EzBookkeepingReader.Fits(shape.Header))
        {
            return EzBookkeepingReader.Read(shape, options, cancellationToken);
        }

        if (GnuCashCsvReader.Fits(shape.Header))
        {
            return GnuCashCsvReader.Read(shape, options, cancellationToken);
        }

        var evidence = new List<string> { $"Fields are separated by {Name(shape.Delimiter)}; the text is {encoding}." };
        var export = CsvExport.Find(shape.Header);
        var roles = profile?.Columns is { Count: > 0 } told ? [.. told]
            : export?.Roles(shape.Header) ?? CsvColumns.Decide(shape, options, evidence);
        var ambiguities = new List<string>();
        var decimalSign = profile?.DecimalSign ?? CsvDecisions.DecimalSign(shape, roles, options, evidence, ambiguities, problems);
        var settled = new CsvProfile
        {
            Delimiter = shape.Delimiter,
            Encoding = encoding,
            HeaderLine = shape.HeaderIndex < 0 ? 0 : shape.Records[shape.HeaderIndex].Line,
            Columns = roles,
            DateOrder = profile?.DateOrder ?? export?.DateOrder ?? CsvDecisions.DateOrder(shape, roles, decimalSign, options, evidence, ambiguities, problems),
            DecimalSign = decimalSign,
            InvertAmounts = profile?.InvertAmounts,
            Currency = profile?.Currency ?? CsvDecisions.CurrencyOf(shape.Header, roles),
        };
        if (!roles.Contains(CsvColumn.Date) || !roles.Any(r => r is CsvColumn.Amount or CsvColumn.Debit or CsvColumn.Credit))
        {
            var what = roles.Contains(CsvColumn.Date) ? "an amount" : "a date";
            if (shape.HeaderIndex >= 0 && shape.Records.Count == shape.HeaderIndex + 1)
            {
                problems.Fatal(ProblemCodes.NoTransactions, "The file has a header and no rows: there is nothing to import.");
            }
            else
            {
                problems.Fatal(ProblemCodes.NotAStatement, $"This file is not a bank statement that can be read: no column holds {what}.");
            }

            return new ReadResult { Format = "csv", Problems = problems.ToList(), Csv = Reading(shape, settled, evidence, ambiguities) };
        }

        var lines = CsvRows.Read(shape, settled, options, problems, cancellationToken);
        lines = export?.Complete(lines, shape) ?? lines;
        lines = export is null ? CsvSplits.Join(shape, roles, lines) : lines;
        // A register of another program has an opening balance as an entry of its own.
        var stated = export is null ? CsvStatedBalances.TakeRows(lines, problems) : [];
        lines = export is null ? CsvSections.Name(shape, settled, lines, stated) : lines;
        settled = CsvBalance.Check(lines, settled, evidence, problems, out lines);
        if (export is null && profile?.InvertAmounts is null && settled.InvertAmounts == false && CsvDecisions.IsCard(shape, roles, lines, evidence))
        {
            settled = settled with { InvertAmounts = true };
            lines = lines.ConvertAll(CsvBalance.Turned);
        }

        if (export is null && profile?.InvertAmounts is null && settled.InvertAmounts == true && roles.Contains(CsvColumn.Payer) && roles.Contains(CsvColumn.Recipient))
        {
            // Which of the two is the other party was told by the sign as it stands in the file.
            var turned = CsvRows.Read(shape, settled, options, new ProblemList(), cancellationToken).DistinctBy(l => l.Row).ToDictionary(l => l.Row);
            lines = lines.ConvertAll(l => l with { Payee = turned[l.Row].Payee, Description = turned[l.Row].Description });
        }

        if (lines.Count == 0)
        {
            var first = problems.ToList().FirstOrDefault(p => !p.IsWarning);
            problems.Fatal(first?.Code ?? ProblemCodes.NoTransactions, first?.Text ?? "The file holds no rows that could be imported.", first?.Line ?? 0, first?.Raw);
            return new ReadResult { Format = "csv", Problems = problems.ToList(), Csv = Reading(shape, settled, evidence, ambiguities) };
        }

        if (export is null && stated.Count == 0 && CsvBalance.AreOfOne(lines))
        {
            stated[(lines[0].OwnAccount, lines[0].Currency)] = CsvStatedBalances.Around(shape, settled, lines) ?? CsvStatedBalances.OfColumns(shape, settled, lines);
        }

        if (export is null && profile?.InvertAmounts is null && settled.InvertAmounts == false && stated.Values.All(s => s?.Closing is null))
        {
            CsvDecisions.Sign(lines, roles, ambiguities, problems);
        }

        var format = export?.Format ?? "csv";
        return new ReadResult
        {
            Format = format,
            Statements = CsvBalance.Statements(lines, settled, format, stated).ConvertAll(s => CsvHolder.Name(s, shape)),
            Problems = problems.ToList(),
            Csv = Reading(shape, settled, evidence, ambiguities),
        };
    }

    /// <summary>Given where no row could be read, too: that is when somebody must say which column is what.</summary>
    private static CsvReading Reading(CsvShape shape, CsvProfile settled, List<string> evidence, List<string> ambiguities) => new()
    {
        Profile = settled,
        Header = shape.Header,
        Sample = [.. shape.Rows.Take(20).Select(r => (IReadOnlyList<string>)r.ToArray())],
        Evidence = evidence,
        Ambiguities = ambiguities,
        Shape = shape.Fingerprint(),
    };

    private static string Name(char delimiter) => delimiter switch { '\t' => "tabs", ';' => "semicolons", ',' => "commas", '|' => "bars", _ => $"'{delimiter}'" };
}
