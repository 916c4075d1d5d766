using Cifar.Models.Onnx;
using Cifar.Models.Onnx.ActivationMaps;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Explanation;

namespace Cifar.Pipelines.Serving;

/// <summary>Explains pictures by the model that answers: by Grad-CAM where its network can be looked into, by covering otherwise.</summary>
internal static class ServedExplanation
{
    /// <summary>Grad-CAM of a model, made when it is first asked for and shared from then on.</summary>
    /// <returns>Its value is null where the network makes no maps, or something behind them has no known gradient.</returns>
    public static Lazy<OnnxGradCam?> Prepare(byte[] model) => new(() =>
    {
        try
        {
            return new OnnxGradCam(model, new OnnxScorerOptions { Threads = 1 });
        }
        catch (Exception none) when (none is BackboneException or ModelFormatException)
        {
            return null; // The answers say that they come from occlusion.
        }
    });

    /// <param name="lease">The model.</param>
    /// <param name="planar">Planar RGB bytes [3, H, W] of the model's size.</param>
    /// <param name="label">The class; null for the most probable one.</param>
    /// <param name="method">The method that is wanted.</param>
    /// <exception cref="ArgumentException">The model has no such class.</exception>
    public static ImageExplanation Explain(ScoringLease lease, byte[] planar, string? label, ExplanationMethod method)
    {
        var names = lease.Model.Description.Labels.Fine;
        int? index = label is null ? null : names.ToList().IndexOf(label);
        if (index < 0)
        {
            throw new ArgumentException($"The model has no class '{label}'.", nameof(label));
        }

        if (method == ExplanationMethod.Occlusion || lease.GradCam is not { } gradCam)
        {
            return Occlusion.Of(lease, planar, index);
        }

        var map = gradCam.Explain(planar, index);
        return new ImageExplanation(new HeatMap(map.Rows, map.Columns, map.Values.ToArray()), ExplanationMethod.GradCam, map.Class, names[map.Class], map.Probability);
    }
}
