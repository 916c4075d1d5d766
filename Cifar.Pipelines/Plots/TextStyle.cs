namespace Cifar.Pipelines.Plots;

/// <summary>How text is set.</summary>
public sealed record TextStyle
{
    /// <summary>Height of the font in pixels.</summary>
    /// <value>12. Above 0; 10 or more is well readable.</value>
    public double Size { get; init; } = 12;

    /// <summary>Colour of the letters.</summary>
    /// <value><see cref="Palette.Ink"/>.</value>
    public PlotColor Color { get; init; } = Palette.Ink;

    /// <summary>Whether the letters are bold.</summary>
    /// <value>false.</value>
    public bool Bold { get; init; }

    /// <summary>Which part of the line is at the given point.</summary>
    /// <value><see cref="TextAnchor.Start"/>.</value>
    public TextAnchor Anchor { get; init; }

    /// <summary>Turn about the given point in degrees, clockwise.</summary>
    /// <value>0.</value>
    public double Angle { get; init; }

    /// <summary>Whether the given point is at half the height of the capitals; else it is on the line the letters stand on.</summary>
    /// <value>false.</value>
    public bool Middle { get; init; }
}
