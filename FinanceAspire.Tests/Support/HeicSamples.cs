using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace FinanceAspire.Tests.Support;

/// <summary>
/// HEIC files box by box, as an iPhone writes them: tiles that lie hidden, a grid that puts them together and is turned, and beside
/// it what the camera wrote. The tiles are HEVC, encoded by x265.
/// </summary>
public static class HeicSamples
{
    /// <summary>The parameter sets of both tiles: 64 pixels square, 4:2:0, eight bits.</summary>
    private const string Decoder =
        "0103700000000000000000001ef000fcfdf8f800000f03200001001840010c01ffff03700000030090000003000003001eba0240210001002b4201010370000003009000000300000300"
        + "1ea020810596ea4929ae6e04040c08000003000800000300084022000100074401c172b02240";

    private const string Red = "000000152801af58f90e925ffff13e7ffd1b490f8eda31b20b";
    private const string Blue = "000000162801af58f90e925ffff9981f23f63b4ffe45d0c6c82c";

    /// <summary>What <c>heif-enc -q 10 -p x265:ctu=64 -p x265:sao=0</c> (libheif 1.15.1, x265 3.5) makes of two areas, packed.</summary>
    private const string TwoAreas =
        "H4sIAAAAAAACA+2YW0gUURjHz8yutqHpLummlbZGYZaIVpZtXpaULgY9RG2UBG7rbk7u6rCui13I7Q5CZFFKaLSJRVGWUSD1EGtPkl0fshuEEV2QkOhiG2h2ZtYtjB7OF31gOcPsuXznP7/5z/nOLD"
        + "NDCJlqd28VS22CldDNKdgzpLZTsNgJ4Vc6bW4LCW5JpSUO13CbiILVTX7ZokTB7ZRbHP3NFxwVMrLARHg5QviKYE2I/gON0S3eEorEnqBFliCU2+WuNBpLOzZ+mFfqsWaQEUH+R5CrFUSXSGubIFor"
        + "aGA7HcjnVOIPa1ffk4HBQICQaJWB0uJMXCQ3NCQJVKROKuh+9TpvSqKDaUs47pcRH+nUEFNYfe+KlLRytTpSI0WDhWk6PWRcAdfhattkomeKESpFW/Ck8fSnlRpaUagWpIZKo6FHkSrZnlozwt7AT3"
        + "uTgvbU8hlOBmQXIXcp1N3IAb/KYOCIvujcjJZrbQYpJhdJDMaiQsY4yUuypao6X+pVucqNTtG22Vhq81iNc9MzMo10SCgxyhlIEERnaE3QxKp28XsIr94btv8ADUwWXDZ7aD3Qgxxy7mn+UhucJRa6"
        + "ZPR9s7gLWpN355eLRe32O41mx5Mr9oeNC6SK9pwbrmy5E+r9prp9MTmhZmjC4a+aiJo1ByMse+8P54h1L6y5N3R3aWJeRW/TBfbjeL3WADyR7pPIrNXWAeGR0Y+ZtRFxMLjupY/duAhi85Gt7GLuDY"
        + "Q9oS2LffbOQshzqv3M2mQfhLyki52c0wMhr4XkfJUfgrYs9zJr14PIZW/Y5VYThOxexO65DET25rKTPaDZ2N3CLq8GeT5SCFDv80LQTRvZ5YdA5NPv2eUNIPLlenZ5M4h8rZZdfh5EvvGIXX4JRO4U"
        + "2eXtIPIDQAY7QOSnHnZ5J4j8/Ca7vAtEflsJUHeD0H0r2eXPQOT+dQD1CxA68A2gfgVCD95il/dCyBxXC1D3gdDhZnb5RxBZu41dHgCRdQfY5QP/PXliK7t8EESeHA54ioY8+nOJRgB5nEIeS+Rpyw"
        + "Dk8Qr5T8kzTwHI0aODPOMogBwxOsj/4jwrZIWskP8hso6Q2OPBL947zGXdrebThcdmrzm3mr1qae5vP/PZnuB596oN+JWY9VXUG+PFIcdqcbjqbBSuqhkFu8WPgeVfI1A1yxGgURoEqA7jZoipQ4Dq"
        + "MZzGY9xZU9IRoAkYThNFBKihGAE63YcAndmDAE3GcJqCMadzDAjQVIw5TcO4/HSMy8/AcDoPw2kmhtMFGE4XYjjNwnC6COPeN2I4XYwCxUhUNgoU418qB8NpDsaSysXIfi7G5ef6xja0Z0xD8zDWaV"
        + "6xAv3rUIx38zyfAlWgCnS0Q/3fAVl2BgL+LgAA";

    /// <summary>6400 by 4096 pixels, one tile: red on its left, blue on its right, in sRGB.</summary>
    public static byte[] Large()
    {
        using var unpacked = new MemoryStream();
        using (var packed = new GZipStream(new MemoryStream(Convert.FromBase64String(TwoAreas)), CompressionMode.Decompress))
        {
            packed.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }

    /// <summary>A picture that is stored lying, red on its left and blue on its right, in Display P3, and stands when it is shown.</summary>
    /// <param name="brands">Its own, and those it is compatible with.</param>
    /// <param name="width">As it is stored; other widths and heights than these are a lie, since there are two tiles.</param>
    /// <param name="height">As it is stored.</param>
    /// <param name="primary">3 is the grid; 1 and 2 are its tiles.</param>
    public static byte[] Phone(string[]? brands = null, int width = 120, int height = 64, int primary = 3)
    {
        var (red, blue, exif) = (Convert.FromHexString(Red), Convert.FromHexString(Blue), Exif());
        byte[] grid = [0, 0, 0, 1, .. Two(width), .. Two(height)];
        byte[] properties =
        [
            .. Box("hvcC", Convert.FromHexString(Decoder)),
            .. Box("ispe", [0, 0, 0, 0, .. Four(64), .. Four(64)]),
            .. Box("colr", [.. "prof"u8, .. DisplayP3()]),
            .. Box("ispe", [0, 0, 0, 0, .. Four(width), .. Four(height)]),
            // Three quarters to the left: the one to the right that EXIF's orientation 6 asks for.
            .. Box("irot", [3]),
        ];
        // Each item and its properties, by their place in the list; 0x80: it cannot be shown without it.
        byte[] associations = [0, 0, 0, 0, .. Four(3), 0, 1, 3, 0x81, 2, 3, 0, 2, 3, 0x81, 2, 3, 0, 3, 3, 4, 3, 0x85];
        var head = Brands(brands ?? ["heic", "mif1", "heic"]);
        var start = head.Length + Meta(0).Length + 8;
        // The last tile is the last of the file, so that a byte less is not the whole picture.
        return [.. head, .. Meta(start), .. Box("mdat", [.. exif, .. red, .. blue])];

        byte[] Meta(int at) => Box("meta",
        [
            0, 0, 0, 0,
            .. Box("hdlr", [.. new byte[8], .. "pict"u8, .. new byte[13]]),
            .. Box("pitm", [0, 0, 0, 0, .. Two(primary)]),
            .. Box("iinf", [0, 0, 0, 0, 0, 4, .. Item(1, "hvc1", isHidden: primary != 1), .. Item(2, "hvc1", isHidden: primary != 2), .. Item(3, "grid"), .. Item(4, "Exif", isHidden: true)]),
            .. Box("iref", [0, 0, 0, 0, .. Box("dimg", [0, 3, 0, 2, 0, 1, 0, 2]), .. Box("cdsc", [0, 4, 0, 1, 0, 3])]),
            .. Box("iprp", [.. Box("ipco", properties), .. Box("ipma", associations)]),
            .. Box("idat", grid),
            .. Box("iloc",
            [
                1, 0, 0, 0, 0x44, 0, 0, 4,
                .. Place(1, 0, at + exif.Length, red.Length),
                .. Place(2, 0, at + exif.Length + red.Length, blue.Length),
                .. Place(3, 1, 0, grid.Length),
                .. Place(4, 0, at, exif.Length),
            ]),
        ]);
    }

    /// <summary>The first box of a file: what it says it is.</summary>
    public static byte[] Brands(string brand, params string[] compatible) => Brands([brand, .. compatible]);

    private static byte[] Brands(string[] brands) => Box("ftyp", [.. Ascii(brands[0]), 0, 0, 0, 0, .. brands[1..].SelectMany(Ascii)]);

    private static byte[] Item(int id, string type, bool isHidden = false) => Box("infe", [2, 0, 0, isHidden ? (byte)1 : (byte)0, .. Two(id), 0, 0, .. Ascii(type), 0]);

    private static byte[] Place(int id, int method, int offset, int length) => [.. Two(id), .. Two(method), 0, 0, 0, 1, .. Four(offset), .. Four(length)];

    /// <summary>The same that a phone's JPEG has, behind the distance to its first byte.</summary>
    private static byte[] Exif()
    {
        var jpeg = ReceiptSamples.JpegFromAPhone();
        return [0, 0, 0, 0, .. Segment(jpeg, 0xE1)[6..]];
    }

    private static byte[] DisplayP3()
    {
        using var colours = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using var bitmap = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Rgba8888, SKAlphaType.Opaque, colours));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        // Behind "ICC_PROFILE", its end and two counters.
        return Segment(jpeg.ToArray(), 0xE2)[14..];
    }

    private static byte[] Segment(byte[] jpeg, byte marker)
    {
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]);
        return jpeg[(at + 4)..(at + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))];
    }

    private static byte[] Box(string type, byte[] content) => [.. Four(content.Length + 8), .. Ascii(type), .. content];

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)(value & 0xFF)];

    private static byte[] Four(int value) => [.. Two(value >> 16), .. Two(value & 0xFFFF)];
}
