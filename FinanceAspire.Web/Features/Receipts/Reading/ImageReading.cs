using FinanceAspire.Ledger.Refusals;
using SkiaSharp;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>
/// A picture, decoded and encoded anew: upright, in sRGB, its first frame, and nothing else of what the file held. Its size is
/// read from the header and bounded before a pixel is decoded.
/// </summary>
internal static class ImageReading
{
    public const int MaxEdge = 16_000;
    public const int MaxPixels = 40_000_000;

    /// <summary>A larger JPEG or HEIC is kept at a fraction of its size: more than a phone's camera shows of a till slip.</summary>
    private const int KeptPixels = 20_000_000;
    private const int ThumbnailEdge = 320;
    private const int PageEdge = 1280;
    private const int Quality = 88;

    public static ReceiptReading Read(string source, string contentType, string content, string thumbnail)
    {
        using var codec = SKCodec.Create(source);
        if (codec is null || ContentType(codec.EncodedFormat) != contentType)
        {
            return ReadReceipt.Unreadable();
        }

        if (RefusedSize(codec.Info.Width, codec.Info.Height) is { } refused)
        {
            return refused;
        }

        using var decoded = Decode(codec);
        if (decoded is null)
        {
            return ReadReceipt.Unreadable();
        }

        using var turned = Upright(decoded, codec.EncodedOrigin);
        return Keep(turned ?? decoded, codec.EncodedFormat, content, thumbnail);
    }

    /// <summary>The refusal of a size that is not decoded; null where it is.</summary>
    public static ReceiptReading? RefusedSize(long width, long height) => IsTooLarge(width, height)
        ? ReadReceipt.Refuse(RefusalCodes.ReceiptHasTooManyPixels, $"The picture claims {width} × {height} pixels; up to {MaxPixels / 1_000_000} million are read, and {MaxEdge} an edge.")
        : null;

    /// <summary>Writes an upright picture in sRGB, and its thumbnail.</summary>
    public static ReceiptReading Keep(SKBitmap picture, SKEncodedImageFormat format, string content, string thumbnail)
    {
        Write(picture, content, format, Quality);
        using var small = Smaller(picture, ThumbnailEdge);
        Write(small, thumbnail, SKEncodedImageFormat.Webp, 75);
        return new(new(ContentType(format)!, picture.Width, picture.Height, null, "", HasThumbnail: true), null);
    }

    /// <summary>As a JPEG can keep it: in sRGB, on white where it is transparent, and smaller where it is very large.</summary>
    public static SKBitmap Flat(SKBitmap decoded)
    {
        var scale = Math.Min(1, Math.Sqrt(KeptPixels / ((double)decoded.Width * decoded.Height)));
        using var colours = SKColorSpace.CreateSrgb();
        var flat = new SKBitmap(new SKImageInfo(Math.Max(1, (int)(decoded.Width * scale)), Math.Max(1, (int)(decoded.Height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque, colours));
        using var canvas = new SKCanvas(flat);
        canvas.Clear(SKColors.White);
        canvas.DrawBitmap(decoded, flat.Info.Rect, new SKSamplingOptions(SKFilterMode.Linear));
        return flat;
    }

    /// <summary>The picture of a scanned page, as it is shown in place of the PDF: large enough to be read.</summary>
    /// <param name="encoded">The bytes of the picture in the PDF.</param>
    /// <param name="degrees">By how much a reader turns the page, clockwise.</param>
    /// <param name="path">Where it is written.</param>
    /// <returns>False where it is no picture that can be read.</returns>
    public static bool TryWritePage(ReadOnlySpan<byte> encoded, int degrees, string path)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        if (codec is null || IsTooLarge(codec.Info.Width, codec.Info.Height))
        {
            return false;
        }

        using var decoded = Decode(codec);
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
        using var page = Smaller(turned ?? decoded, PageEdge);
        Write(page, path, SKEncodedImageFormat.Webp, 75);
        return true;
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

    private static string? ContentType(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => "image/jpeg",
        SKEncodedImageFormat.Png => "image/png",
        SKEncodedImageFormat.Webp => "image/webp",
        _ => null,
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
