using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Features.Receipts.Reading;
using SkiaSharp;

namespace FinanceAspire.Tests.Web;

/// <summary>The first page of a PDF that is no scan, drawn: what stands where, whatever the file does.</summary>
public sealed class PageDrawingTests
{
    private const string Blue = "0 0 1 rg 20 220 60 60 re f";

    /// <summary>A page of 200 by 300 points with a square; where it is seen, in shares of the picture.</summary>
    [Theory]
    [InlineData("", 2, 3, 0.25, 1 / 6.0)]
    [InlineData("/Rotate 90", 3, 2, 5 / 6.0, 0.25)]
    [InlineData("/Rotate 180", 2, 3, 0.75, 5 / 6.0)]
    [InlineData("/Rotate 270", 3, 2, 1 / 6.0, 0.75)]
    [InlineData("/CropBox [0 150 200 300]", 4, 3, 0.25, 1 / 3.0)]
    public void Area_is_where_it_stands_on_the_page(string page, int wide, int high, double x, double y)
    {
        using var picture = Draw(ReceiptSamples.PdfOf(Blue, "/MediaBox [0 0 200 300] " + page))!;

        Assert.Equal(1280, Math.Max(picture.Width, picture.Height));
        Assert.InRange(picture.Width * high / (double)(picture.Height * wide), 0.99, 1.01);
        Near(new SKColor(0, 0, 255), picture.GetPixel((int)(picture.Width * x), (int)(picture.Height * y)));
        Near(SKColors.White, picture.GetPixel(picture.Width / 2, picture.Height / 2));
    }

    /// <summary>Operators and the colour that is seen at (50, 250), the middle of the square, counted from the lower left.</summary>
    [Theory]
    [InlineData("1 0 0 RG 20 w 20 250 m 80 250 l S", 255, 0, 0)]
    [InlineData("0 1 0 rg 20 220 m 80 220 l 80 280 l 20 280 l h f", 0, 255, 0)]
    [InlineData("0 0 1 rg 20 220 60 60 re 40 240 20 20 re f*", 255, 255, 255)]
    [InlineData("0 0 0 1 k 20 220 60 60 re f", 0, 0, 0)]
    // Clipped away, and not any more after the state is put back.
    [InlineData("q 100 100 10 10 re W n 0 0 1 rg 20 220 60 60 re f Q", 255, 255, 255)]
    [InlineData("q 100 100 10 10 re W n Q 0 0 1 rg 20 220 60 60 re f", 0, 0, 255)]
    [InlineData("q 2 0 0 2 0 0 cm 0 0 1 rg 10 110 30 30 re f Q", 0, 0, 255)]
    // A form is drawn within its box, here 50 by 50 from (25, 225) on.
    [InlineData("q 1 0 0 1 25 225 cm /X Do Q", 0, 255, 255)]
    public void Paths_states_and_forms_are_drawn(string content, int red, int green, int blue)
    {
        using var picture = Draw(ReceiptSamples.PdfOf(content, form: "0 1 1 rg 0 0 100 100 re f"))!;

        var seen = picture.GetPixel(picture.Width / 4, picture.Height / 6);
        Assert.True(Math.Abs(seen.Red - red) + Math.Abs(seen.Green - green) + Math.Abs(seen.Blue - blue) < 60, $"{seen}");
        // Beyond the form's box.
        Near(SKColors.White, picture.GetPixel(picture.Width * 90 / 200, picture.Height * 50 / 300));
    }

    /// <summary>A font that is not in the file leaves bars where its words are (or is found on this machine); what is meant not to be seen is not drawn.</summary>
    [Fact]
    public void Words_leave_ink_where_they_stand()
    {
        using var shown = Draw(ReceiptSamples.PdfOf("BT /F 40 Tf 20 240 Td (MMMM) Tj ET"))!;
        using var hidden = Draw(ReceiptSamples.PdfOf("BT 3 Tr /F 40 Tf 20 240 Td (MMMM) Tj ET"));

        Assert.True(Ink(shown, 20, 240, 130, 270) > 0.15);
        Assert.Equal(0, Ink(shown, 20, 20, 180, 200));
        Assert.Null(hidden);
    }

    [Theory]
    [InlineData("a page without an end", "/MediaBox [0 0 1e12 1e12]", "0 0 10 10 re f")]
    [InlineData("a page without a size", "/MediaBox [0 0 0 0]", "0 0 10 10 re f")]
    [InlineData("nothing", "/MediaBox [0 0 200 300]", "")]
    [InlineData("a form within itself", "/MediaBox [0 0 200 300]", "/X Do")]
    public void Page_that_cannot_be_drawn_is_taken_without_a_picture(string what, string page, string content)
    {
        using var picture = Draw(ReceiptSamples.PdfOf(content, page, form: "/X Do"));

        Assert.True(picture is null, what);
    }

    /// <summary>What is drawn before the fault, or before it is enough, is shown.</summary>
    [Theory]
    [InlineData("1e38 1e38 m 1e39 9e99 l 5 w S")]
    [InlineData("Q Q Q Q")]
    [InlineData("9999999999999999999999999 0 0 0 0 0 cm 0 0 10 10 re f")]
    [InlineData("/None gs /None Do (")]
    [InlineData("nan nan m inf -inf l S q 1e308 0 0 1e308 1e308 1e308 cm 1e308 0 0 1e308 0 0 cm 0 0 10 10 re f 0 0 m 1e300 -1e300 1 1 2 2 c S BT /F 1e308 Tf (abc) Tj ET Q")]
    [InlineData("BT /F 12 Tf 1e308 1e308 Td (abc) Tj ET")]
    public void Page_with_a_fault_in_it_is_drawn_up_to_it(string fault)
    {
        using var picture = Draw(ReceiptSamples.PdfOf($"{Blue} {fault}"))!;

        Near(new SKColor(0, 0, 255), picture.GetPixel(picture.Width / 4, picture.Height / 6));
    }

    /// <summary>Each costs more the further it is followed: letters, lines of one path that cross each other, a picture that is not what the page says.</summary>
    [Theory]
    [InlineData("letters")]
    [InlineData("lines")]
    [InlineData("pixels")]
    public void Page_without_end_shows_what_stands_before(string what)
    {
        var random = new Random(4711);
        using var picture = Draw(what switch
        {
            "letters" => ReceiptSamples.PdfOf($"{Blue} BT /F 6 Tf 7 TL 10 200 Td " + string.Concat(Enumerable.Repeat($"({new string('a', 100)}) '\n", 2_000)) + "ET"),
            "lines" => ReceiptSamples.PdfOf($"{Blue} 1 0 0 rg 0 0 m " + string.Concat(Enumerable.Range(0, 200_000).Select(_ => $"{random.Next(200)} {random.Next(200)} l\n")) + "f*"),
            _ => ReceiptSamples.PdfWithLyingPicture(60_000, $"{Blue} q 100 0 0 100 0 0 cm /X Do Q"),
        })!;

        Near(new SKColor(0, 0, 255), picture.GetPixel(picture.Width / 4, picture.Height / 6));
    }

    /// <summary>What the picture does to the process costs the picture, not the receipt: all else is told before.</summary>
    [Fact]
    public void Document_is_known_before_its_page_is_drawn()
    {
        var folder = Directory.CreateTempSubdirectory("financeaspire-drawing-").FullName;
        var (source, told) = (Path.Combine(folder, "source"), new List<(ReceiptReading Reading, bool IsKept, bool IsDrawn)>());
        File.WriteAllBytes(source, ReceiptSamples.PdfOf($"{Blue} BT /F 12 Tf 20 200 Td (Total) Tj ET"));

        var last = ReadReceipt.Read(source, folder, r => told.Add((r, File.Exists(Path.Combine(folder, ReadReceipt.ContentName)), File.Exists(Path.Combine(folder, ReadReceipt.ThumbnailName)))));

        Directory.Delete(folder, recursive: true);
        var (reading, isKept, isDrawn) = Assert.Single(told);
        Assert.Equal(("Total", 1, false), (reading.Content!.Text, reading.Content.Pages, reading.Content.HasThumbnail));
        Assert.True(isKept && !isDrawn && last.Content!.HasThumbnail);
    }

    [Fact]
    public void Million_marks_end_and_show_the_first_of_them()
    {
        using var picture = Draw(ReceiptSamples.PdfOf(Blue + string.Concat(Enumerable.Repeat("\n1 1 5 5 re S", 300_000))))!;

        Near(new SKColor(0, 0, 255), picture.GetPixel(picture.Width / 4, picture.Height / 6));
    }

    private static SKBitmap? Draw(byte[] pdf)
    {
        var folder = Directory.CreateTempSubdirectory("financeaspire-drawing-");
        try
        {
            var source = Path.Combine(folder.FullName, "source");
            File.WriteAllBytes(source, pdf);
            var reading = ReadReceipt.Read(source, folder.FullName);
            Assert.Equal("application/pdf", reading.Content?.ContentType);
            return reading.Content!.HasThumbnail ? SKBitmap.Decode(Path.Combine(folder.FullName, ReadReceipt.ThumbnailName)) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>WebP is not exact.</summary>
    private static void Near(SKColor expected, SKColor seen) =>
        Assert.True(Math.Abs(seen.Red - expected.Red) + Math.Abs(seen.Green - expected.Green) + Math.Abs(seen.Blue - expected.Blue) < 30, $"{seen} instead of {expected}");

    /// <summary>The share of points that are not white, within a rectangle of the page, in its points from the lower left.</summary>
    private static double Ink(SKBitmap picture, int left, int bottom, int right, int top)
    {
        var scale = picture.Height / 300.0;
        var points = from x in Enumerable.Range((int)(left * scale), (int)((right - left) * scale))
                     from y in Enumerable.Range((int)((300 - top) * scale), (int)((top - bottom) * scale))
                     select picture.GetPixel(x, y);
        return points.Average(p => p.Red < 230 ? 1.0 : 0);
    }
}
