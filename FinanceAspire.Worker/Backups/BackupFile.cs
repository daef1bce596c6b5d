using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace FinanceAspire.Worker.Backups;

/// <summary>
/// The one file: a ZIP with <c>tables/NAME.copy</c> (PostgreSQL's binary COPY), <c>receipts/…</c>, and at the end
/// <c>summary.json</c>, which has the SHA-256 of each of them, beside its own in <c>summary.sha256</c>.
/// </summary>
internal sealed class BackupFile : IDisposable
{
    private const string SummaryName = "summary.json";
    private const string SealName = "summary.sha256";
    private readonly ZipArchive _archive;

    private BackupFile(ZipArchive archive, BackupSummary summary) => (_archive, Summary) = (archive, summary);

    public BackupSummary Summary { get; }

    public static string TableEntry(string table) => $"tables/{table}.copy";

    public static string ReceiptEntry(string path) => $"receipts/{path}";

    /// <summary>Opens a file and reads every byte of it against its checksums before anything is done with it.</summary>
    public static async Task<BackupFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(File.OpenRead(path), ZipArchiveMode.Read);
            var text = await BytesAsync(archive, SummaryName, cancellationToken);
            var seal = System.Text.Encoding.ASCII.GetString(await BytesAsync(archive, SealName, cancellationToken));
            if (Hex(SHA256.HashData(text)) != seal)
            {
                throw Damaged(path, "its summary does not match its checksum");
            }

            var summary = JsonSerializer.Deserialize<BackupSummary>(text)!;
            if (summary.Format != BackupSummary.CurrentFormat)
            {
                throw new BackupException($"{path} has format {summary.Format}; this program reads {BackupSummary.CurrentFormat}. Nothing was changed.");
            }

            var entries = summary.Tables.Select(t => (Entry: TableEntry(t.Name), t.Sha256)).Concat(summary.Receipts.Select(r => (Entry: ReceiptEntry(r.Path), r.Sha256)));
            foreach (var (entry, sha256) in entries)
            {
                await using var stream = await (archive.GetEntry(entry) ?? throw Damaged(path, $"{entry} is missing")).OpenAsync(cancellationToken);
                if (Hex(await SHA256.HashDataAsync(stream, cancellationToken)) != sha256)
                {
                    throw Damaged(path, $"{entry} does not match its checksum");
                }
            }

            var opened = new BackupFile(archive, summary);
            archive = null;
            return opened;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or EndOfStreamException or NotSupportedException)
        {
            throw Damaged(path, "it cannot be read to its end", e);
        }
        finally
        {
            archive?.Dispose();
        }
    }

    public Task<Stream> ReadAsync(string entry, CancellationToken cancellationToken) => _archive.GetEntry(entry)!.OpenAsync(cancellationToken);

    public void Dispose() => _archive.Dispose();

    /// <summary>Adds an entry; its SHA-256 and length.</summary>
    public static async Task<(string Sha256, long Length)> AddAsync(ZipArchive archive, string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await using var entry = await archive.CreateEntry(name, CompressionLevel.Optimal).OpenAsync(cancellationToken);
        using var hash = SHA256.Create();
        var counted = new CountingStream(entry);
        await using (var hashing = new CryptoStream(counted, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            await write(hashing);
        }

        return (Hex(hash.Hash!), counted.Written);
    }

    public static async Task SealAsync(ZipArchive archive, BackupSummary summary, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(summary);
        await AddAsync(archive, SummaryName, stream => stream.WriteAsync(text, cancellationToken).AsTask(), cancellationToken);
        await AddAsync(archive, SealName, stream => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Hex(SHA256.HashData(text))), cancellationToken).AsTask(), cancellationToken);
    }

    private static BackupException Damaged(string path, string how, Exception? inner = null) =>
        new($"{path} is damaged: {how}. Nothing was changed; use another backup.", inner);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static async Task<byte[]> BytesAsync(ZipArchive archive, string name, CancellationToken cancellationToken)
    {
        await using var stream = await (archive.GetEntry(name) ?? throw new InvalidDataException($"{name} is missing.")).OpenAsync(cancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Counts what passes; a CryptoStream does not know its length.</summary>
    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count);
            Written += count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            Written += buffer.Length;
        }
    }
}
