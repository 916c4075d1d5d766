namespace Cifar.Pipelines.Plots;

/// <summary>The colours of all charts: those that people with any common colour blindness can tell apart (Okabe and Ito, "Color Universal Design", 2008), on white.</summary>
public static class Palette
{
    /// <summary>Text and axes.</summary>
    public static PlotColor Ink => new(0x26, 0x2b, 0x33);

    /// <summary>Text of less weight.</summary>
    public static PlotColor Muted => new(0x5c, 0x64, 0x70);

    /// <summary>Lines of a grid.</summary>
    public static PlotColor Grid => new(0xe3, 0xe6, 0xea);

    /// <summary>What is right.</summary>
    public static PlotColor Right => new(0x00, 0x7d, 0x5b);

    /// <summary>What is wrong.</summary>
    public static PlotColor Wrong => new(0xc4, 0x4e, 0x00);

    /// <summary>The colours of series, most readable first: blue, vermillion, bluish green, reddish purple, orange, sky blue, black, yellow.</summary>
    public static IReadOnlyList<PlotColor> Series { get; } =
    [
        new(0x00, 0x72, 0xb2), new(0xd5, 0x5e, 0x00), new(0x00, 0x9e, 0x73), new(0xcc, 0x79, 0xa7),
        new(0xe6, 0x9f, 0x00), new(0x56, 0xb4, 0xe9), new(0x26, 0x2b, 0x33), new(0xc9, 0xbd, 0x1a),
    ];

    /// <summary>The colour of a series; begins anew, lighter, after the last one.</summary>
    /// <param name="index">Number of the series, from 0.</param>
    /// <returns>Its colour.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static PlotColor OfSeries(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int round = index / Series.Count;
        return Series[index % Series.Count].Mix(round % 2 == 0 ? PlotColor.White : Ink, Math.Min(0.25 * round, 0.6));
    }
}
