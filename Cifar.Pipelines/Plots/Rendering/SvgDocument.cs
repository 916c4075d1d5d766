using System.Globalization;
using System.Text;
using System.Xml;
using Cifar.Pipelines.Plots.Marks;

namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>A drawing as SVG. There are no identifiers in it, so that any number of drawings can stand in one HTML page.</summary>
internal sealed class SvgDocument
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

    private readonly XmlWriter xml;

    private SvgDocument(XmlWriter xml) => this.xml = xml;

    public static string Write(Drawing drawing)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n", CheckCharacters = false }))
        {
            new SvgDocument(xml).Root(drawing);
        }

        return text.Append('\n').ToString();
    }

    private void Root(Drawing drawing)
    {
        xml.WriteStartElement("svg", Namespace);
        Attribute("width", drawing.Width);
        Attribute("height", drawing.Height);
        xml.WriteAttributeString("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {drawing.Width} {drawing.Height}"));
        xml.WriteAttributeString("role", "img");
        xml.WriteAttributeString("font-family", Fonts);
        xml.WriteElementString("title", Namespace, Printable(drawing.Title));
        xml.WriteStartElement("rect", Namespace);
        Attribute("width", drawing.Width);
        Attribute("height", drawing.Height);
        xml.WriteAttributeString("fill", "#ffffff");
        xml.WriteEndElement();

        PlotArea? clip = null;
        foreach (var mark in drawing.Marks)
        {
            if (mark.Clip != clip)
            {
                Reclip(clip, mark.Clip);
                clip = mark.Clip;
            }

            Shape(mark);
        }

        Reclip(clip, null);
        xml.WriteEndElement();
    }

    // An inner svg element shows nothing outside of its area.
    private void Reclip(PlotArea? before, PlotArea? after)
    {
        if (before is not null)
        {
            xml.WriteEndElement();
        }

        if (after is { } area)
        {
            xml.WriteStartElement("svg", Namespace);
            Place(area);
            xml.WriteAttributeString("viewBox", $"{Number(area.X)} {Number(area.Y)} {Number(area.Width)} {Number(area.Height)}");
        }
    }

    private void Shape(Mark mark)
    {
        switch (mark)
        {
            case PathMark path:
                xml.WriteStartElement(path.Closed ? "polygon" : "polyline", Namespace);
                xml.WriteAttributeString("points", string.Join(' ', path.Points.Select(point => $"{Number(point.X)},{Number(point.Y)}")));
                Paint(path.Fill, path.Pen);
                break;
            case RectangleMark rectangle:
                xml.WriteStartElement("rect", Namespace);
                Place(rectangle.Area);
                Paint(rectangle.Fill, rectangle.Pen);
                break;
            case CircleMark circle:
                xml.WriteStartElement("circle", Namespace);
                Attribute("cx", circle.Center.X);
                Attribute("cy", circle.Center.Y);
                Attribute("r", circle.Radius);
                Paint(circle.Fill, circle.Pen);
                break;
            case TextMark text:
                Text(text);
                break;
            case PictureMark picture:
                xml.WriteStartElement("image", Namespace);
                Place(picture.Area);
                xml.WriteAttributeString("preserveAspectRatio", "none");
                xml.WriteAttributeString("style", "image-rendering:pixelated");
                xml.WriteAttributeString("href", "data:image/png;base64," + Convert.ToBase64String(PngBytes.Encode(Canvas.Of(picture.Picture))));
                break;
        }

        xml.WriteEndElement();
    }

    private void Text(TextMark mark)
    {
        xml.WriteStartElement("text", Namespace);
        Attribute("x", mark.At.X);
        Attribute("y", mark.At.Y);
        if (mark.Style.Middle)
        {
            Attribute("dy", mark.Drop);
        }

        Attribute("font-size", mark.Style.Size);
        if (mark.Style.Anchor != TextAnchor.Start)
        {
            xml.WriteAttributeString("text-anchor", mark.Style.Anchor == TextAnchor.Middle ? "middle" : "end");
        }

        if (mark.Style.Bold)
        {
            xml.WriteAttributeString("font-weight", "600");
        }

        if (mark.Style.Angle != 0)
        {
            xml.WriteAttributeString("transform", $"rotate({Number(mark.Style.Angle)} {Number(mark.At.X)} {Number(mark.At.Y)})");
        }

        Color("fill", mark.Style.Color);
        xml.WriteString(Printable(mark.Text));
    }

    private void Paint(PlotColor? fill, Pen? pen)
    {
        Color("fill", fill);
        if (pen is null)
        {
            return;
        }

        Color("stroke", pen.Color);
        Attribute("stroke-width", pen.Width);
        xml.WriteAttributeString("stroke-linejoin", "round");
        if (pen.Dash.Count > 0)
        {
            xml.WriteAttributeString("stroke-dasharray", string.Join(' ', pen.Dash.Select(Number)));
        }
    }

    private void Color(string name, PlotColor? color)
    {
        xml.WriteAttributeString(name, color?.ToHex() ?? "none");
        if (color is { Opacity: < 1 } translucent)
        {
            Attribute(name + "-opacity", translucent.Opacity);
        }
    }

    private void Place(PlotArea area)
    {
        Attribute("x", area.X);
        Attribute("y", area.Y);
        Attribute("width", area.Width);
        Attribute("height", area.Height);
    }

    private void Attribute(string name, double value) => xml.WriteAttributeString(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    // Class names come from files; what XML cannot hold is shown as a question mark.
    private static string Printable(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        Rune.IsControl(rune) || rune.Value is 0xfffe or 0xffff ? "?" : rune.ToString()));
}
