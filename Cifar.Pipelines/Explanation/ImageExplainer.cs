using Cifar.Models;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Serving;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Explanation;

/// <summary>Shows which places of a picture speak for a class, for models of this library as .onnx files. For one thread at a time.</summary>
public sealed class ImageExplainer : IDisposable
{
    private readonly OnnxImageScorer scorer;
    private readonly PictureSizer sizer;
    private readonly Lazy<GradCam> gradCam;

    private ImageExplainer(byte[] model)
    {
        scorer = new OnnxImageScorer(model);
        sizer = new PictureSizer(new MLContext(), scorer.Height, scorer.Width);
        gradCam = new(() => GradCam.Load(model));
    }

    /// <summary>Classes, preprocessing and size of the model.</summary>
    public ModelDescription Description => scorer.Description;

    /// <summary>Reads a model.</summary>
    /// <param name="path">An .onnx file from pixels to probabilities that this library wrote.</param>
    /// <returns>The explainer; dispose it after use.</returns>
    /// <exception cref="ModelFormatException">The file is none of this library, or takes features instead of pixels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageExplainer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var explainer = new ImageExplainer(File.ReadAllBytes(path));
            if (explainer.scorer.TakesPixels)
            {
                return explainer;
            }

            explainer.Dispose();
            throw new ModelFormatException("It takes features, not pixels.");
        }
        catch (ModelFormatException error)
        {
            throw new ModelFormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Explains one picture.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <param name="method">How to find out.</param>
    /// <param name="label">Name of the class; null for the most probable one.</param>
    /// <returns>The map and what it belongs to.</returns>
    /// <exception cref="ArgumentException">The model has no such class; the message suggests the nearest.</exception>
    /// <exception cref="BackboneException">The network of the model makes no maps; occlusion works all the same.</exception>
    public ImageExplanation Explain(MLImage picture, ExplanationMethod method = ExplanationMethod.GradCam, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var names = Description.Labels.Fine;
        int index = label is null ? -1 : names.ToList().IndexOf(label);
        if (label is not null && index < 0)
        {
            throw new ArgumentException($"The model has no class '{label}'.{NearestName.Suggest(label, names)}", nameof(label));
        }

        var pixels = new byte[PixelNormalization.Channels * scorer.Height * scorer.Width];
        sizer.Read(picture, pixels);
        float[] probabilities = scorer.Score(pixels);
        index = index < 0 ? Array.IndexOf(probabilities, probabilities.Max()) : index;
        var map = method == ExplanationMethod.Occlusion
            ? OcclusionSensitivity.Explain(scorer, pixels, index)
            : gradCam.Value.Explain(Array.ConvertAll(pixels, value => (float)value), index);
        return new ImageExplanation(map, method, index, names[index], probabilities[index]);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose()
    {
        scorer.Dispose();
        if (gradCam.IsValueCreated)
        {
            gradCam.Value.Dispose();
        }
    }
}
