using FinanceAspire.Ledger.Refusals;
using SkiaSharp;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>
/// A picture, decoded and encoded anew: upright, in sRGB, its first frame, and nothing else of what the file held. Its size is
/// read from the header and bounded before a pixel is decoded.
/// </summary>
internal static class ImageReading
{
    private const int MaxEdge = 16_000;
    private const long MaxPixels = 40_000_000;

    /// <summary>A larger JPEG is decoded at a fraction of its size: more than a phone's camera shows of a till slip.</summary>
    private const int KeptPixels = 20_000_000;
    private const int ThumbnailEdge = 320;
    private const int PageEdge = 1280;
    private const int Quality = 88;

    public static ReceiptReading Read(string source, string contentType, string content, string thumbnail)
    {
        using var codec = SKCodec.Create(source);
        if (codec is null || Format(contentType) != codec.EncodedFormat)
        {
            return ReadReceipt.Unreadable();
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (IsTooLarge(width, height))
        {
            return ReadReceipt.Refuse(
                RefusalCodes.ReceiptHasTooManyPixels, $"The picture claims {width} × {height} pixels; up to {MaxPixels / 1_000_000} million are read, and {MaxEdge} an edge.");
        }

        using var decoded = Decode(codec);
        if (decoded is null)
        {
            return ReadReceipt.Unreadable();
        }

        using var turned = Upright(decoded, codec.EncodedOrigin);
        var picture = turned ?? decoded;
        Write(picture, content, codec.EncodedFormat, Quality);
        using (var small = Smaller(picture, ThumbnailEdge))
        {
            Write(small, thumbnail, SKEncodedImageFormat.Webp, 75);
        }

        return new(new(contentType, picture.Width, picture.Height, null, "", HasThumbnail: true), null);
    }

    /// <summary>The picture of a scanned page, as it is shown in place of the PDF: large enough to be read.</summary>
    /// <param name="encoded">The bytes of the picture in the PDF.</param>
    /// <param name="degrees">By how much a reader turns the page, clockwise.</param>
    /// <param name="path">Where it is written.</param>
    /// <returns>False where it is no picture that can be read.</returns>
    public static bool TryWritePage(ReadOnlySpan<byte> encoded, int degrees, string path)
    {
        using var decoded = Decode(encoded);
        if (decoded is null)
        {
            return false;
        }

        using var turned = Upright(decoded, degrees switch
        {
            90 => SKEncodedOrigin.RightTop,
            180 => SKEncodedOrigin.BottomRight,
            270 => SKEncodedOrigin.LeftBottom,
            _ => SKEncodedOrigin.TopLeft,
        });
        WritePage(turned ?? decoded, isLegible: true, path);
        return true;
    }

    /// <summary>A page's picture: large enough to be read, where there is something to read in it.</summary>
    public static void WritePage(SKBitmap picture, bool isLegible, string path)
    {
        using var page = Smaller(picture, isLegible ? PageEdge : ThumbnailEdge);
        Write(page, path, SKEncodedImageFormat.Webp, 75);
    }

    /// <summary>A picture within a document, bounded by what its own header says; null where it cannot be read.</summary>
    public static SKBitmap? Decode(ReadOnlySpan<byte> encoded)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        return codec is null || IsTooLarge(codec.Info.Width, codec.Info.Height) ? null : Decode(codec);
    }

    private static bool IsTooLarge(long width, long height) => width > MaxEdge || height > MaxEdge || width * height > MaxPixels;

    /// <summary>In sRGB, at a fraction of its size where it is very large; null where its pixels cannot be read.</summary>
    private static SKBitmap? Decode(SKCodec codec)
    {
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        var size = codec.GetScaledDimensions(pixels > KeptPixels ? MathF.Sqrt(KeptPixels / (float)pixels) : 1);
        using var colours = SKColorSpace.CreateSrgb();
        var decoded = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, colours));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) == SKCodecResult.Success)
        {
            return decoded;
        }

        decoded.Dispose();
        return null;
    }

    private static SKEncodedImageFormat Format(string contentType) => contentType switch
    {
        "image/jpeg" => SKEncodedImageFormat.Jpeg,
        "image/png" => SKEncodedImageFormat.Png,
        _ => SKEncodedImageFormat.Webp,
    };

    /// <summary>The picture as it was held when it was taken; null where it stands upright already.</summary>
    private static SKBitmap? Upright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return null;
        }

        var (w, h) = (bitmap.Width, bitmap.Height);
        // Where a point of the stored picture lies in the upright one: EXIF's eight orientations.
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            _ => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
        };
        var lies = origin >= SKEncodedOrigin.LeftTop;
        var upright = new SKBitmap(bitmap.Info.WithSize(lies ? h : w, lies ? w : h));
        using var canvas = new SKCanvas(upright);
        canvas.SetMatrix(matrix);
        canvas.DrawBitmap(bitmap, 0, 0, SKSamplingOptions.Default);
        return upright;
    }

    private static SKBitmap Smaller(SKBitmap picture, int edge)
    {
        var scale = Math.Min(1f, edge / (float)Math.Max(picture.Width, picture.Height));
        return picture.Resize(
            picture.Info.WithSize(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale))), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void Write(SKBitmap picture, string path, SKEncodedImageFormat format, int quality)
    {
        using var file = File.Create(path);
        if (!picture.Encode(file, format, quality))
        {
            throw new InvalidOperationException("The picture could not be encoded.");
        }
    }
}
