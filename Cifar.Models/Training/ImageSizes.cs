using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Cifar.Models.Training;

/// <summary>Image sizes of a training that starts small, where steps are cheap, and ends at the network's own size.</summary>
/// <remarks>Written <c>20:0.45,24:0.75</c>: 20 pixels for the first 45 % of the steps, 24 up to 75 %, then the full size. Tan and Le 2021 (arXiv:2104.00298) call it progressive learning.</remarks>
[JsonConverter(typeof(TextJsonConverter<ImageSizes>))]
public sealed record ImageSizes : IParsable<ImageSizes>
{
    private const int Smallest = 8;
    private readonly (int Size, double Until)[] stages;

    private ImageSizes((int Size, double Until)[] stages) => this.stages = stages;

    /// <summary>The full size throughout.</summary>
    public static ImageSizes Full { get; } = new([]);

    /// <summary>Whether all steps see the full size.</summary>
    public bool IsFull => stages.Length == 0;

    /// <summary>The largest of the reduced sizes in pixels; 0 if there is none.</summary>
    public int Largest => stages.Length == 0 ? 0 : stages[^1].Size;

    /// <summary>The shorter side of the images at some point of the training.</summary>
    /// <param name="share">Share of the steps that is done, 0..1.</param>
    /// <param name="full">The full size in pixels.</param>
    /// <returns>Pixels.</returns>
    public int At(double share, int full)
    {
        foreach (var (size, until) in stages)
        {
            if (share < until)
            {
                return Math.Min(size, full);
            }
        }

        return full;
    }

    /// <summary>Mean pixels of a square image from one point of the training to another, times the share of the steps between them: what these steps cost, since that of a convolution goes with the pixels.</summary>
    internal double Cost(double from, double to, int full)
    {
        double cost = 0, begin = 0;
        foreach (var (size, until) in stages.Append((full, 1)))
        {
            double side = Math.Min(size, full);
            cost += side * side * Math.Max(0, Math.Min(until, to) - Math.Max(begin, from));
            begin = until;
        }

        return cost;
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="s">Such as <c>20:0.45,24:0.75</c>; empty or <c>full</c> for the full size throughout.</param>
    /// <param name="provider">Ignored; numbers have a decimal point.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="FormatException">The text is no such list, or sizes or shares do not grow.</exception>
    public static ImageSizes Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out ImageSizes? sizes)
            ? sizes
            : throw new FormatException($"'{s}' is no list of image sizes. Write 'full', or sizes that grow with the share of the steps they last to, such as 20:0.45,24:0.75.");

    /// <summary>Reads the text form.</summary>
    /// <param name="s">See <see cref="Parse"/>.</param>
    /// <param name="provider">Ignored.</param>
    /// <param name="result">The sizes.</param>
    /// <returns>Whether the text is such a list.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ImageSizes result)
    {
        result = Full;
        if (s is null || s.Trim() is "" or "full")
        {
            return s is not null;
        }

        var stages = new List<(int Size, double Until)>();
        foreach (string part in s.Split(','))
        {
            string[] pair = part.Split(':');
            if (pair.Length != 2
                || !int.TryParse(pair[0], NumberStyles.None | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int size)
                || !double.TryParse(pair[1], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double until)
                || size < Smallest || until is not (> 0 and <= 1)
                || (stages.Count > 0 && (size <= stages[^1].Size || until <= stages[^1].Until)))
            {
                result = null;
                return false;
            }

            stages.Add((size, until));
        }

        result = new([.. stages]);
        return true;
    }

    /// <summary>The text form.</summary>
    /// <returns>What <see cref="Parse"/> reads.</returns>
    public override string ToString() => IsFull ? "full" : string.Join(',', stages.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Size}:{stage.Until}")));

    /// <summary>Whether both describe the same sizes.</summary>
    /// <param name="other">The other.</param>
    /// <returns>True if so.</returns>
    public bool Equals(ImageSizes? other) => other is not null && stages.SequenceEqual(other.stages);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
