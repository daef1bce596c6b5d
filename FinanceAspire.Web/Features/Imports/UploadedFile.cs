using System.Globalization;
using System.Security.Cryptography;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Csv;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>An uploaded file, read and hashed.</summary>
internal sealed record UploadedFile(ReadResult Result, byte[] Hash, byte[]? Content)
{
    /// <summary>CSV files up to this size are kept until commit, so that their reading can be corrected without another upload.</summary>
    private const int MaxKept = 8 * 1024 * 1024;

    /// <summary>
    /// Spools the upload to a temporary file that is gone when closed (a CSV file is read a second time where a profile is
    /// remembered for its shape), then reads it. Nothing of it is kept.
    /// </summary>
    public static async Task<UploadedFile> ReadAsync(
        Stream upload, CsvProfile? profile, Func<string, Task<CsvProfile?>> remembered, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var spool = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await upload.CopyToAsync(spool, cancellationToken);
        spool.Position = 0;
        var hash = await SHA256.HashDataAsync(spool, cancellationToken);
        var options = new ReadOptions
        {
            Culture = CultureInfo.CurrentCulture,
            Today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
            Csv = profile,
        };
        var result = await ReadAsync(spool, options, cancellationToken);
        if (profile is null && result.Csv is { } csv && await remembered(csv.Shape) is { } settled)
        {
            result = await ReadAsync(spool, options with { Csv = settled }, cancellationToken);
        }

        byte[]? content = null;
        if (result.Csv is not null && spool.Length <= MaxKept)
        {
            spool.Position = 0;
            content = new byte[spool.Length];
            await spool.ReadExactlyAsync(content, cancellationToken);
        }

        return new(result, hash, content);
    }

    private static Task<ReadResult> ReadAsync(FileStream spool, ReadOptions options, CancellationToken cancellationToken)
    {
        spool.Position = 0;
        return StatementReader.ReadAsync(spool, options, cancellationToken);
    }
}
