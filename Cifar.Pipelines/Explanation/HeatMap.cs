namespace Cifar.Pipelines.Explanation;

/// <summary>Which places of an image speak for a class.</summary>
public sealed class HeatMap
{
    private readonly float[] values;

    internal HeatMap(int height, int width, float[] raw)
    {
        Height = height;
        Width = width;
        Peak = raw.Max();
        values = Peak > 0 ? Array.ConvertAll(raw, value => Math.Max(0, value) / Peak) : new float[raw.Length];
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The greatest value before it was made 1, in the unit of the method; 0 or less where nothing speaks for the class.</summary>
    public float Peak { get; }

    /// <summary>[Height, Width], row by row: 0 (says nothing for the class, or speaks against it) to 1 (says most).</summary>
    public ReadOnlyMemory<float> Values => values;

    /// <summary>The value at a place.</summary>
    /// <param name="row">0 to <see cref="Height"/> - 1.</param>
    /// <param name="column">0 to <see cref="Width"/> - 1.</param>
    public float this[int row, int column] => (uint)row < (uint)Height && (uint)column < (uint)Width
        ? values[(row * Width) + column]
        : throw new ArgumentOutOfRangeException(nameof(row), $"There is no place ({row}, {column}) in a map of {Height} x {Width}.");

    /// <summary>The value at a place between pixels, interpolated linearly; the outermost values go on beyond the edge.</summary>
    /// <param name="y">0 (upper edge) to 1 (lower edge).</param>
    /// <param name="x">0 (left edge) to 1 (right edge).</param>
    internal float At(double y, double x)
    {
        double row = Math.Clamp((y * Height) - 0.5, 0, Height - 1), column = Math.Clamp((x * Width) - 0.5, 0, Width - 1);
        int top = (int)row, left = (int)column, bottom = Math.Min(top + 1, Height - 1), right = Math.Min(left + 1, Width - 1);
        double down = row - top, across = column - left;
        return (float)((((this[top, left] * (1 - across)) + (this[top, right] * across)) * (1 - down)) + (((this[bottom, left] * (1 - across)) + (this[bottom, right] * across)) * down));
    }
}
