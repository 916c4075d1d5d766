using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Plots;

/// <summary>Pictures side by side, each with its true class and bars for the classes a model thinks most probable; right answers are green, wrong ones orange.</summary>
public static class ContactSheet
{
    private const double Picture = 96, Names = 112, Bars = 70, Margin = 12, Row = 17, Caption = 20, TextSize = 11;

    /// <summary>Draws the sheet.</summary>
    /// <param name="tiles">The pictures, at most 400.</param>
    /// <param name="columns">Pictures in a row, 1 to 16.</param>
    /// <param name="title">What stands above the pictures; empty for nothing.</param>
    /// <returns>The drawing.</returns>
    /// <exception cref="ArgumentException">There are too many pictures or columns.</exception>
    public static Drawing Draw(IReadOnlyList<ContactTile> tiles, int columns = 3, string title = "")
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tiles.Count, 400);
        bool guessed = tiles.Any(tile => tile.Guesses.Count > 0), named = tiles.Any(tile => tile.Truth is not null);
        int guesses = tiles.Select(tile => tile.Guesses.Count).DefaultIfEmpty(0).Max();
        double width = Picture + (guessed ? Names + Bars + 8 : 0) + Margin, height = (named ? Caption : 0) + Math.Max(Picture, guesses * Row) + Margin;
        double top = Margin + (title.Length > 0 ? 24 : 0);
        int rows = Math.Max(1, (tiles.Count + columns - 1) / columns);
        var drawing = new Drawing(Margin + (columns * width), top + (rows * height), title.Length > 0 ? title : "Pictures");
        drawing.Text(title, new(Margin, 24), new TextStyle { Size = ChartFrame.TitleSize, Bold = true });
        for (int i = 0; i < tiles.Count; i++)
        {
            Tile(drawing, tiles[i], new(Margin + (i % columns * width), top + (i / columns * height)), width - Margin, named ? Caption : 0);
        }

        return drawing;
    }

    private static void Tile(Drawing drawing, ContactTile tile, PlotPoint corner, double width, double caption)
    {
        bool? right = tile.Truth is null || tile.Guesses.Count == 0 ? null : tile.Guesses[0].Name == tile.Truth;
        if (tile.Truth is { } truth)
        {
            drawing.Text(BarChart.Shorten(truth, width, 12, bold: true), new(corner.X, corner.Y + 12), new TextStyle { Bold = true, Color = Verdict(right) });
        }

        double scale = Picture / Math.Max(tile.Picture.Width, tile.Picture.Height);
        var area = new PlotArea(corner.X, corner.Y + caption, tile.Picture.Width * scale, tile.Picture.Height * scale);
        drawing.Picture(tile.Picture, area);
        if (right is not null)
        {
            drawing.Rectangle(area.Grow(1), null, new Pen(Verdict(right), 2));
        }

        for (int i = 0; i < tile.Guesses.Count; i++)
        {
            Guess(drawing, tile, i, new(corner.X + Picture + 8, corner.Y + caption + ((i + 0.5) * Row)));
        }
    }

    private static void Guess(Drawing drawing, ContactTile tile, int index, PlotPoint left)
    {
        var (name, probability) = tile.Guesses[index];
        bool isTrue = name == tile.Truth;
        var color = isTrue ? Palette.Right : index == 0 && tile.Truth is not null ? Palette.Wrong : PlotColor.Gray(0x8a);
        drawing.Text(BarChart.Shorten(name, Names - 8, TextSize, isTrue), left, new TextStyle { Size = TextSize, Middle = true, Bold = isTrue, Color = isTrue ? Palette.Right : Palette.Ink });
        double bar = Math.Clamp(double.IsFinite(probability) ? probability : 0, 0, 1) * (Bars - 36), x = left.X + Names;
        drawing.Rectangle(new(x - 6, left.Y - 5, Math.Max(bar, 1), 10), color);
        drawing.Text($"{Math.Round(probability * 100):0} %", new(x - 6 + Math.Max(bar, 1) + 4, left.Y), new TextStyle { Size = 10, Middle = true, Color = Palette.Muted });
    }

    private static PlotColor Verdict(bool? right) => right switch { true => Palette.Right, false => Palette.Wrong, null => Palette.Ink };
}
