namespace Cifar.Pipelines.Explanation;

/// <summary>Which places of a picture speak for a class.</summary>
/// <param name="Map">The places, at the size of the model's input or coarser.</param>
/// <param name="Method">How it was found out.</param>
/// <param name="Class">Number of the class.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probability">Probability that the model gives it, 0..1.</param>
public sealed record ImageExplanation(HeatMap Map, ExplanationMethod Method, int Class, string Label, float Probability);

/// <summary>How the places that speak for a class are found.</summary>
public enum ExplanationMethod
{
    /// <summary>By gradients of the last feature maps, see <see cref="Explanation.GradCam"/>.</summary>
    GradCam,

    /// <summary>By covering one part after the other, see <see cref="OcclusionSensitivity"/>.</summary>
    Occlusion,
}
