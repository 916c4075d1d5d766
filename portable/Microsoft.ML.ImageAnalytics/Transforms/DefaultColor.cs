namespace Microsoft.ML.Transforms.Image;

/// <summary>What pixels get in the colours that a vector does not hold.</summary>
sealed record DefaultColor(int Alpha, int Red, int Green, int Blue);
