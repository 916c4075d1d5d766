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

    public static ITransformer Create(PixelColumn source, string outputColumnName, SharpeningKernel kernel)
    {
        var ml = new MLContext();
        string input = source.Column.Name;
        IEstimator<ITransformer> chain;
        if (source.IsImage && source.HasKnownSize)
        {
            using var onnx = new MemoryStream(PreprocessingGraph.Write(new Preprocessing(kernel, PixelNormalization.None), source.Height, source.Width, Pixels, Sharpened));
            chain = ml.Transforms.ResizeImages(input, source.Width, source.Height)
                .Append(ml.Transforms.ExtractPixels(Pixels, input))
                .Append(ml.Transforms.ApplyOnnxModel(Sharpened, Pixels, onnx))
                .Append(ml.Transforms.ConvertToImage(source.Height, source.Width, outputColumnName, Sharpened))
                .Append(ml.Transforms.DropColumns(Pixels, Sharpened));
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

        using var graph = new MemoryStream(PreprocessingGraph.Write(new Preprocessing(kernel, PixelNormalization.None), source.Height, source.Width, Pixels, Sharpened));
        chain = ml.Transforms.Conversion.ConvertType(Pixels, input, DataKind.Single)
            .Append(ml.Transforms.ApplyOnnxModel(Sharpened, Pixels, graph))
            .Append(ml.Transforms.Conversion.ConvertType(outputColumnName, Sharpened, source.IsBytes ? DataKind.Byte : DataKind.Single))
            .Append(ml.Transforms.DropColumns(Pixels, Sharpened));
        return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(source.Column));
    }
}
