using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinanceAspire.Formats.Reading.Csv;

namespace FinanceAspire.Formats.Reading;

/// <summary>A file from outside, read and hashed.</summary>
/// <param name="Result">What was read.</param>
/// <param name="Hash">SHA-256 of the bytes.</param>
/// <param name="Content">The bytes, so that the reading of a CSV file or the account can be corrected without another upload; null for whole books and large files.</param>
public sealed record SpooledFile(ReadResult Result, byte[] Hash, byte[]? Content)
{
    /// <summary>Files up to this size are kept.</summary>
    private const int MaxKept = 8 * 1024 * 1024;

    /// <summary>
    /// Raised when a reader begins to make other texts of the same file. Lines that were imported before are not known by their
    /// texts then, but by day and amount.
    /// </summary>
    private const int Reading = 4;

    /// <summary>
    /// Which kind of file, and how it was read: ids are compared within one kind only, texts within one reading of it
    /// (<see cref="Ledger.Statements.ImportPlanner.Kind"/>).
    /// </summary>
    public string Source => Result.Csv is { } csv && Result.Format == "csv" ? $"csv:{csv.Shape}#{Reading}{Columns(csv.Profile)}" : $"{Result.Format}#{Reading}";

    /// <summary>
    /// Spools the input to a temporary file that is gone when closed (a CSV file is read a second time where a profile is
    /// remembered for its shape), then reads it.
    /// </summary>
    /// <param name="input">The bytes; read once, not disposed.</param>
    /// <param name="profile">How to read a CSV file, where the user has just said so; null: as remembered, else guessed.</param>
    /// <param name="currency">ISO 4217 code for whole books that name none.</param>
    /// <param name="remembered">Asked by the shape of a CSV file.</param>
    /// <param name="culture">Whose month names may be read.</param>
    /// <param name="today">See <see cref="ReadOptions.Today"/>.</param>
    /// <param name="cancellationToken">Stops the reading between records.</param>
    public static async Task<SpooledFile> ReadAsync(
        Stream input, CsvProfile? profile, string? currency, Func<string, Task<CsvProfile?>> remembered, CultureInfo culture, DateOnly today, CancellationToken cancellationToken)
    {
        await using var spool = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await input.CopyToAsync(spool, cancellationToken);
        spool.Position = 0;
        var hash = await SHA256.HashDataAsync(spool, cancellationToken);
        var options = new ReadOptions { Culture = culture, Today = today, Csv = profile, Currency = currency };
        var result = await ReadAsync(spool, options, cancellationToken);
        if (profile is null && result.Csv is { } csv && await remembered(csv.Shape) is { } settled)
        {
            result = await ReadAsync(spool, options with { Csv = settled }, cancellationToken);
        }

        byte[]? content = null;
        if ((result.Csv is not null || result.Statements.Count > 0) && spool.Length <= MaxKept)
        {
            spool.Position = 0;
            content = new byte[spool.Length];
            await spool.ReadExactlyAsync(content, cancellationToken);
        }

        return new(result, hash, content);
    }

    /// <summary>Other columns of the same table are other texts.</summary>
    private static string Columns(CsvProfile profile) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', profile.Columns ?? []))).AsSpan(0, 4));

    private static Task<ReadResult> ReadAsync(FileStream spool, ReadOptions options, CancellationToken cancellationToken)
    {
        spool.Position = 0;
        return StatementReader.ReadAsync(spool, options, cancellationToken);
    }
}
