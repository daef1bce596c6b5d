using System.Diagnostics;
using SkiaSharp;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics;
using UglyToad.PdfPig.Graphics.Colors;
using UglyToad.PdfPig.Graphics.Core;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;
using UglyToad.PdfPig.XObjects;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>A page as far as it was drawn.</summary>
/// <param name="Picture">Null where there was nothing to draw.</param>
/// <param name="IsLegible">False where most letters are bars: it shows where something stands, not what.</param>
internal sealed record DrawnPage(SKBitmap? Picture, bool IsLegible);

/// <summary>Makes <see cref="DrawnPage"/>s of a document; PdfPig finds its constructor.</summary>
internal sealed class DrawnPageFactory(
    IPdfTokenScanner scanner, IResourceStore resources, ILookupFilterProvider filters, IPageContentParser content, ParsingOptions options)
    : BasePageFactory<DrawnPage>(scanner, resources, filters, content, options)
{
    protected override DrawnPage ProcessPage(
        int pageNumber, DictionaryToken dictionary, NamedDestinations namedDestinations, MediaBox mediaBox, CropBox cropBox, UserSpaceUnit userSpaceUnit,
        PageRotationDegrees rotation, TransformationMatrix initialMatrix, IReadOnlyList<IGraphicsStateOperation> operations)
    {
        using var drawing = new PageDrawing(pageNumber, ResourceStore, PdfScanner, PageContentParser, FilterProvider, cropBox, userSpaceUnit, rotation, initialMatrix, ParsingOptions);
        return drawing.Process(pageNumber, operations);
    }
}

/// <summary>
/// Draws a page of a PDF, so that it is recognised: letters by the outlines of the fonts in the file (those of a font that is not
/// in it as bars), lines and areas, pictures with their masks. Patterns and shadings are left out, transparency of groups and
/// blend modes are not heeded: the faithful page is the browser's viewer's. (Source: ISO 32000-1, 8 and 9.)
/// </summary>
internal sealed class PageDrawing : BaseStreamProcessor<DrawnPage>, IDisposable
{
    private const int Edge = 1280;

    /// <summary>More marks than any letter has.</summary>
    private const int MostMarks = 60_000;

    /// <summary>Of one path: what many lines that cross each other cost grows by their square, and nothing can stop it once it is begun.</summary>
    private const int MostSegments = 8_000;
    private const long MostSamples = 11_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly SKColor Unknown = new(0xB0, 0xB0, 0xB0);

    private readonly SKBitmap _picture;
    private readonly SKCanvas _canvas;
    private readonly SKPathBuilder _path = new();
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly float _scale;
    private SKPathFillType? _clip;
    private int _marks;
    private int _segments;
    private int _letters;
    private int _bars;

    public PageDrawing(
        int pageNumber, IResourceStore resources, IPdfTokenScanner scanner, IPageContentParser content, ILookupFilterProvider filters, CropBox cropBox,
        UserSpaceUnit unit, PageRotationDegrees rotation, TransformationMatrix initial, ParsingOptions options)
        : base(pageNumber, resources, scanner, content, filters, cropBox, unit, rotation, initial, options)
    {
        var (width, height) = rotation.SwapsAxis ? (cropBox.Bounds.Height, cropBox.Bounds.Width) : (cropBox.Bounds.Width, cropBox.Bounds.Height);
        if (!(width >= 1 && height >= 1 && width < 20_000 && height < 20_000))
        {
            throw new InvalidOperationException("The page has no size that could be shown.");
        }

        _scale = (float)(Edge / Math.Max(width, height));
        _picture = new SKBitmap(new SKImageInfo(Math.Max(1, (int)Math.Round(width * _scale)), Math.Max(1, (int)Math.Round(height * _scale)), SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_picture);
        _canvas.Clear(SKColors.White);
        // A PDF counts upwards from its lower edge.
        _canvas.SetMatrix(new SKMatrix(_scale, 0, 0, 0, -_scale, _picture.Height, 0, 0, 1));
    }

    public override DrawnPage Process(int pageNumberCurrent, IReadOnlyList<IGraphicsStateOperation> operations)
    {
        try
        {
            CloneAllStates();
            ProcessOperations(operations);
        }
#pragma warning disable CA1031 // Whatever the library throws at what follows, that much of the page is drawn.
        catch (Exception e) when (e is not OutOfMemoryException && _marks > 0)
#pragma warning restore CA1031
        {
        }

        return _marks == 0 ? new(Picture: null, IsLegible: false) : new(_picture.Copy(), _bars * 2 <= _letters);
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _path.Dispose();
        _picture.Dispose();
    }

    public override void PushState()
    {
        base.PushState();
        _canvas.Save();
    }

    public override void PopState()
    {
        base.PopState();
        _canvas.Restore();
    }

    public override void RenderGlyph(
        IFont font, CurrentGraphicsState currentState, double fontSize, double pointSize, int code, string unicode, long currentOffset,
        in TransformationMatrix renderingMatrix, in TransformationMatrix textMatrix, in TransformationMatrix transformationMatrix, CharacterBoundingBox characterBoundingBox)
    {
        if (currentState.FontState.TextRenderingMode is TextRenderingMode.Neither or TextRenderingMode.NeitherClip || string.IsNullOrWhiteSpace(unicode) || IsEnough())
        {
            return;
        }

        var matrix = renderingMatrix.Multiply(textMatrix).Multiply(transformationMatrix);
        using var builder = new SKPathBuilder();
        _letters++;
        var hasOutline = font.TryGetNormalisedPath(code, out var outline) && outline is { Count: > 0 };
        if (hasOutline)
        {
            Add(outline!, matrix, builder);
        }
        else
        {
            _bars++;
            var (from, to) = (matrix.Transform(new PdfPoint(0, 0)), matrix.Transform(new PdfPoint(characterBoundingBox.Width, 0.5)));
            builder.AddRect(new SKRect((float)Math.Min(from.X, to.X), (float)Math.Min(from.Y, to.Y), (float)Math.Max(from.X, to.X), (float)Math.Max(from.Y, to.Y)), SKPathDirection.Clockwise);
        }

        var colour = ColourOf(currentState.CurrentNonStrokingColor, currentState.AlphaConstantNonStroking);
        using var paint = new SKPaint { IsAntialias = true, Color = hasOutline ? colour : colour.WithAlpha((byte)(colour.Alpha / 2)) };
        using var glyph = builder.Detach();
        _canvas.DrawPath(glyph, paint);
    }

    public override void MoveTo(double x, double y)
    {
        CurrentPosition = CurrentTransformationMatrix.Transform(new PdfPoint(x, y));
        _path.MoveTo(Of(CurrentPosition));
    }

    public override void LineTo(double x, double y)
    {
        CurrentPosition = CurrentTransformationMatrix.Transform(new PdfPoint(x, y));
        if (++_segments <= MostSegments)
        {
            _path.LineTo(Of(CurrentPosition));
        }
    }

    public override void BezierCurveTo(double x2, double y2, double x3, double y3) => Curve(CurrentPosition, x2, y2, x3, y3);

    public override void BezierCurveTo(double x1, double y1, double x2, double y2, double x3, double y3) =>
        Curve(CurrentTransformationMatrix.Transform(new PdfPoint(x1, y1)), x2, y2, x3, y3);

    public override void Rectangle(double x, double y, double width, double height)
    {
        MoveTo(x, y);
        LineTo(x + width, y);
        LineTo(x + width, y + height);
        LineTo(x, y + height);
        ClosePath();
    }

    public override void BeginSubpath()
    {
    }

    public override PdfPoint? CloseSubpath()
    {
        _path.Close();
        return null;
    }

    public override void ClosePath() => _path.Close();

    public override void StrokePath(bool close) => Paint(close, fill: null, stroke: true);

    public override void FillPath(FillingRule fillingRule, bool close) => Paint(close, fillingRule, stroke: false);

    public override void FillStrokePath(FillingRule fillingRule, bool close) => Paint(close, fillingRule, stroke: true);

    public override void EndPath() => Paint(close: false, fill: null, stroke: false);

    /// <summary>Holds from the end of the path that is being made.</summary>
    public override void ModifyClippingIntersect(FillingRule clippingRule) => _clip = Of(clippingRule);

    protected override void ClipToRectangle(PdfRectangle rectangle, FillingRule clippingRule)
    {
        using var builder = new SKPathBuilder();
        builder.AddPoly([.. new[] { rectangle.BottomLeft, rectangle.BottomRight, rectangle.TopRight, rectangle.TopLeft }.Select(p => Of(CurrentTransformationMatrix.Transform(p)))], close: true);
        using var clip = builder.Detach();
        _canvas.ClipPath(clip, SKClipOperation.Intersect, antialias: true);
    }

    public override void PaintShading(NameToken shadingName)
    {
    }

    public override void BeginMarkedContent(NameToken name, NameToken? propertyDictionaryName, DictionaryToken? properties)
    {
    }

    public override void EndMarkedContent()
    {
    }

    protected override void RenderXObjectImage(XObjectContentRecord xObjectContentRecord) =>
        Draw(XObjectFactory.ReadImage(xObjectContentRecord, PdfScanner, FilterProvider, ResourceStore));

    protected override void RenderInlineImage(InlineImage inlineImage) => Draw(inlineImage);

    private void Draw(IPdfImage image)
    {
        if (image.IsImageMask || IsEnough())
        {
            return;
        }

        using var bitmap = Decode(image);
        if (bitmap is null)
        {
            return;
        }

        using var mask = image.MaskImage is { } soft ? Decode(soft) : null;
        var m = CurrentTransformationMatrix;
        _canvas.Save();
        // A picture fills the unit square, its first row above.
        _canvas.Concat(new SKMatrix((float)m.A, (float)m.C, (float)m.E, (float)m.B, (float)m.D, (float)m.F, 0, 0, 1));
        using var whole = new SKPaint();
        if (mask is not null)
        {
            _canvas.SaveLayer(whole);
        }

        Place(bitmap, whole);
        if (mask is not null)
        {
            using var luma = SKColorFilter.CreateLumaColor();
            using var within = new SKPaint { BlendMode = SKBlendMode.DstIn, ColorFilter = luma };
            Place(mask, within);
            _canvas.Restore();
        }

        _canvas.Restore();
    }

    private void Place(SKBitmap bitmap, SKPaint paint)
    {
        _canvas.Save();
        _canvas.Concat(new SKMatrix(1, 0, 0, 0, -1, 1, 0, 0, 1));
        using var image = SKImage.FromBitmap(bitmap);
        _canvas.DrawImage(image, new SKRect(0, 0, bitmap.Width, bitmap.Height), new SKRect(0, 0, 1, 1), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
        _canvas.Restore();
    }

    private static SKBitmap? Decode(IPdfImage image)
    {
        if ((long)image.WidthInSamples * image.HeightInSamples > MostSamples)
        {
            return null;
        }

        var raw = image.RawMemory.Span;
        return raw.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ImageReading.Decode(raw) : image.TryGetPng(out var png) ? ImageReading.Decode(png) : null;
    }

    private void Curve(PdfPoint first, double x2, double y2, double x3, double y3)
    {
        var second = CurrentTransformationMatrix.Transform(new PdfPoint(x2, y2));
        CurrentPosition = CurrentTransformationMatrix.Transform(new PdfPoint(x3, y3));
        if (++_segments <= MostSegments)
        {
            _path.CubicTo(Of(first), Of(second), Of(CurrentPosition));
        }
    }

    private void Paint(bool close, FillingRule? fill, bool stroke)
    {
        if (close)
        {
            _path.Close();
        }

        _path.FillType = Of(fill ?? FillingRule.NonZeroWinding);
        using var path = _path.Detach();
        _path.Reset();
        _segments = 0;
        if ((fill is not null || stroke) && !path.IsEmpty && !IsEnough())
        {
            var state = GetCurrentState();
            if (fill is not null)
            {
                using var paint = new SKPaint { IsAntialias = true, Color = ColourOf(state.CurrentNonStrokingColor, state.AlphaConstantNonStroking) };
                _canvas.DrawPath(path, paint);
            }

            if (stroke)
            {
                var m = CurrentTransformationMatrix;
                var width = (float)(state.LineWidth * Math.Sqrt(Math.Abs((m.A * m.D) - (m.B * m.C))));
                using var paint = new SKPaint
                {
                    IsAntialias = true,
                    IsStroke = true,
                    // The thinnest line that can be seen.
                    StrokeWidth = Math.Max(width, 0.6f / _scale),
                    Color = ColourOf(state.CurrentStrokingColor, state.AlphaConstantStroking),
                };
                _canvas.DrawPath(path, paint);
            }
        }

        if (_clip is { } clip)
        {
            path.FillType = clip;
            _canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
            _clip = null;
        }
    }

    /// <summary>Counts a mark; true where there were too many, or it takes too long: what is drawn by then is shown.</summary>
    private bool IsEnough() => ++_marks > MostMarks || _time.Elapsed > Patience;

    private static void Add(IReadOnlyList<PdfSubpath> outline, TransformationMatrix matrix, SKPathBuilder glyph)
    {
        foreach (var command in outline.SelectMany(s => s.Commands))
        {
            switch (command)
            {
                case PdfSubpath.Move move:
                    glyph.MoveTo(At(move.Location));
                    break;
                case PdfSubpath.Line line:
                    glyph.LineTo(At(line.To));
                    break;
                case PdfSubpath.QuadraticBezierCurve curve:
                    glyph.QuadTo(At(curve.ControlPoint), At(curve.EndPoint));
                    break;
                case PdfSubpath.CubicBezierCurve curve:
                    glyph.CubicTo(At(curve.FirstControlPoint), At(curve.SecondControlPoint), At(curve.EndPoint));
                    break;
                case PdfSubpath.Close:
                    glyph.Close();
                    break;
            }
        }

        SKPoint At(PdfPoint point) => Of(matrix.Transform(point));
    }

    private static SKColor ColourOf(IColor? colour, double alpha)
    {
        if (colour is null or PatternColor)
        {
            return Unknown;
        }

        var (r, g, b) = colour.ToRGBValues();
        return new SKColor(Byte(r), Byte(g), Byte(b), Byte(alpha));

        static byte Byte(double share) => (byte)Math.Round(Math.Clamp(share, 0, 1) * 255);
    }

    private static SKPathFillType Of(FillingRule rule) => rule == FillingRule.EvenOdd ? SKPathFillType.EvenOdd : SKPathFillType.Winding;

    private static SKPoint Of(PdfPoint point) => new((float)point.X, (float)point.Y);
}
