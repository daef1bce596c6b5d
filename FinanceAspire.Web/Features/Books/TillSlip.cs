using System.Globalization;
using System.Text;
using SkiaSharp;

namespace FinanceAspire.Web.Features.Books;

/// <summary>A till slip as a phone sees it, lying on a table. Its letters are dots, as a till prints them: a container has no fonts.</summary>
internal static class TillSlip
{
    private const int Columns = 24;
    private const int Dot = 3;
    private const int Cell = 6 * Dot;
    private const int Line = 11 * Dot;
    private const int Margin = 30;
    private const int Table = 44;
    private const int Quality = 82;

    // Five columns a letter, the lowest bit on top: the usual 5 by 7 letters of small printers and displays.
    private const string Letters = "!&'()+,-./0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ*=";

    private static readonly byte[] Dots = Convert.FromHexString(
        "00005F0000" + "3649562050" + "0008070300" + "001C224100" + "0041221C00" + "08083E0808" + "0050300000" + "0808080808" + "0060600000" + "2010080402"
        + "3E5149453E" + "00427F4000" + "7249494946" + "2141494D33" + "1814127F10" + "2745454539" + "3C4A494931" + "4121110907" + "3649494936" + "464949291E"
        + "0000140000"
        + "7C1211127C" + "7F49494936" + "3E41414122" + "7F4141413E" + "7F49494941" + "7F09090901" + "3E41415173" + "7F0808087F" + "00417F4100" + "2040413F01"
        + "7F08142241" + "7F40404040" + "7F021C027F" + "7F0408107F" + "3E4141413E" + "7F09090906" + "3E4151215E" + "7F09192946" + "2649494932" + "03017F0103"
        + "3F4040403F" + "1F2040201F" + "3F4038403F" + "6314081463" + "0304780403" + "6159494D43" + "2A1C7F1C2A" + "1414141414");

    public static byte[] Draw(string shop, DateOnly date, IReadOnlyList<(string Name, string Amount)> items, string totalName, string total, float tilt)
    {
        string[] lines =
        [
            .. Broken(shop).Select(Centred), "", Centred(date.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)), new('-', Columns),
            .. items.Select(i => Pair(i.Name, i.Amount)), new('=', Columns), Pair(totalName, total), new('=', Columns), "", Centred("Thank you!"),
        ];
        var (width, height) = ((Columns * Cell) + (2 * Margin), (lines.Length * Line) + (2 * Margin));
        using var bitmap = new SKBitmap(width + (2 * Table), height + (2 * Table), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var wood = new SKPaint { Color = new SKColor(0x9B, 0x7E, 0x62) };
        using var grain = new SKPaint { Color = new SKColor(0x8F, 0x72, 0x57) };
        using var shadow = new SKPaint { Color = new SKColor(0, 0, 0, 70), IsAntialias = true };
        using var paper = new SKPaint { Color = new SKColor(0xFB, 0xFA, 0xF5), IsAntialias = true };
        using var ink = new SKPaint { Color = new SKColor(0x2B, 0x2D, 0x33), IsAntialias = true };
        canvas.DrawRect(0, 0, bitmap.Width, bitmap.Height, wood);
        for (var y = 0; y < bitmap.Height; y += 34)
        {
            canvas.DrawRect(0, y, bitmap.Width, 3 + (y % 5), grain);
        }

        canvas.RotateDegrees(tilt, bitmap.Width / 2f, bitmap.Height / 2f);
        canvas.DrawRect(Table + 5, Table + 7, width, height, shadow);
        canvas.DrawRect(Table, Table, width, height, paper);
        for (var i = 0; i < lines.Length; i++)
        {
            Print(canvas, lines[i], Table + Margin, Table + Margin + (i * Line), ink);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }

    private static void Print(SKCanvas canvas, string line, int left, int top, SKPaint ink)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var letter = Letters.IndexOf(line[i], StringComparison.Ordinal);
            for (var dot = 0; letter >= 0 && dot < 35; dot++)
            {
                var (column, row) = (dot / 7, dot % 7);
                if ((Dots[(letter * 5) + column] >> row & 1) == 1)
                {
                    canvas.DrawRect(left + (i * Cell) + (column * Dot), top + (row * Dot), Dot, Dot, ink);
                }
            }
        }
    }

    private static string Pair(string name, string amount) => Plain(name).PadRight(Columns)[..(Columns - amount.Length - 1)] + " " + amount;

    private static string Centred(string text) => new string(' ', Math.Max(0, (Columns - text.Length) / 2)) + Plain(text);

    /// <summary>Capital letters without accents: a till has no others.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToUpperInvariant();

    /// <summary>A long name on several lines, broken between words.</summary>
    private static List<string> Broken(string text)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > Columns)
            {
                lines.Add("");
            }

            lines[^1] = lines[^1].Length > 0 ? $"{lines[^1]} {word}" : word;
        }

        return lines;
    }
}
