using System.Diagnostics;
using System.Text;
using FinanceAspire.Ledger.Refusals;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>
/// A PDF: kept as it is up to its end mark, and its text for the search, bounded in pages, letters and time. A scan, of which
/// the first page is one picture, is shown by that picture; any other by its first page as <see cref="PageDrawing"/> draws it.
/// </summary>
internal static class PdfReading
{
    private const int MaxPages = 50;
    private const int MaxText = 64 * 1024;
    private const int MaxDepth = 100;

    /// <summary>A scan fills its page but for a margin.</summary>
    private const double MostOfPage = 0.5;

    /// <summary>Pixels that are not compressed as JPEG: an A4 page at 300 dots an inch, and a quarter more.</summary>
    private const long MostUnpacked = 11_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A ZIP's list ends within this distance of its end: 22 bytes and a comment.</summary>
    private const int ZipTail = 22 + ushort.MaxValue;

    /// <param name="source">What was uploaded.</param>
    /// <param name="content">Where what is kept is written.</param>
    /// <param name="thumbnail">Where the picture of the first page is written.</param>
    /// <param name="known">Told all but the picture, before it is made: whatever that does to the process, the document is taken.</param>
    public static ReceiptReading Read(string source, string content, string thumbnail, Action<ReceiptReading>? known)
    {
        var bytes = File.ReadAllBytes(source);
        var end = bytes.AsSpan().LastIndexOf("%%EOF"u8);
        if (end < 0)
        {
            return ReadReceipt.Unreadable();
        }

        // What follows the end mark is no part of the document; an archive that ends in it is another file in the same bytes.
        if (bytes.AsSpan(Math.Max(0, bytes.Length - ZipTail)).IndexOf("PK\u0005\u0006"u8) >= 0)
        {
            return ReadReceipt.Refuse(RefusalCodes.ReceiptTypeIsUnknown, "The file is a PDF and a ZIP archive at once. Print it to a PDF anew.");
        }

        bytes = bytes[..(end + 5)];
        using var document = Open(bytes);
        if (document?.NumberOfPages == 0)
        {
            return ReadReceipt.Unreadable();
        }

        var reading = new ReceiptContent("application/pdf", null, null, document?.NumberOfPages, document is null ? "" : TextOf(document), HasThumbnail: false);
        File.WriteAllBytes(content, bytes);
        known?.Invoke(new(reading, null));
        return new(reading with { HasThumbnail = document is not null && (TryShowScan(document, thumbnail) || TryDraw(document, thumbnail)) }, null);
    }

    /// <summary>Null where it has a password: whoever has it reads it; here it has no text and nobody counts its pages.</summary>
    private static PdfDocument? Open(byte[] bytes)
    {
        try
        {
            return PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, MaxStackDepth = MaxDepth });
        }
        catch (PdfDocumentEncryptedException)
        {
            return null;
        }
    }

    private static string TextOf(PdfDocument document)
    {
        var text = new StringBuilder();
        var time = Stopwatch.StartNew();
        for (var page = 1; page <= Math.Min(document.NumberOfPages, MaxPages) && text.Length < MaxText && time.Elapsed < Patience; page++)
        {
            Append(document, page, text);
        }

        return Clean(text);
    }

    private static void Append(PdfDocument document, int page, StringBuilder text)
    {
        try
        {
            text.Append(ContentOrderTextExtractor.GetText(document.GetPage(page))).Append('\n');
        }
#pragma warning disable CA1031 // A page that the library cannot read has no text; the document is kept all the same.
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            text.Append('\n');
        }
    }

    /// <summary>The picture that covers most of the first page; false where it has none.</summary>
    private static bool TryShowScan(PdfDocument document, string thumbnail)
    {
        try
        {
            var page = document.GetPage(1);
            var scan = page.GetImages().Where(i => !i.IsImageMask).MaxBy(i => i.BoundingBox.Area);
            if (scan is null || scan.BoundingBox.Area < page.Width * page.Height * MostOfPage)
            {
                return false;
            }

            // A JPEG lies in the PDF as it is; whatever else there is the library unpacks, in memory of its own.
            var raw = scan.RawMemory.Span;
            return raw.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ImageReading.TryWritePage(raw, page.Rotation.Value, thumbnail)
                : (long)scan.WidthInSamples * scan.HeightInSamples <= MostUnpacked && scan.TryGetPng(out var png) && ImageReading.TryWritePage(png, page.Rotation.Value, thumbnail);
        }
#pragma warning disable CA1031 // A picture that the library cannot read, or not in our memory, is not shown; the document is kept all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static bool TryDraw(PdfDocument document, string thumbnail)
    {
        try
        {
            document.AddPageFactory<DrawnPage, DrawnPageFactory>();
            var (picture, isLegible) = document.GetPage<DrawnPage>(1);
            if (picture is null)
            {
                return false;
            }

            using (picture)
            {
                ImageReading.WritePage(picture, isLegible, thumbnail);
            }

            return true;
        }
#pragma warning disable CA1031 // A page that the library cannot read, or not in our memory, is not drawn; the document is kept all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Letters and line breaks only: PostgreSQL keeps no NUL, and half of a surrogate pair is no letter.</summary>
    private static string Clean(StringBuilder text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.ToString(0, Math.Min(text.Length, MaxText)).EnumerateRunes())
        {
            if (rune.Value == '\n' || (!Rune.IsControl(rune) && rune.Value != 0xFFFD))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().Trim();
    }
}
