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
    private const int Quality = 88;

    public static ReceiptReading Read(string source, string contentType, string content, string thumbnail)
    {
        using var codec = SKCodec.Create(source);
        if (codec is null || Format(contentType) != codec.EncodedFormat)
        {
            return ReadReceipt.Unreadable();
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width > MaxEdge || height > MaxEdge || (long)width * height > MaxPixels)
        {
            return ReadReceipt.Refuse(
                RefusalCodes.ReceiptHasTooManyPixels, $"The picture claims {width} × {height} pixels; up to {MaxPixels / 1_000_000} million are read, and {MaxEdge} an edge.");
        }

        var scale = (long)width * height > KeptPixels ? MathF.Sqrt(KeptPixels / ((float)width * height)) : 1;
        var size = codec.GetScaledDimensions(scale);
        using var colours = SKColorSpace.CreateSrgb();
        using var decoded = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, colours));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success)
        {
            return ReadReceipt.Unreadable();
        }

        using var turned = Upright(decoded, codec.EncodedOrigin);
        var picture = turned ?? decoded;
        Write(picture, content, codec.EncodedFormat, Quality);
        using (var small = Thumbnail(picture))
        {
            Write(small, thumbnail, SKEncodedImageFormat.Webp, 75);
        }

        return new(new(contentType, picture.Width, picture.Height, null, "", HasThumbnail: true), null);
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

    private static SKBitmap Thumbnail(SKBitmap picture)
    {
        var scale = Math.Min(1f, ThumbnailEdge / (float)Math.Max(picture.Width, picture.Height));
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
