using Cifar.Pipelines.Explanation;

namespace Cifar.Pipelines.Serving;

/// <summary>Covers squares of a picture of the model's size, one after the other, with the picture's mean colour (Zeiler and Fergus 2014, arXiv:1311.2901).</summary>
/// <remarks>As <see cref="OcclusionSensitivity"/>, with few squares: an answer is waited for.</remarks>
internal static class Occlusion
{
    // Patches of a quarter of the side, in steps of half a patch: 7 x 7 runs for a square picture, whatever its size.
    private const int Patches = 4;
    private const int Places = (2 * Patches) - 1;

    /// <param name="lease">The model.</param>
    /// <param name="planar">Planar RGB bytes [3, H, W] of the model's size.</param>
    /// <param name="label">Number of the class; null for the most probable one.</param>
    public static ImageExplanation Of(ScoringLease lease, byte[] planar, int? label)
    {
        var (names, height, width) = (lease.Model.Description.Labels.Fine, lease.Model.Description.Height, lease.Model.Description.Width);
        var scores = new float[lease.Classes];
        lease.Score(planar, scores);
        int index = label ?? Array.IndexOf(scores, scores.Max());
        int area = height * width;
        byte[] mean = [.. Enumerable.Range(0, 3).Select(channel => Mean(planar.AsSpan(channel * area, area)))];
        var covered = new byte[Places * planar.Length];
        var row = new float[Places * lease.Classes];
        var loss = new List<float>();
        for (int y = 0; y < Places; y++)
        {
            for (int x = 0; x < Places; x++)
            {
                var copy = covered.AsSpan(x * planar.Length, planar.Length);
                planar.CopyTo(copy);
                Cover(copy, height, width, y, x, mean);
            }

            lease.Score(covered, row);
            loss.AddRange(Enumerable.Range(0, Places).Select(x => scores[index] - row[(x * lease.Classes) + index]));
        }

        return new ImageExplanation(new HeatMap(Places, Places, [.. loss]), ExplanationMethod.Occlusion, index, names[index], scores[index]);
    }

    private static void Cover(Span<byte> planar, int height, int width, int row, int column, byte[] color)
    {
        var (top, bottom) = Extent(row, height);
        var (left, right) = Extent(column, width);
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = top; y < bottom; y++)
            {
                planar.Slice((channel * height * width) + (y * width) + left, right - left).Fill(color[channel]);
            }
        }
    }

    private static (int From, int To) Extent(int place, int length) => (place * length / (2 * Patches), Math.Max(1, (place + 2) * length / (2 * Patches)));

    private static byte Mean(ReadOnlySpan<byte> plane)
    {
        long sum = 0;
        foreach (byte value in plane)
        {
            sum += value;
        }

        return (byte)(sum / plane.Length);
    }
}
