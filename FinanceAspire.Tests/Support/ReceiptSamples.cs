using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace FinanceAspire.Tests.Support;

/// <summary>Receipts as people have them, and as attackers make them.</summary>
public static class ReceiptSamples
{
    public const string Script = "<script>alert(1)</script>";

    /// <summary>A picture whose left half is red and whose right half is blue, so that its way up can be told.</summary>
    public static byte[] Picture(SKEncodedImageFormat format, int width = 120, int height = 80)
    {
        using var bitmap = new SKBitmap(width, height);
        using var blue = new SKPaint { Color = SKColors.Blue };
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Red);
            canvas.DrawRect(width / 2, 0, width / 2, height, blue);
        }

        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    public static byte[] Jpeg(int width = 120, int height = 80) => Picture(SKEncodedImageFormat.Jpeg, width, height);

    /// <summary>As a phone writes it: turned by 90 degrees, and with the place where it was taken.</summary>
    public static byte[] JpegFromAPhone()
    {
        // TIFF, little endian: orientation 6, a maker with a place in words, and a GPS directory (its version).
        byte[] tiff =
        [
            .. "II*\0"u8, 8, 0, 0, 0, 3, 0,
            0x0F, 0x01, 2, 0, 14, 0, 0, 0, 50, 0, 0, 0,
            0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0,
            0x25, 0x88, 4, 0, 1, 0, 0, 0, 64, 0, 0, 0,
            0, 0, 0, 0,
            .. "SECRET-GPS-48\0"u8,
            1, 0, 0, 0, 1, 0, 4, 0, 0, 0, 2, 3, 0, 0, 0, 0, 0, 0,
        ];
        var jpeg = Jpeg();
        byte[] segment = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8, .. tiff];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(segment.Length - 2));
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>A few hundred bytes that claim a great picture.</summary>
    public static byte[] PngClaiming(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[100_000]);
        }

        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    public static byte[] Pdf(params string[] lines)
    {
        var builder = new PdfDocumentBuilder();
        var page = builder.AddPage(PageSize.A4);
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        for (var i = 0; i < lines.Length; i++)
        {
            page.AddText(lines[i], 12, new PdfPoint(50, 780 - (i * 20)), font);
        }

        return builder.Build();
    }

    /// <summary>A page with a picture, red on its left and blue on its right, as a scanner writes it or as a letter's logo.</summary>
    public static byte[] PdfWithPicture(byte[] picture, bool isScan = true, int turned = 0)
    {
        var builder = new PdfDocumentBuilder();
        var page = builder.AddPage(PageSize.A4);
        page.SetRotation(new PageRotationDegrees(turned));
        var place = isScan ? new PdfRectangle(10, 10, 585, 830) : new PdfRectangle(10, 780, 70, 830);
        _ = picture[0] == 0xFF ? page.AddJpeg(picture, place) : page.AddPng(picture, place);
        return builder.Build();
    }

    /// <summary>A document of one page, its content as PDF operators; the font F is Helvetica, which is not in the file.</summary>
    /// <param name="content">The operators.</param>
    /// <param name="page">What the page says beside its content: its size, how it is turned.</param>
    /// <param name="form">The operators of a form, which the page and the form itself know as X.</param>
    public static byte[] PdfOf(string content, string page = "/MediaBox [0 0 200 300]", string form = "")
    {
        const string resources = "/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>";
        return Document(
            $"3 0 obj << /Type /Page /Parent 2 0 R {page} {resources} /Contents 4 0 R >> endobj\n",
            $"4 0 obj << /Length {content.Length} >> stream\n{content}\nendstream endobj\n",
            "5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj\n",
            $"6 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 50 50] {resources} /Length {form.Length} >> stream\n{form}\nendstream endobj\n");
    }

    /// <summary>A page whose picture says it is ten pixels square; the JPEG in it says so many.</summary>
    public static byte[] PdfWithLyingPicture(int claimed, string content)
    {
        var jpeg = Jpeg();
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), (ushort)claimed);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), (ushort)claimed);
        var hex = Convert.ToHexString(jpeg) + ">";
        return Document(
            "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >> endobj\n",
            $"4 0 obj << /Length {content.Length} >> stream\n{content}\nendstream endobj\n",
            $"5 0 obj << /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter [/ASCIIHexDecode /DCTDecode] /Length {hex.Length} >> stream\n{hex}\nendstream endobj\n");
    }

    private static byte[] Document(params string[] objects)
    {
        var (file, offsets) = (new StringBuilder("%PDF-1.4\n"), new List<int>());
        foreach (var text in objects.Prepend("2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n").Prepend("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"))
        {
            offsets.Add(file.Length);
            file.Append(text);
        }

        var table = file.Length;
        file.Append(System.Globalization.CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(o => $"{o:D10} 00000 n \n"))}trailer << /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    /// <summary>A document whose one page unpacks to a gigabyte.</summary>
    public static byte[] PdfBomb()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var block = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (var i = 0; i < 1024; i++)
            {
                zlib.Write(block);
            }
        }

        var stream = packed.ToArray();
        using var file = new MemoryStream();
        var offsets = new List<long>();
        Write("%PDF-1.4\n");
        Object("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n");
        Object("2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n");
        Object("3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >> endobj\n");
        Object($"4 0 obj << /Length {stream.Length} /Filter /FlateDecode >> stream\n");
        file.Write(stream);
        Write("\nendstream endobj\n");
        var table = file.Position;
        Write($"xref\n0 5\n0000000000 65535 f \n{string.Concat(offsets.Select(o => $"{o:D10} 00000 n \n"))}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.ASCII.GetBytes(text));

        void Object(string text)
        {
            offsets.Add(file.Position);
            Write(text);
        }
    }

    public static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("run.js").Open();
            entry.Write("alert(1)"u8);
        }

        return stream.ToArray();
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        var crc = uint.MaxValue;
        foreach (var b in chunk.AsSpan(4, 4 + content.Length))
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), ~crc);
        return chunk;
    }
}
