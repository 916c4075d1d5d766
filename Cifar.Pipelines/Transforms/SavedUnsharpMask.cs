using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Sharpening by ML.NET's own transformers, the form in which it lies in a model file.</summary>
/// <remarks>
/// Pictures of a known size go through an ONNX graph with the kernel in it; pictures of any size through a custom mapping,
/// which gets the kernel as a text column because ML.NET stores no parameters of custom mappings.
/// </remarks>
internal static class SavedUnsharpMask
{
    private const string Pixels = "UnsharpMask.Pixels";
    private const string Sharpened = "UnsharpMask.Sharpened";
    private const string Picture = "UnsharpMask.Picture";

    public static ITransformer Create(PixelColumn source, string outputColumnName, SharpeningKernel kernel)
    {
        var ml = new MLContext();
        string input = source.Column.Name;
        IEstimator<ITransformer> chain;
        if (source.IsImage && source.HasKnownSize)
        {
            chain = ml.Transforms.ResizeImages(input, source.Width, source.Height).Append(SharpenPicture(ml, source, outputColumnName, input, kernel));
            return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(source.Column));
        }

        if (source.IsImage)
        {
            chain = ml.Transforms.CopyColumns(SharpenPictures.Picture, input)
                .Append(ml.Transforms.CustomMapping(new ConstantKey().GetMapping(), ConstantKey.Contract))
                .Append(ml.Transforms.Conversion.MapValue(SharpenPictures.Kernel, [KeyValuePair.Create(0u, new Preprocessing(kernel, PixelNormalization.None).ToJson())], ConstantKey.Column))
                .Append(ml.Transforms.CustomMapping(new SharpenPictures().GetMapping(), SharpenPictures.Contract))
                .Append(ml.Transforms.CopyColumns(outputColumnName, SharpenPictures.Result))
                .Append(ml.Transforms.DropColumns(SharpenPictures.Picture, ConstantKey.Column, SharpenPictures.Kernel, SharpenPictures.Result));
            return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(source.Column));
        }

        if (source.IsBytes)
        {
            // ML.NET converts no float32 to bytes, but it does so between images and pixels.
            return BuiltInChain.Fit(
                ml.Transforms.ConvertToImage(source.Height, source.Width, Picture, input)
                    .Append(SharpenPicture(ml, source, Picture, Picture, kernel))
                    .Append(ml.Transforms.ExtractPixels(outputColumnName, Picture, outputAsFloatArray: false))
                    .Append(ml.Transforms.DropColumns(Picture)),
                new DataViewSchema.DetachedColumn(source.Column));
        }

        using var graph = new MemoryStream(PreprocessingGraph.Write(new Preprocessing(kernel, PixelNormalization.None), source.Height, source.Width, Pixels, Sharpened));
        chain = ml.Transforms.Conversion.ConvertType(Pixels, input, DataKind.Single)
            .Append(ml.Transforms.ApplyOnnxModel(Sharpened, Pixels, graph))
            .Append(ml.Transforms.CopyColumns(outputColumnName, Sharpened))
            .Append(ml.Transforms.DropColumns(Pixels, Sharpened));
        return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(source.Column));
    }

    private static IEstimator<ITransformer> SharpenPicture(MLContext ml, PixelColumn source, string output, string input, SharpeningKernel kernel)
    {
        using var onnx = new MemoryStream(PreprocessingGraph.Write(new Preprocessing(kernel, PixelNormalization.None), source.Height, source.Width, Pixels, Sharpened));
        return ml.Transforms.ExtractPixels(Pixels, input)
            .Append(ml.Transforms.ApplyOnnxModel(Sharpened, Pixels, onnx))
            .Append(ml.Transforms.ConvertToImage(source.Height, source.Width, output, Sharpened))
            .Append(ml.Transforms.DropColumns(Pixels, Sharpened));
    }
}
