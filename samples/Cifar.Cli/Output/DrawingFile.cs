using Cifar.Pipelines.Plots;

namespace Cifar.Cli.Output;

/// <summary>A drawing as the file the user named.</summary>
internal static class DrawingFile
{
    /// <summary>Writes an SVG file if the name ends in .svg, otherwise a PNG file.</summary>
    public static void Save(this Drawing drawing, string path)
    {
        if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase))
        {
            drawing.SaveSvg(path);
        }
        else
        {
            drawing.SavePng(path);
        }
    }
}
