using System.Globalization;
using System.Text;
using System.Xml;

namespace Cifar.Models.Networks;

/// <summary>Draws networks as SVG pictures: from the image at the top to the classes at the bottom, a box for each step.</summary>
/// <remarks>The width of a box is the side of its map and its height the number of channels, both on a logarithmic scale; arrows at the left are skips.</remarks>
public static class NetworkDiagram
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const int Width = 860;
    private const int Centre = 240;
    private const int TextLeft = 380;
    private const int Top = 78;
    private const int Gap = 10;

    /// <summary>Writes the picture.</summary>
    /// <param name="summary">The network.</param>
    /// <param name="title">What stands above it, the network's name for instance.</param>
    /// <param name="stream">Where the picture goes; UTF-8.</param>
    public static void Write(NetworkSummary summary, string title, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(stream);
        IReadOnlyList<DiagramBox> boxes = DiagramBox.Arrange(summary, Top, Gap);
        double height = (boxes.Count > 0 ? boxes[^1].Bottom : Top) + 24;
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
        xml.WriteStartElement("svg", Namespace);
        Attributes(xml, ("width", Width), ("height", height), ("viewBox", Text($"0 0 {Width} {height}")), ("font-family", "Helvetica, Arial, sans-serif"), ("font-size", 12));
        Element(xml, "title", title);
        Marker(xml);
        Shape(xml, "rect", ("width", Width), ("height", height), ("fill", "#ffffff"));
        Label(xml, 24, 32, title, "#1b1f24", 18, bold: true);
        Label(xml, 24, 52, Text($"{summary.Parameters:N0} parameters, {summary.MultiplyAdds:N0} multiply-adds an image"), "#57606a");
        for (int i = 0; i < boxes.Count; i++)
        {
            Draw(xml, boxes[i]);
            if (i > 0)
            {
                Arrow(xml, Text($"M {Centre} {boxes[i - 1].Bottom} V {boxes[i].Top - 1}"));
            }
        }

        foreach (NetworkSkip skip in summary.Skips)
        {
            DrawSkip(xml, boxes, skip);
        }

        xml.WriteEndElement();
    }

    private static void Draw(XmlWriter xml, DiagramBox box)
    {
        Shape(
            xml, "rect", ("x", Centre - (box.Width / 2)), ("y", box.Top), ("width", box.Width), ("height", box.Height), ("rx", 3), ("fill", box.Fill), ("stroke", box.Line));
        double middle = box.Top + (box.Height / 2);
        Label(xml, TextLeft, middle - 1, box.Title, "#1b1f24", bold: true);
        Label(xml, TextLeft, middle + 13, box.Detail, "#57606a", 11);
    }

    /// <summary>From above the first box that is passed by, along the left side, to below the last.</summary>
    private static void DrawSkip(XmlWriter xml, IReadOnlyList<DiagramBox> boxes, NetworkSkip skip)
    {
        // A skip that begins with the normalisation behind a layer begins below that layer's box.
        DiagramBox? first = boxes.FirstOrDefault(box => box.FirstLayer >= skip.First), last = boxes.LastOrDefault(box => box.FirstLayer <= skip.Last);
        if (first is null || last is null || last.Top < first.Top)
        {
            return;
        }

        double from = first.Top - (Gap / 2.0), to = last.Bottom + (Gap / 2.0);
        double widest = boxes.Where(box => box.Top >= first.Top && box.Bottom <= last.Bottom).Max(box => box.Width);
        double left = Centre - (widest / 2) - 26;
        Arrow(xml, Text($"M {Centre} {from} H {left + 8} Q {left} {from} {left} {from + 8} V {to - 8} Q {left} {to} {left + 8} {to} H {Centre - 2}"), "#bc4c00");
    }

    private static void Marker(XmlWriter xml)
    {
        xml.WriteStartElement("defs", Namespace);
        foreach ((string name, string color) in new[] { ("grey", "#57606a"), ("skip", "#bc4c00") })
        {
            xml.WriteStartElement("marker", Namespace);
            Attributes(xml, ("id", name), ("viewBox", "0 0 8 8"), ("refX", 7), ("refY", 4), ("markerWidth", 6), ("markerHeight", 6), ("orient", "auto"));
            Shape(xml, "path", ("d", "M 0 0 L 8 4 L 0 8 z"), ("fill", color));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Arrow(XmlWriter xml, string path, string? skipColor = null) => Shape(
        xml,
        "path",
        ("d", path),
        ("fill", "none"),
        ("stroke", skipColor ?? "#57606a"),
        ("stroke-width", 1.3),
        ("marker-end", skipColor is null ? "url(#grey)" : "url(#skip)"));

    private static void Label(XmlWriter xml, double x, double y, string text, string color, int size = 12, bool bold = false)
    {
        xml.WriteStartElement("text", Namespace);
        Attributes(xml, ("x", x), ("y", y), ("fill", color), ("font-size", size), ("font-weight", bold ? "bold" : "normal"));
        xml.WriteString(text);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string text)
    {
        xml.WriteStartElement(name, Namespace);
        xml.WriteString(text);
        xml.WriteEndElement();
    }

    private static void Shape(XmlWriter xml, string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        xml.WriteStartElement(name, Namespace);
        Attributes(xml, attributes);
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
        {
            xml.WriteAttributeString(name, value is double number ? Text($"{number:0.##}") : Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
