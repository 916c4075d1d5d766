namespace Cifar.Models.Data;

enum SyntheticShape { Disc, Square, Triangle, Star, Cross }

enum SyntheticTexture { Plain, Striped, Dotted, Checked, Ringed }

/// <summary>Geometry of the synthetic objects, in the object's own frame: x right, y down, about one unit from the centre to the edge.</summary>
/// <remarks>Only + - * / and the square root, which IEEE 754 rounds the same way everywhere; a sine would differ between machines.</remarks>
static class SyntheticShapes
{
    const double Cos36 = 0.8090169943749475, Sin36 = 0.5877852522924731;
    const double Cos30 = 0.8660254037844386;

    /// <summary>How far a point is outside (positive) or inside (negative) the outline; exact near the edge, which is what anti-aliasing needs.</summary>
    public static double Distance(SyntheticShape shape, double x, double y) => shape switch
    {
        SyntheticShape.Disc => Math.Sqrt((x * x) + (y * y)) - 0.95,
        SyntheticShape.Square => Math.Max(Math.Abs(x), Math.Abs(y)) - 0.80,
        SyntheticShape.Triangle => Math.Max((Cos30 * Math.Abs(x)) - (0.5 * y), y) - 0.55,
        SyntheticShape.Cross => Math.Max(Math.Min(Math.Abs(x), Math.Abs(y)) - 0.34, Math.Max(Math.Abs(x), Math.Abs(y)) - 1.0),
        _ => Star(x, y),
    };

    /// <summary>Five-pointed: fold the plane into one tenth of the star, then measure against its one edge.</summary>
    static double Star(double x, double y)
    {
        const double outer = 1.1, inner = 0.48;
        x = Math.Abs(x);
        double across = Math.Max((Cos36 * x) + (Sin36 * -y), 0);            // mirror at the axis through the valley beside the top tip
        (x, y) = Reflect(x, y, Cos36, -Sin36, across);
        across = Math.Max((-Cos36 * x) + (Sin36 * -y), 0);
        (x, y) = Reflect(x, y, -Cos36, -Sin36, across);
        x = Math.Abs(x);

        // Edge from the tip (0, outer), which points down after the folds, to the valley at 36 degrees from it.
        double ex = inner * Sin36, ey = (inner * Cos36) - outer;
        double length = Math.Sqrt((ex * ex) + (ey * ey));
        return ((x * -ey) + ((y - outer) * ex)) / length;
    }

    static (double X, double Y) Reflect(double x, double y, double nx, double ny, double along) => (x - (2 * along * nx), y - (2 * along * ny));

    /// <summary>The pattern's brightness at a point, 0 to 1; <paramref name="period"/> in units of the object's frame.</summary>
    public static double Pattern(SyntheticTexture texture, double x, double y, double period, double phase) => texture switch
    {
        SyntheticTexture.Plain => 1,
        SyntheticTexture.Striped => Wave((y / period) + phase),
        SyntheticTexture.Ringed => Wave((Math.Sqrt((x * x) + (y * y)) / period) + phase),
        SyntheticTexture.Checked => Steep((Triangle((x / period * 0.75) + phase) * Triangle((y / period * 0.75) + phase)) + 0.5),
        _ => Steep(1.25 - (0.80 * Math.Sqrt(Square(Triangle((x / period) + phase) - 1) + Square(Triangle((y / period) + phase) - 1)))),
    };

    static double Wave(double turns) => Steep((Triangle(turns) * 0.5) + 0.5);

    /// <summary>A triangle wave of period 1 between -1 and 1, standing in for a cosine.</summary>
    static double Triangle(double turns)
    {
        double t = turns - Math.Floor(turns);
        return (4 * Math.Abs(t - 0.5)) - 1;
    }

    /// <summary>Makes a soft 0..1 ramp about three times as steep, for edges that still look drawn and not like fog.</summary>
    static double Steep(double value) => Math.Clamp(((value - 0.5) * 3) + 0.5, 0, 1);

    static double Square(double value) => value * value;
}
