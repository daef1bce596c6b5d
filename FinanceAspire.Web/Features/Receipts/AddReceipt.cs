using System.Security.Cryptography;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Ledger.Receipts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Features.Receipts.Reading;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Receipts;

/// <summary>An upload beside its bytes.</summary>
/// <param name="FileName">As sent; shown once it is cleaned, never trusted.</param>
/// <param name="Source">Where the change comes from.</param>
/// <param name="TransactionId">What it is attached to at once.</param>
internal sealed record ReceiptUpload(string? FileName, string Source, Guid? SourceId, Guid? TransactionId = null);

/// <param name="IsNew">False where the book has this very file already.</param>
/// <param name="Operation">What takes it back; null where nothing was changed.</param>
internal sealed record AddedReceipt(Guid Id, bool IsNew, Guid? Operation);

/// <summary>
/// Takes a file in: bounded, read by a process of its own, put under its hash, then told to the book. The same file again is the
/// receipt that is there already.
/// </summary>
internal sealed class AddReceipt(BookDatabase books, ReceiptFolder folder, ReceiptSettings settings, ReceiptReader reader, TimeProvider clock)
{
    private const int NoSpaceLeft = 28;
    private const int QuotaReached = 122;

    private sealed record Known(Guid? ReceiptId, ReceiptFile? File, string? Role, bool IsFull);

    public async Task<Outcome<AddedReceipt>> ExecuteAsync(Stream content, ReceiptUpload upload, BookAccess access, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("receipt-").FullName;
        try
        {
            var source = Path.Combine(work, "source");
            if (await SpoolAsync(content, source, cancellationToken) is not { } hash)
            {
                return new Refusal(RefusalCodes.ReceiptIsTooLarge, $"The file is larger than {settings.FileBytes / 1024 / 1024} MB, the most that a receipt may have.");
            }

            if (new FileInfo(source).Length == 0)
            {
                return new Refusal(RefusalCodes.ReceiptIsEmpty, "The file is empty.");
            }

            var known = await KnownAsync(hash, access, cancellationToken);
            if (known.ReceiptId is { } there && upload.TransactionId is null)
            {
                return new AddedReceipt(there, IsNew: false, null);
            }

            if (known.Role == "viewer")
            {
                return new Refusal(RefusalCodes.MemberMayNotChange, "You may look at this book but not change it.");
            }

            if (known.File is null && known.IsFull)
            {
                return Full(0);
            }

            return await KeepAsync(source, work, hash, known.File, upload, access, cancellationToken);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is NoSpaceLeft or QuotaReached)
        {
            return new Refusal(RefusalCodes.ReceiptStorageIsFull, "There is no room left for receipts on the server. Nothing was stored.");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>The hash of what was sent; null where it is too large: then not a byte more is read.</summary>
    private async Task<byte[]?> SpoolAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 65536, FileOptions.Asynchronous);
        var buffer = new byte[65536];
        for (var length = 0L; await content.ReadAsync(buffer, cancellationToken) is var read and > 0;)
        {
            length += read;
            if (length > settings.FileBytes)
            {
                return null;
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return hash.GetHashAndReset();
    }

    private Task<Known> KnownAsync(byte[] source, BookAccess access, CancellationToken cancellationToken) => books.ReadAsync(access, async db =>
    {
        var file = await db.ReceiptFiles.Where(f => f.BookId == access.BookId && f.SourceSha256 == source).FirstOrDefaultAsync(cancellationToken);
        return new Known(
            file is null ? null : await db.Receipts.Where(r => r.BookId == access.BookId && r.Sha256 == file.Sha256).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(cancellationToken),
            // A row whose file somebody took away is made whole by reading it anew.
            file is not null && folder.Has(access.BookId, file.Sha256) ? file : null,
            await db.Members.Where(m => m.BookId == access.BookId && m.UserId == access.UserId).Select(m => m.Role).SingleOrDefaultAsync(cancellationToken),
            (await db.ReceiptUsageAsync(access.BookId, cancellationToken)).Used >= settings.QuotaBytes);
    }, cancellationToken);

    private async Task<Outcome<AddedReceipt>> KeepAsync(
        string source, string work, byte[] sourceHash, ReceiptFile? known, ReceiptUpload upload, BookAccess access, CancellationToken cancellationToken)
    {
        var (content, thumbnail) = (Path.Combine(work, ReadReceipt.ContentName), Path.Combine(work, ReadReceipt.ThumbnailName));
        var facts = known;
        if (facts is null)
        {
            var reading = await reader.ReadAsync(source, work, cancellationToken);
            if (reading.Refusal is { } refusal)
            {
                return refusal;
            }

            facts = await FactsAsync(reading.Value!, sourceHash, content, thumbnail, cancellationToken);
            await folder.PutAsync(access.BookId, facts.Sha256, content, facts.ThumbnailSize > 0 ? thumbnail : null, cancellationToken);
        }

        var name = ReceiptName.Clean(upload.FileName, facts.ContentType);
        var guess = ReceiptText.Guess(facts.Text, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1));
        var operation = new Operation(upload.Source, $"Receipt added: {name}", upload.SourceId);
        return await books.WriteAsync<AddedReceipt>(access, operation, async db =>
        {
            var id = await db.Receipts.Where(r => r.BookId == access.BookId && r.Sha256 == facts.Sha256).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(cancellationToken);
            var isNew = id is null;
            if (isNew)
            {
                if (!await db.ReceiptFiles.AnyAsync(f => f.BookId == access.BookId && f.Sha256 == facts.Sha256, cancellationToken))
                {
                    var free = settings.QuotaBytes - (await db.ReceiptUsageAsync(access.BookId, cancellationToken)).Used;
                    if (facts.Size + facts.ThumbnailSize > free)
                    {
                        return Full(Math.Max(0, free));
                    }

                    db.ReceiptFiles.Add(Copy(facts, access.BookId));
                }

                // Under the lock of the book, which the sweep takes too: what lies there now, stays.
                if (!folder.Has(access.BookId, facts.Sha256))
                {
                    if (!File.Exists(content))
                    {
                        return new Refusal(RefusalCodes.ReceiptFileIsGone, "The file was taken away this very moment. Send it again.");
                    }

                    await folder.PutAsync(access.BookId, facts.Sha256, content, facts.ThumbnailSize > 0 ? thumbnail : null, cancellationToken);
                }

                id = Guid.CreateVersion7();
                db.Receipts.Add(new Receipt { BookId = access.BookId, Id = id.Value, Sha256 = facts.Sha256, FileName = name, Date = guess.Date, Amount = guess.Amount });
                await db.SaveChangesAsync(cancellationToken);
            }

            return upload.TransactionId is { } transaction && await ReceiptAttaching.AttachAsync(db, access.BookId, id!.Value, transaction, cancellationToken) is { } refusal
                ? refusal
                : new AddedReceipt(id!.Value, isNew, operation.Id);
        }, cancellationToken);
    }

    internal static async Task<ReceiptFile> FactsAsync(ReceiptContent read, byte[] sourceHash, string content, string thumbnail, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(content);
        return new()
        {
            Sha256 = await SHA256.HashDataAsync(file, cancellationToken),
            SourceSha256 = sourceHash,
            Size = file.Length,
            ThumbnailSize = read.HasThumbnail ? (int)new FileInfo(thumbnail).Length : 0,
            ContentType = read.ContentType,
            Width = read.Width,
            Height = read.Height,
            Pages = read.Pages,
            Text = read.Text,
            Words = ReceiptText.Words(read.Text),
        };
    }

    /// <summary>A change may run twice: each run adds a row of its own.</summary>
    private static ReceiptFile Copy(ReceiptFile facts, Guid bookId) => new()
    {
        BookId = bookId,
        Sha256 = facts.Sha256,
        SourceSha256 = facts.SourceSha256,
        Size = facts.Size,
        ThumbnailSize = facts.ThumbnailSize,
        ContentType = facts.ContentType,
        Width = facts.Width,
        Height = facts.Height,
        Pages = facts.Pages,
        Text = facts.Text,
        Words = facts.Words,
    };

    private Refusal Full(long free) => new(
        RefusalCodes.ReceiptQuotaIsExceeded,
        $"The receipts of this book may take {settings.QuotaBytes / 1024 / 1024} MB, and with this one they would take more. Deleted receipts count for {settings.KeepDeleted.Days} days, while they can be brought back.",
        free.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
