using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Where the whole source, scaled with its aspect ratio kept, lies relative to the target; parts may be outside.</summary>
readonly record struct Placement(int X, int Y, int Width, int Height)
{
    /// <summary>As large as fits, centred.</summary>
    internal static Placement Padded(int sourceWidth, int sourceHeight, int width, int height)
    {
        float across = (float)width / sourceWidth, down = (float)height / sourceHeight;
        if (down < across)
        {
            int scaled = (int)(sourceWidth * down);
            return new Placement((int)((width - sourceWidth * down) / 2), 0, scaled, height);
        }
        return new Placement(0, (int)((height - sourceHeight * across) / 2), width, (int)(sourceHeight * across));
    }

    /// <summary>As small as covers the target, with the anchor's side kept; an anchor along the other axis means the centre.</summary>
    internal static Placement Cropped(int sourceWidth, int sourceHeight, int width, int height, Anchor anchor)
    {
        float across = (float)width / sourceWidth, down = (float)height / sourceHeight;
        if (down < across)
        {
            float scaled = sourceHeight * across;
            return new Placement(0, Offset(height - scaled, anchor == Anchor.Top, anchor == Anchor.Bottom), width, Math.Max((int)scaled, height));
        }
        else
        {
            float scaled = sourceWidth * down;
            return new Placement(Offset(width - scaled, anchor == Anchor.Left, anchor == Anchor.Right), 0, Math.Max((int)scaled, width), height);
        }
    }

    static int Offset(float room, bool atStart, bool atEnd) => atStart ? 0 : (int)(atEnd ? room : room / 2);
}
