using Cifar.Models.Data;
using Cifar.Pipelines.Plots;

namespace Cifar.Cli.Verbs;

/// <summary>A contact sheet: a row for each picture, first as it is, then its versions, with the name of its class.</summary>
internal static class PreviewSheet
{
    // A file has two dots to one pixel of a drawing: small pictures appear at three times their size.
    private const double Enlarged = 1.5, LargestEnlarged = 64, Margin = 16, Gap = 4, BehindOriginal = 12, NameWidth = 136, TitleHeight = 60, HeaderHeight = 18;

    public static Drawing Draw(LabeledImages originals, IReadOnlyList<LabeledImages> versions, string heading, string policy, string remark)
    {
        double zoom = Math.Max(originals.Width, originals.Height) <= LargestEnlarged ? Enlarged : 0.5;
        double width = originals.Width * zoom, height = originals.Height * zoom;
        double left = Margin + NameWidth, top = Margin + TitleHeight + HeaderHeight;
        double Column(int i) => left + (i * (width + Gap)) + (i > 0 ? BehindOriginal : 0);
        double Row(int i) => top + (i * (height + Gap));
        double right = Math.Max(Column(versions.Count) + width, left + 420);
        var drawing = new Drawing(right + Margin, Row(originals.Count - 1) + height + Margin, $"{heading}: {policy}; {remark}");

        drawing.Clipped(new(0, 0, right, Row(originals.Count)), () =>
        {
            drawing.Text(heading, new(Margin, Margin + 12), new() { Size = 13, Bold = true });
            drawing.Text(policy, new(Margin, Margin + 30), new() { Size = 10 });
            drawing.Text(remark, new(Margin, Margin + 45), new() { Size = 10, Color = Palette.Muted });
            drawing.Text("original", new(left, top - 7), new() { Size = 10, Color = Palette.Muted });
            drawing.Text("as the network sees it", new(Column(1), top - 7), new() { Size = 10, Color = Palette.Muted });
        });
        for (int i = 0; i < originals.Count; i++)
        {
            string name = originals.Classes.Fine[originals.Labels[i]];
            drawing.Clipped(new(0, Row(i), left - 6, height), () => drawing.Text(name, new(Margin, Row(i) + (height / 2)), new() { Size = 11, Middle = true }));
            for (int column = 0; column <= versions.Count; column++)
            {
                drawing.Picture(RgbPicture.Of(column == 0 ? originals : versions[column - 1], i), new(Column(column), Row(i), width, height));
            }
        }

        return drawing;
    }
}
