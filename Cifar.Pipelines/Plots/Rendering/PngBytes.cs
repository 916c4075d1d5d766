using Microsoft.ML.Data;

namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>PNG files in memory.</summary>
internal static class PngBytes
{
    /// <summary>Encodes with ML.NET's picture class, which writes to named files only.</summary>
    public static byte[] Encode(Canvas canvas)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mlnetcifar-{Guid.NewGuid():N}.png");
        try
        {
            using (var image = MLImage.CreateFromPixels(canvas.Width, canvas.Height, MLPixelFormat.Rgba32, canvas.Pixels))
            {
                image.Save(path);
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
