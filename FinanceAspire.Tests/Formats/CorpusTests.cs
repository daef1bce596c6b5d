using System.Globalization;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Formats;

/// <summary>Real files of real banks: each reads to what its source says of it, or is refused with a reason.</summary>
public sealed partial class CorpusTests
{
    private static readonly string[] Formats = ["ofx1", "ofx2", "qfx", "csv", "qif", "camt", "mt940", "mt942", "gnucash", "firefly_csv", "ynab", "mint", "monarch", "actual_csv", "iif"];

    public static TheoryData<string> Paths()
    {
        var data = new TheoryData<string>();
        foreach (var file in Corpus.Files(Formats))
        {
            data.Add(file.Path);
        }

        if (data.Count == 0)
        {
            data.Add("");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task File_of_a_bank_reads_to_what_its_source_says(string path)
    {
        Assert.SkipWhen(path.Length == 0, "The corpus of real bank files is not on this machine.");
        var file = Corpus.Files(Formats).Single(f => f.Path == path);
        await using var stream = File.OpenRead(Path.Combine(Corpus.Folder!, file.Path));

        var result = await StatementReader.ReadAsync(stream, new ReadOptions { Today = new DateOnly(2026, 11, 1) }, TestContext.Current.CancellationToken);

        var difference = Difference(file, result);
        var known = Disagreements.Known.GetValueOrDefault(file.Path);
        if (known is not null)
        {
            Assert.True(difference is not null, $"{file.Path} agrees now; take it off the list of disagreements.");
            return;
        }

        Assert.True(difference is null, $"{file.Path}: {difference} Expected: {file.Expected}. Problems: {string.Join(" | ", result.Problems.Take(3).Select(p => $"{p.Line} {p.Code} {p.Text}"))}");
    }

    private static string? Difference(CorpusFile file, ReadResult result)
    {
        var lines = result.Statements.SelectMany(s => s.Lines).ToList();
        var count = lines.Count(l => !l.IsPending) + (result.Book?.Transactions.Count ?? 0);
        if (result.Statements.Count == 0 && result.Book is null && !result.Problems.Any(p => p.IsFatal))
        {
            return "nothing was read and no reason given.";
        }

        if (file.Expected.Contains("must be rejected", StringComparison.Ordinal))
        {
            return count == 0 ? null : $"{count} line(s) read of a file that must be rejected.";
        }

        if (Count().Match(file.Expected) is { Success: true } match && int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) is var expected && count != expected)
        {
            return $"{count} line(s) read.";
        }

        if (Balance().Match(file.Expected) is { Success: true } balance)
        {
            var stated = decimal.Parse(balance.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            if (!result.Statements.Any(s => s.Closing?.Amount == stated))
            {
                return $"closing balance is {result.Statements.ElementAtOrDefault(0)?.Closing?.Amount.ToString(CultureInfo.InvariantCulture) ?? "none"}.";
            }
        }

        foreach (Match line in Line().Matches(file.Expected))
        {
            var date = DateOnly.ParseExact(line.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var amount = decimal.Parse(line.Groups[2].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            // Many sources state an MT940 line by its value date; we read both.
            if (!lines.Any(l => (l.Date == date || l.ValueDate == date) && l.Amount == amount)
                && result.Book?.Transactions.Any(t => t.Date == date && t.Postings.Any(p => p.Quantity == amount)) != true)
            {
                return $"there is no line {line.Value}.";
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?:(?:txns|rows|lines)=(?<n>\d+)\b(?! in all)|(?<n>\d+) txns:)")]
    private static partial Regex Count();

    [GeneratedRegex(@"(?:ledgerbal|closing)[ =](-?[\d,]+\.\d+)")]
    private static partial Regex Balance();

    [GeneratedRegex(@"\b(\d{4}-\d\d-\d\d) ([+-]?[\d,]+\.\d\d)\b")]
    private static partial Regex Line();
}
