using System.Xml.Linq;
using Cifar.Pipelines.Plots;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Plots;

public sealed class DrawingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("plots-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_PNG_file_has_the_size_times_the_scale_and_the_colours_drawn()
    {
        var drawing = new Drawing(20, 10, "squares");
        drawing.Rectangle(new(5, 2, 4, 3), new PlotColor(10, 20, 200));
        var dots = Dots(drawing, scale: 2);
        Assert.Equal((40, 20), (dots.Width, dots.Height));
        Assert.Equal((10, 20, 200), dots[10, 4]);
        Assert.Equal((10, 20, 200), dots[17, 9]);
        Assert.Equal((255, 255, 255), dots[18, 9]);
        Assert.Equal((255, 255, 255), dots[9, 4]);
    }

    [Fact]
    public void Edges_are_smoothed_so_that_a_disc_covers_its_area()
    {
        var drawing = new Drawing(100, 100, "disc");
        drawing.Circle(new(50.3, 49.6), 30.5, PlotColor.Gray(0));
        Assert.Equal(Math.PI * 30.5 * 30.5, Covered(Dots(drawing, scale: 1)), tolerance: 8);
    }

    [Fact]
    public void Pieces_of_a_line_that_cross_are_as_dark_as_one()
    {
        var drawing = new Drawing(60, 60, "zigzag");
        drawing.Polyline([new(10, 30), new(50, 30), new(10, 30), new(30, 10), new(30, 50)], new Pen(PlotColor.Gray(0), 8));
        Assert.Equal((0, 0, 0), Dots(drawing, scale: 1)[30, 30]);
    }

    [Fact]
    public void A_dashed_line_covers_the_share_of_its_dashes()
    {
        var drawing = new Drawing(120, 20, "dashes");
        drawing.Line(new(10, 10), new(110, 10), new Pen(PlotColor.Gray(0), 4) { Dash = [6, 4] });
        Assert.Equal(60 * 4, Covered(Dots(drawing, scale: 1)), tolerance: 2);
    }

    [Fact]
    public void Nothing_shows_outside_of_the_clip()
    {
        var drawing = new Drawing(40, 40, "clip");
        drawing.Clipped(new(10, 10, 20, 20), () => drawing.Circle(new(20, 20), 50, PlotColor.Gray(0)));
        var dots = Dots(drawing, scale: 1);
        Assert.Equal((0, 0, 0), dots[10, 10]);
        Assert.Equal((255, 255, 255), dots[9, 10]);
        Assert.Equal(400, Covered(dots), tolerance: 0.01);
        Assert.Equal("10 10 20 20", Svg(drawing).Elements().Last().Attribute("viewBox")!.Value);
    }

    [Fact]
    public void Shapes_beyond_the_drawing_do_no_harm()
    {
        var drawing = new Drawing(10, 10, "beyond");
        drawing.Line(new(-1e6, -1e6), new(1e6, 1e6), new Pen(PlotColor.Gray(0), 3));
        drawing.Text("far away", new(500, -40), new TextStyle { Angle = 33 });
        drawing.Picture(new RgbPicture(1, 1, [1, 2, 3]), new(-5, -5, 7, 7));
        var dots = Dots(drawing, scale: 1);
        Assert.Equal((1, 2, 3), dots[0, 1]);
        Assert.Equal((0, 0, 0), dots[5, 5]);
    }

    [Fact]
    public void Any_text_makes_a_readable_SVG_file()
    {
        const string Text = "<a & \"b\"> \u0001 ünï漢\U0001F600";
        var drawing = new Drawing(50, 20, Text);
        drawing.Text(Text, new(1, 10), new TextStyle());
        string path = Path.Combine(folder, "text.svg");
        drawing.SaveSvg(path);
        var root = XDocument.Load(path).Root!;
        Assert.Equal(Text.Replace('\u0001', '?'), root.Elements().Single(element => element.Name.LocalName == "text").Value);
    }

    [Fact]
    public void Pictures_inside_SVG_are_PNG_files_with_their_pixels()
    {
        var drawing = new Drawing(20, 20, "picture");
        drawing.Picture(new RgbPicture(2, 1, [255, 0, 0, 0, 0, 255]), new(0, 0, 20, 10));
        string data = Svg(drawing).Elements().Last().Attribute("href")!.Value;
        using var image = MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String(data["data:image/png;base64,".Length..])));
        Assert.Equal((2, 1), (image.Width, image.Height));
        Assert.Equal([0, 0, 255, 255, 0, 0], image.GetBGRPixels);
    }

    [Fact]
    public void Equal_drawings_make_equal_files()
    {
        Assert.Equal(Make().ToPng(), Make().ToPng());
        Assert.Equal(Make().ToSvg(), Make().ToSvg());

        static Drawing Make()
        {
            var drawing = new Drawing(80, 30, "same");
            drawing.Text("Same 1.5 %", new(40, 15), new TextStyle { Anchor = TextAnchor.Middle, Bold = true });
            return drawing;
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        var drawing = new Drawing(10, 10, "nowhere");
        Assert.Throws<DirectoryNotFoundException>(() => drawing.SavePng(Path.Combine(folder, "missing", "a.png")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Drawing(100_000, 10, "large"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Drawing(double.NaN, 10, "none"));
        Assert.Throws<ArgumentException>(() => new RgbPicture(2, 2, new byte[5]));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    private PngDots Dots(Drawing drawing, int scale)
    {
        string path = Path.Combine(folder, "drawing.png");
        drawing.SavePng(path, scale);
        return PngDots.Read(path);
    }

    private static double Covered(PngDots dots)
    {
        double sum = 0;
        for (int y = 0; y < dots.Height; y++)
        {
            for (int x = 0; x < dots.Width; x++)
            {
                sum += (255 - dots[x, y].Red) / 255.0;
            }
        }

        return sum;
    }

    private static XElement Svg(Drawing drawing) => XDocument.Parse(drawing.ToSvg()).Root!;
}
