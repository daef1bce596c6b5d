using System.Globalization;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>How the beginning of a CSV file would read. Nothing is stored.</summary>
/// <param name="Reading">Columns and settings as they were used.</param>
/// <param name="Evidence">What the file itself says about dates, decimal sign and columns, whatever was chosen.</param>
/// <param name="Lines">The first lines that could be read.</param>
/// <param name="Count">How many lines could be read.</param>
/// <param name="Problems">What could not be read, and remarks.</param>
public sealed record CsvTrial(
    CsvReading Reading, IReadOnlyList<string> Evidence, IReadOnlyList<StatementLine> Lines, int Count, IReadOnlyList<StatementProblem> Problems)
{
    private const int Shown = 8;

    /// <summary>Enough to see how it reads, little enough to follow every choice at once.</summary>
    private const int MostBytes = 512 * 1024;

    internal static async Task<CsvTrial> ReadAsync(byte[] content, CsvReading before, CsvChoices choices, DateOnly today, CancellationToken cancellationToken)
    {
        var profile = choices.Applied(before.Profile);
        var beginning = Beginning(content, profile.Encoding ?? "");
        var asSaid = await ReadAsync(beginning, profile, today, cancellationToken);
        var asFound = await ReadAsync(beginning, profile with { DateOrder = null, DecimalSign = null }, today, cancellationToken);
        var lines = asSaid.Statements.SelectMany(s => s.Lines).OrderBy(l => l.Row).ToList();
        return new(
            asSaid.Csv ?? before with { Profile = profile }, asFound.Csv?.Evidence ?? before.Evidence, [.. lines.Take(Shown)], lines.Count, asSaid.Problems);
    }

    private static async Task<ReadResult> ReadAsync(ReadOnlyMemory<byte> beginning, CsvProfile profile, DateOnly today, CancellationToken cancellationToken)
    {
        await using var stream = new MemoryStream(beginning.ToArray(), writable: false);
        return await StatementReader.ReadAsync(stream, new ReadOptions { Csv = profile, Culture = CultureInfo.CurrentCulture, Today = today }, cancellationToken);
    }

    /// <summary>Whole lines only. Where a line's end is more than one byte, and in an archive, all of it.</summary>
    private static ReadOnlyMemory<byte> Beginning(byte[] content, string encoding)
    {
        var isWhole = content.Length <= MostBytes || encoding.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || encoding.StartsWith("utf-32", StringComparison.OrdinalIgnoreCase)
            || content is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', ..];
        return isWhole ? content : content.AsMemory(0, content.AsSpan(0, MostBytes).LastIndexOf((byte)'\n') is >= 0 and var end ? end + 1 : content.Length);
    }
}
