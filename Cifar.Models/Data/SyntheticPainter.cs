using System.Numerics;

namespace Cifar.Models.Data;

/// <summary>Paints one synthetic image: background, clutter, the object, something in front of it, then blur and noise.</summary>
/// <remarks>
/// Everything that varies between images of a class is drawn from the generator in a fixed order. Doubles throughout, and no
/// operation whose rounding differs between machines, so the bytes are the same everywhere.
/// </remarks>
sealed class SyntheticPainter
{
    const int Side = CifarBinary.Width, Area = Side * Side;

    readonly double[] canvas = new double[3 * Area];
    readonly double[] row = new double[Side];

    public void Paint(SyntheticClasses.Appearance look, ref SplitMix64 random, Span<byte> pixels)
    {
        PaintBackground(ref random);
        for (int i = random.Below(3); i > 0; i--)
            PaintClutter(ref random);
        PaintObject(look, ref random);
        if (random.Chance(0.25))
            PaintOccluder(ref random);
        Blur();
        Develop(ref random, pixels);
    }

    void PaintBackground(ref SplitMix64 random)
    {
        Color from = Color.FromHsv(random.Unit(), random.Between(0.05, 0.25), random.Between(0.25, 0.60));
        Color to = Color.FromHsv(random.Unit(), random.Between(0.05, 0.25), random.Between(0.25, 0.60));
        (double cos, double sin) = Rotation(ref random);
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++)
                Set(x, y, Color.Mix(from, to, Math.Clamp(0.5 + ((((x - 15.5) * cos) + ((y - 15.5) * sin)) / 36), 0, 1)));
    }

    /// <summary>A soft-edged disc somewhere, of any colour: what a scene has besides its subject.</summary>
    void PaintClutter(ref SplitMix64 random)
    {
        double cx = random.Between(0, Side), cy = random.Between(0, Side), radius = random.Between(2, 7);
        Color color = Color.FromHsv(random.Unit(), random.Between(0.1, 0.6), random.Between(0.2, 0.9));
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++)
            {
                double distance = Math.Sqrt(((x - cx) * (x - cx)) + ((y - cy) * (y - cy))) - radius;
                Blend(x, y, color, 0.6 * Math.Clamp(0.5 - (distance / 2), 0, 1));
            }
    }

    void PaintObject(SyntheticClasses.Appearance look, ref SplitMix64 random)
    {
        double radius = random.Between(9.5, 13.5);
        double cx = 15.5 + random.Between(-3.3, 3.3), cy = 15.5 + random.Between(-3.5, 3.5);
        (double cos, double sin) = Tilt(ref random);
        double stretch = random.Between(0.88, 1.14), mirror = random.Chance(0.5) ? -1 : 1;
        double hue = look.Hue + random.Between(-0.05, 0.05);
        Color bright = Color.FromHsv(hue, random.Between(0.7, 0.95), random.Between(0.75, 1.0));
        Color dark = Color.Mix(Color.FromHsv(hue + random.Between(-0.08, 0.08), 0.6, random.Between(0.0, 0.25)), bright, random.Between(0, 0.15));
        double period = random.Between(6.0, 7.5) / radius, phase = random.Unit();     // 6 to 7.5 pixels whatever the size of the object
        double light = random.Between(-0.2, 0.2);

        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++)
            {
                double dx = x - cx, dy = y - cy;
                double u = ((dx * cos) + (dy * sin)) * mirror * stretch / radius, v = ((dy * cos) - (dx * sin)) / radius;
                double cover = Math.Clamp(0.5 - (SyntheticShapes.Distance(look.Shape, u, v) * radius), 0, 1);
                if (cover > 0)
                    Blend(x, y, Color.Mix(dark, bright, SyntheticShapes.Pattern(look.Texture, u, v, period, phase)).Scaled(1 + (light * u)), cover);
            }
    }

    /// <summary>A bar across the picture that hides part of the object.</summary>
    void PaintOccluder(ref SplitMix64 random)
    {
        (double cos, double sin) = Rotation(ref random);
        double offset = random.Between(-11, 11), half = random.Between(1.0, 3.0);
        Color color = Color.FromHsv(random.Unit(), random.Between(0, 0.4), random.Between(0.1, 0.9));
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++)
                Blend(x, y, color, Math.Clamp(0.5 + half - Math.Abs(((x - 15.5) * cos) + ((y - 15.5) * sin) - offset), 0, 1));
    }

    /// <summary>Binomial 1-4-6-4-1 both ways, the blur that unsharp masking with the 5x5 kernel undoes in part.</summary>
    void Blur()
    {
        for (int channel = 0; channel < 3; channel++)
            for (int line = 0; line < Side; line++)
                BlurLine((channel * Area) + (line * Side), 1);
        for (int channel = 0; channel < 3; channel++)
            for (int line = 0; line < Side; line++)
                BlurLine((channel * Area) + line, Side);
    }

    void BlurLine(int start, int step)
    {
        for (int i = 0; i < Side; i++)
            row[i] = canvas[start + (i * step)];
        for (int i = 0; i < Side; i++)
            canvas[start + (i * step)] =
                ((row[Inside(i - 2)] + row[Inside(i + 2)]) + (4 * (row[Inside(i - 1)] + row[Inside(i + 1)])) + (6 * row[i])) / 16;
    }

    static int Inside(int i) => i < 0 ? -i : i >= Side ? (2 * Side) - 2 - i : i;

    /// <summary>Exposure, contrast, a little sensor noise, and rounding to bytes.</summary>
    void Develop(ref SplitMix64 random, Span<byte> pixels)
    {
        double contrast = random.Between(0.75, 1.1), brightness = random.Between(-0.08, 0.08), noise = random.Between(0.5, 1.5);
        ulong bits = 0;
        for (int i = 0; i < canvas.Length; i++)
        {
            bits = (i & 1) == 0 ? random.Next() : bits >> 32;
            int bell = BitOperations.PopCount((uint)bits) - 16;                // sum of 32 coin flips: standard deviation 2.83
            double value = (((canvas[i] - 0.5) * contrast) + 0.5 + brightness) * 255;
            pixels[i] = (byte)Math.Clamp(Math.Floor(value + (bell * noise) + 0.5), 0, 255);
        }
    }

    void Set(int x, int y, Color color)
    {
        int at = (y * Side) + x;
        canvas[at] = color.R;
        canvas[at + Area] = color.G;
        canvas[at + (2 * Area)] = color.B;
    }

    void Blend(int x, int y, Color color, double opacity)
    {
        int at = (y * Side) + x;
        canvas[at] += (color.R - canvas[at]) * opacity;
        canvas[at + Area] += (color.G - canvas[at + Area]) * opacity;
        canvas[at + (2 * Area)] += (color.B - canvas[at + (2 * Area)]) * opacity;
    }

    /// <summary>Cosine and sine of a random angle without calling either: a point in the disc, pushed out to the circle.</summary>
    static (double Cos, double Sin) Rotation(ref SplitMix64 random)
    {
        while (true)
        {
            double x = random.Between(-1, 1), y = random.Between(-1, 1), square = (x * x) + (y * y);
            if (square is > 0.01 and <= 1)
                return (x / Math.Sqrt(square), y / Math.Sqrt(square));
        }
    }

    /// <summary>Cosine and sine of an angle up to 17 degrees either way, by the tangent of its half.</summary>
    static (double Cos, double Sin) Tilt(ref SplitMix64 random)
    {
        double t = random.Between(-0.15, 0.15), scale = 1 / (1 + (t * t));
        return ((1 - (t * t)) * scale, 2 * t * scale);
    }

    /// <summary>Linear light is not the point here: plain RGB from 0 to 1.</summary>
    readonly record struct Color(double R, double G, double B)
    {
        public static Color Mix(Color a, Color b, double share) => new(a.R + ((b.R - a.R) * share), a.G + ((b.G - a.G) * share), a.B + ((b.B - a.B) * share));

        public Color Scaled(double factor) => new(R * factor, G * factor, B * factor);

        /// <summary>Hue in turns (any number; whole turns do not count), saturation and value 0 to 1.</summary>
        public static Color FromHsv(double hue, double saturation, double value)
        {
            double turn = hue - Math.Floor(hue);
            double Channel(double offset)
            {
                double k = (offset / 6) + turn;
                k = (k - Math.Floor(k)) * 6;
                return value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
            }
            return new Color(Channel(5), Channel(3), Channel(1));
        }
    }
}
