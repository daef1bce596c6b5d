using System.Runtime.InteropServices;

namespace FinanceAspire.Data.Receipts;

/// <summary>
/// The receipts' directory: <c>BOOK/ab/abcdef…</c>, each file named by the SHA-256 of its content, its thumbnail beside it. A
/// file is written under another name in the same folder, brought to the disk and renamed: under its own name it is whole.
/// Several replicas may write the same file at once: it is the same file.
/// </summary>
public sealed class ReceiptFolder(ReceiptSettings settings)
{
    private const string Partial = ".partial";
    private const string Thumbnail = ".thumbnail";

    public bool Has(Guid bookId, byte[] sha256) => File.Exists(PathOf(bookId, sha256));

    /// <summary>Puts a file, and its thumbnail where it has one, under their name. What is there already stays.</summary>
    public async Task PutAsync(Guid bookId, byte[] sha256, string file, string? thumbnail, CancellationToken cancellationToken)
    {
        var path = PathOf(bookId, sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (thumbnail is not null)
        {
            await PutAsync(thumbnail, path + Thumbnail, cancellationToken);
        }

        await PutAsync(file, path, cancellationToken);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The content, or its thumbnail; null where it is not there.</summary>
    public FileStream? Open(Guid bookId, byte[] sha256, bool thumbnail)
    {
        try
        {
            return new(
                PathOf(bookId, sha256) + (thumbnail ? Thumbnail : ""), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 65536, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Files that are older than <paramref name="before"/>: what is being written just now is none's business.</summary>
    internal IEnumerable<string> FilesBefore(Guid bookId, DateTimeOffset before)
    {
        var folder = new DirectoryInfo(FolderOf(bookId));
        return folder.Exists
            ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.LastWriteTimeUtc < before.UtcDateTime).Select(f => f.FullName)
            : [];
    }

    /// <summary>The content that a file belongs to; null for what a broken-off upload left behind.</summary>
    internal static string? ContentOf(string file)
    {
        var name = Path.GetFileName(file);
        return name.EndsWith(Partial, StringComparison.Ordinal) ? null : name.EndsWith(Thumbnail, StringComparison.Ordinal) ? name[..^Thumbnail.Length] : name;
    }

    internal static string NameOf(byte[] sha256) => Convert.ToHexStringLower(sha256);

    private string FolderOf(Guid bookId) => Path.Combine(settings.Directory, bookId.ToString("N"));

    private string PathOf(Guid bookId, byte[] sha256)
    {
        var name = NameOf(sha256);
        return Path.Combine(FolderOf(bookId), name[..2], name);
    }

    private static async Task PutAsync(string source, string target, CancellationToken cancellationToken)
    {
        if (File.Exists(target))
        {
            return;
        }

        var temporary = $"{target}.{Guid.NewGuid():N}{Partial}";
        try
        {
            await using (var from = File.OpenRead(source))
            await using (var to = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 65536, FileOptions.Asynchronous))
            {
                await from.CopyToAsync(to, cancellationToken);
                to.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A rename is on the disk once its folder is; .NET opens no folders.</summary>
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows() || Open(path, 0) is not (>= 0 and var descriptor))
        {
            return;
        }

        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

#pragma warning disable SYSLIB1054 // A generated import would need unsafe code in the whole project.
    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054
}
