using System.Globalization;

namespace Cifar.Models.Networks;

/// <summary>A step of a network in a diagram: a layer that costs or shrinks something, with the normalisations and activations behind it.</summary>
internal sealed record DiagramBox(int FirstLayer, int LastLayer, double Top, double Width, double Height, string Title, string Detail, string Fill, string Line)
{
    // Two lines of text beside a box need this much.
    private const double LeastHeight = 32;

    public double Bottom => Top + Height;

    public static IReadOnlyList<DiagramBox> Arrange(NetworkSummary summary, double top, double gap)
    {
        var boxes = new List<DiagramBox>();
        for (int first = 0, next; first < summary.Layers.Count; first = next)
        {
            next = first + 1;
            while (next < summary.Layers.Count && !Leads(summary.Layers[next]))
            {
                next++;
            }

            DiagramBox box = Of(summary.Layers, first, next - 1, top);
            boxes.Add(box);
            top = box.Bottom + gap;
        }

        return boxes;
    }

    private static bool Leads(NetworkLayer layer) => layer.MultiplyAdds > 0 || layer.Type.Contains("Pool", StringComparison.Ordinal);

    private static DiagramBox Of(IReadOnlyList<NetworkLayer> layers, int first, int last, double top)
    {
        NetworkLayer lead = layers[first];
        IReadOnlyList<long> shape = layers[last].OutputShape;
        bool isMap = shape.Count == 3;
        double side = isMap ? Math.Max(shape[1], shape[2]) : 1;
        double width = isMap ? 40 + (32 * Math.Log2(side)) : 40;
        double height = Math.Max(LeastHeight, 8 + (5 * Math.Log2(Math.Max(shape[0], 1))));
        IEnumerable<string> rest = layers.Skip(first + 1).Take(last - first).Select(layer => layer.Type);
        long parameters = layers.Skip(first).Take(last - first + 1).Sum(layer => layer.Parameters);
        string costs = string.Join(", ", new[] { Amount(parameters, "parameters"), Amount(lead.MultiplyAdds, "multiply-adds") }.Where(text => text.Length > 0));
        string title = (lead.Name.Contains("shortcut", StringComparison.Ordinal) ? "on the skip: " : "") + string.Join(" · ", rest.Prepend(lead.Type));
        string detail = string.Join(" × ", shape) + (costs.Length > 0 ? $"   ({costs})" : "");
        (string fill, string line) = Colors(lead.Type);
        return new(first, last, top, width, height, title, detail, fill, line);
    }

    private static (string Fill, string Line) Colors(string type) => type switch
    {
        _ when type.StartsWith("Conv", StringComparison.Ordinal) => ("#ddf4ff", "#0969da"),
        _ when type.StartsWith("Linear", StringComparison.Ordinal) => ("#fbefff", "#8250df"),
        _ when type.Contains("Pool", StringComparison.Ordinal) => ("#dafbe1", "#1a7f37"),
        _ => ("#f6f8fa", "#57606a"),
    };

    private static string Amount(long number, string what) => number switch
    {
        0 => "",
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e3:N0} k {what}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:N0} M {what}"),
    };
}
