using System.Text.Json;
using FinanceAspire.Ledger.Refusals;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>What was found in an uploaded file; the content to keep lies beside, as does its thumbnail.</summary>
internal sealed record ReceiptContent(string ContentType, int? Width, int? Height, int? Pages, string Text, bool HasThumbnail);

/// <summary>An answer of the reading process: one a line, the last one counts.</summary>
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

    /// <summary>As many bytes as any of the signatures.</summary>
    private const int HeadLength = 16;

    public static int Run(string source, string folder)
    {
        using var output = Console.OpenStandardOutput();
        Tell(Read(source, folder, Tell));
        return 0;

        void Tell(ReceiptReading reading)
        {
            JsonSerializer.Serialize(output, reading);
            output.WriteByte((byte)'\n');
            output.Flush();
        }
    }

    internal static ReceiptReading Read(string source, string folder, Action<ReceiptReading>? known = null)
    {
        var (content, thumbnail) = (Path.Combine(folder, ContentName), Path.Combine(folder, ThumbnailName));
        try
        {
            return TypeOf(source) switch
            {
                "application/pdf" => PdfReading.Read(source, content, thumbnail, known),
                { } image => ImageReading.Read(source, image, content, thumbnail),
                null => Refuse(RefusalCodes.ReceiptTypeIsUnknown, "This is no JPEG, PNG, WebP or PDF, whatever its name says. Of HEIC pictures a phone can send JPEGs."),
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
            : null;
    }
}
