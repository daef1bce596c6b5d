using System.IO.Compression;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading;

/// <summary>A file out of an archive.</summary>
internal sealed record ArchivedFile(string Name, byte[] Bytes);

/// <summary>
/// Opens gzip and zip, bounded in what comes out of them: a small file can unpack to a very large one. Nothing is written
/// anywhere, names are only shown, archives inside of archives stay closed.
/// </summary>
internal static class Archives
{
    private const int MostFiles = 100;

    public static bool IsArchive(ReadOnlySpan<byte> bytes) => IsZip(bytes) || IsGzip(bytes);

    /// <summary>What is inside, or the problem why it is not opened.</summary>
    public static async Task<(IReadOnlyList<ArchivedFile> Files, StatementProblem? Problem)> OpenAsync(byte[] bytes, long maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            return IsGzip(bytes) ? await GunzipAsync(bytes, maxBytes, cancellationToken) : await UnzipAsync(bytes, maxBytes, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return ([], Refused("The archive is damaged or cut off."));
        }
    }

    private static async Task<(IReadOnlyList<ArchivedFile> Files, StatementProblem? Problem)> GunzipAsync(byte[] bytes, long maxBytes, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return await ReadAsync(gzip, maxBytes, cancellationToken) is { } inside ? ([new("", inside)], null) : ([], TooLarge(maxBytes));
    }

    private static async Task<(IReadOnlyList<ArchivedFile> Files, StatementProblem? Problem)> UnzipAsync(byte[] bytes, long maxBytes, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        if (zip.Entries.Any(e => e.FullName is "[Content_Types].xml" or "mimetype"))
        {
            return ([], Refused("This is a spreadsheet or document. Save it as CSV, or ask your bank for OFX, CAMT or CSV."));
        }

        var entries = zip.Entries.Where(e => e.Name.Length > 0 && !e.FullName.StartsWith("__MACOSX", StringComparison.Ordinal) && !e.Name.StartsWith('.')).ToList();
        if (entries.Count is 0 or > MostFiles)
        {
            return ([], Refused(entries.Count == 0 ? "The archive is empty." : $"The archive holds {entries.Count} files; at most {MostFiles} are opened at once."));
        }

        var files = new List<ArchivedFile>();
        var left = maxBytes;
        foreach (var entry in entries)
        {
            await using var stream = await entry.OpenAsync(cancellationToken);
            if (await ReadAsync(stream, left, cancellationToken) is not { } inside)
            {
                return ([], TooLarge(maxBytes));
            }

            left -= inside.Length;
            files.Add(new(entry.Name, inside));
        }

        return (files, null);
    }

    /// <summary>The whole stream, or null where it is longer than the bound. What the archive says of its sizes is not believed.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, long bound, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (memory.Length + read > bound)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [0x50, 0x4B, 0x03, 0x04, ..];

    private static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    private static StatementProblem Refused(string text) => new(0, ProblemCodes.ArchiveRefused, text, IsFatal: true);

    private static StatementProblem TooLarge(long maxBytes) =>
        new(0, ProblemCodes.TooLarge, $"The archive unpacks to more than {maxBytes / (1024 * 1024)} MiB, which is more than is read at once.", IsFatal: true);
}
