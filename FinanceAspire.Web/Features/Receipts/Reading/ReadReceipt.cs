using System.Buffers.Binary;
using System.Text.Json;
using FinanceAspire.Ledger.Refusals;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>What was found in an uploaded file; the content to keep lies beside, as does its thumbnail.</summary>
internal sealed record ReceiptContent(string ContentType, int? Width, int? Height, int? Pages, string Text, bool HasThumbnail);

/// <summary>The answer of the reading process.</summary>
internal sealed record ReceiptReading(ReceiptContent? Content, Refusal? Refusal);

/// <summary>
/// <c>--read-receipt SOURCE FOLDER</c>: this program as the process that reads one uploaded file, so that whatever the file does
/// to a decoder (time, memory, a crash) it does to that process. It has no connection, no secret, and ends after one file.
/// </summary>
internal static class ReadReceipt
{
    public const string Argument = "--read-receipt";
    public const string ContentName = "content";
    public const string ThumbnailName = "thumbnail";

    /// <summary>As many bytes as any of the signatures; of the brands of a HEIC, the first dozen.</summary>
    private const int HeadLength = 64;

    public static int Run(string source, string folder)
    {
        var reading = Read(source, folder);
        using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, reading);
        return 0;
    }

    internal static ReceiptReading Read(string source, string folder)
    {
        var (content, thumbnail) = (Path.Combine(folder, ContentName), Path.Combine(folder, ThumbnailName));
        try
        {
            return TypeOf(source) switch
            {
                "application/pdf" => PdfReading.Read(source, content, thumbnail),
                "image/heic" => HeicReading.Read(source, folder, content, thumbnail),
                { } image => ImageReading.Read(source, image, content, thumbnail),
                null => Refuse(RefusalCodes.ReceiptTypeIsUnknown, "This is no JPEG, PNG, WebP, HEIC or PDF, whatever its name says."),
            };
        }
#pragma warning disable CA1031 // Whatever a library throws at a broken file means the same: it cannot be read.
        catch (Exception e) when (e is not IOException)
#pragma warning restore CA1031
        {
            return Unreadable();
        }
    }

    internal static ReceiptReading Unreadable() => Refuse(RefusalCodes.ReceiptIsUnreadable, "The file is damaged, or not whole: it cannot be read to its end.");

    internal static ReceiptReading Refuse(string code, string message) => new(null, new Refusal(code, message));

    /// <summary>By the first bytes alone: the name is what somebody calls it.</summary>
    private static string? TypeOf(string source)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        using var file = File.OpenRead(source);
        head = head[..file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
        return head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
            : head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
            : head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
            : head.StartsWith("%PDF-"u8) ? "application/pdf"
            : IsHeic(head) ? "image/heic"
            : null;
    }

    /// <summary>
    /// The first box, <c>ftyp</c>, says by its brand whose pictures these are; where the brand says only "pictures", those that it
    /// is compatible with say it. AVIF lies in the same boxes, and is not taken.
    /// </summary>
    private static bool IsHeic(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..8].SequenceEqual("ftyp"u8))
        {
            return false;
        }

        var box = head[..(int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), head.Length)];
        if (box.Length < 16)
        {
            return false;
        }

        if (!box[8..12].SequenceEqual("mif1"u8) && !box[8..12].SequenceEqual("msf1"u8))
        {
            return IsHeicBrand(box[8..12]);
        }

        for (var brands = box[16..]; brands.Length >= 4; brands = brands[4..])
        {
            if (IsHeicBrand(brands[..4]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHeicBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8) || brand.SequenceEqual("heis"u8);
}
