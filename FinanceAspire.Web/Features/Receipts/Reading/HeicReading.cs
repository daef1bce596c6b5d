using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FinanceAspire.Ledger.Refusals;
using ImageMagick;
using ImageMagick.Configuration;
using SkiaSharp;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>
/// What an iPhone stores: the primary picture's pixels, by the one coder of ImageMagick that is ever reached, kept as a JPEG. The
/// file's own turns (irot, imir) are done by that coder; an EXIF orientation beside them says the same once more and is not asked.
/// </summary>
internal static class HeicReading
{
    /// <summary>The coder is named with every read, so that no bytes choose another; were one chosen, this forbids it.</summary>
    private const string Policy = """
        <policymap>
          <policy domain="delegate" rights="none" pattern="*" />
          <policy domain="filter" rights="none" pattern="*" />
          <policy domain="coder" rights="none" pattern="*" />
          <policy domain="coder" rights="read" pattern="HEIC" />
        </policymap>
        """;

    private static readonly MagickReadSettings Primary = new() { Format = MagickFormat.Heic, FrameCount = 1, SyncImageWithExifProfile = false };

    public static ReceiptReading Read(string source, string folder, string content, string thumbnail)
    {
        Confine(folder);
        var file = File.ReadAllBytes(source);
        if (!IsWhole(file))
        {
            return ReadReceipt.Unreadable();
        }

        var header = new MagickImageInfo(file, Primary);
        if (ImageReading.RefusedSize(header.Width, header.Height) is { } refused)
        {
            return refused;
        }

        using var decoded = Decode(file);
        using var picture = ImageReading.Flat(decoded);
        return ImageReading.Keep(picture, SKEncodedImageFormat.Jpeg, content, thumbnail);
    }

    /// <summary>A grid of which tiles are missing is decoded all the same, green where they were: the box that they lie in has to end within the file.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> file)
    {
        for (var rest = file; rest.Length >= 16;)
        {
            ulong size = BinaryPrimitives.ReadUInt32BigEndian(rest);
            size = size == 1 ? BinaryPrimitives.ReadUInt64BigEndian(rest[8..]) : size;
            if (size < 8)
            {
                // To the file's end, or no box any more.
                return true;
            }

            if (size > (ulong)rest.Length)
            {
                return !rest[4..8].SequenceEqual("mdat"u8);
            }

            rest = rest[(int)size..];
        }

        return true;
    }

    /// <summary>What a picture of the largest size needs, one thread, and what is written only in the folder that is removed.</summary>
    private static void Confine(string folder)
    {
        var configuration = ConfigurationFiles.Default;
        configuration.Policy.Data = Policy;
        configuration.Delegates.Data = "<delegatemap />";
        MagickNET.Initialize(configuration, Directory.CreateDirectory(Path.Combine(folder, "magick")).FullName);
        MagickNET.SetTempDirectory(folder);
        ResourceLimits.Width = ImageReading.MaxEdge;
        ResourceLimits.Height = ImageReading.MaxEdge;
        ResourceLimits.Memory = ImageReading.MaxPixels * 8;
        ResourceLimits.Area = ImageReading.MaxPixels * 8;
        ResourceLimits.Disk = 0;
        ResourceLimits.Thread = 1;
        ResourceLimits.Time = 30;
    }

    /// <summary>The pixels in the colours that the file has them in: a phone's are Display P3.</summary>
    private static SKBitmap Decode(byte[] file)
    {
        using var picture = new MagickImage(file, Primary);
        using var srgb = SKColorSpace.CreateSrgb();
        using var own = picture.GetColorProfile() is { } profile ? SKColorSpace.CreateIcc(profile.ToByteArray()) : null;
        var (width, height) = ((int)picture.Width, (int)picture.Height);
        var decoded = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, picture.HasAlpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque, own ?? srgb));
        using var pixels = picture.GetPixelsUnsafe();
        for (var y = 0; y < height; y++)
        {
            // Row by row: all of them at once would not fit the process's heap beside the file.
            Marshal.Copy(pixels.ToByteArray(0, y, (uint)width, 1, PixelMapping.RGBA)!, 0, decoded.GetAddress(0, y), width * 4);
        }

        decoded.SetImmutable();
        return decoded;
    }
}
