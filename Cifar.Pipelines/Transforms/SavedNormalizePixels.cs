using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Normalisation by ML.NET's own transformers, the form in which it lies in a model file.</summary>
internal static class SavedNormalizePixels
{
    private const string Pixels = "NormalizePixels.Pixels";

    public static ITransformer Create(PixelColumn source, string outputColumnName, PixelNormalization normalization)
    {
        var ml = new MLContext();
        string input = source.Column.Name;
        IEstimator<ITransformer> chain;
        if (source.IsImage && IsUniform(normalization))
        {
            chain = ml.Transforms.ResizeImages(input, source.Width, source.Height)
                .Append(ml.Transforms.ExtractPixels(outputColumnName, input, offsetImage: normalization.Offset[0], scaleImage: normalization.Scale[0]));
            return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(source.Column));
        }

        // ExtractPixels knows one offset and one scale for all channels, so a graph does what differs between them.
        using var onnx = new MemoryStream(PreprocessingGraph.Write(new Preprocessing(null, normalization), source.Height, source.Width, Pixels, outputColumnName));
        IEstimator<ITransformer> pixels = source.IsImage
            ? ml.Transforms.ResizeImages(input, source.Width, source.Height).Append(ml.Transforms.ExtractPixels(Pixels, input))
            : ml.Transforms.Conversion.ConvertType(Pixels, input, DataKind.Single);
        chain = pixels
            .Append(ml.Transforms.ApplyOnnxModel(outputColumnName, Pixels, onnx))
            .Append(ml.Transforms.DropColumns(Pixels));
        return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(source.Column));
    }

    private static bool IsUniform(PixelNormalization normalization) =>
        normalization.Offset.All(offset => offset == normalization.Offset[0]) && normalization.Scale.All(scale => scale == normalization.Scale[0]);
}
