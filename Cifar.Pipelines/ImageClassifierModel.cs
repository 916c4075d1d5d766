using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines;

/// <summary>An image classifier read from a file: from a column <c>Image</c> of pictures of any size to probabilities.</summary>
/// <param name="Transformer">The model; use it like any ML.NET model.</param>
/// <param name="Description">Classes, preprocessing, size and training.</param>
public sealed record ImageClassifierModel(ITransformer Transformer, ModelDescription Description) : IDisposable
{
    /// <summary>Bytes of the largest .onnx file that is read, the limit of <see cref="OnnxImageScorer"/>.</summary>
    internal const long MaximumBytes = 1L << 30;

    /// <summary>Reads a model.</summary>
    /// <param name="ml">The context the model will belong to.</param>
    /// <param name="path">A <c>model.zip</c> that <c>ml.Model.Save</c> wrote, or an <c>.onnx</c> file that this library wrote.</param>
    /// <returns>The model; dispose it to free its ONNX sessions.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, no image classifier of this library, or takes features instead of pixels.</exception>
    /// <exception cref="DllNotFoundException">A native library is missing; the message says which, and where to look.</exception>
    public static ImageClassifierModel Load(MLContext ml, string path)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model file {path}.", path);
        }

        return Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase) ? LoadOnnx(ml, path) : LoadZip(ml, path);
    }

    /// <summary>Frees the model's ONNX sessions.</summary>
    public void Dispose() => (Transformer as IDisposable)?.Dispose();

    private static ImageClassifierModel LoadOnnx(MLContext ml, string path)
    {
        ImageClassificationTransformer classifier;
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaximumBytes)
            {
                throw new ModelFormatException($"The model has {length:N0} bytes; at most {MaximumBytes:N0} are read.");
            }

            var bytes = File.ReadAllBytes(path);
            classifier = new ImageClassificationTransformer(bytes, OnnxExport.PixelsInput, OnnxExport.ProbabilitiesOutput, bytes, history: null);
            if (!classifier.TakesPixels)
            {
                classifier.Dispose();
                throw new ModelFormatException(
                    "It takes features that were prepared elsewhere, not pixels, so it cannot answer for pictures. Use the model.zip, or the .onnx file that SaveOnnx writes.");
            }
        }
        catch (ModelFormatException error)
        {
            throw new ModelFormatException($"{path}: {error.Message}", error);
        }

        var size = classifier.Description;
        var pixels = ml.Transforms.ResizeImages(ColumnNames.Image, size.Width, size.Height)
            .Append(ml.Transforms.NormalizePixels(OnnxExport.PixelsInput, ColumnNames.Image, PixelRange.ZeroTo255))
            .Fit(OnePicture(ml));
        return new ImageClassifierModel(pixels.Append(classifier), size);
    }

    private static ImageClassifierModel LoadZip(MLContext ml, string path)
    {
        ITransformer? model = null;
        ModelDescription? description = null;
        try
        {
            model = ml.Model.Load(path, out _);
            var scored = model.Transform(OnePicture(ml));
            if (scored.Schema.GetColumnOrNull(ColumnNames.ModelDescription) is not { } column || column.Type is not TextDataViewType)
            {
                throw new ModelFormatException($"{path} is an ML.NET model, but no image classifier of this library: it has no column '{ColumnNames.ModelDescription}'.");
            }

            foreach (var picture in scored.Schema.Where(each => each.Type is ImageDataViewType))
            {
                // What resizes to this would take gigabytes for every picture, the one below included.
                var size = (ImageDataViewType)picture.Type;
                if (Math.Max(size.Height, size.Width) > ModelDescription.MaximumSide)
                {
                    throw new ModelFormatException(
                        $"{path} resizes pictures to {size.Width:N0} x {size.Height:N0} pixels in the column '{picture.Name}'; a side of at most {ModelDescription.MaximumSide:N0} is supported.");
                }
            }

            description = ImagePrediction.Describe(scored.GetColumn<ReadOnlyMemory<char>>(column).First());
            return new ImageClassifierModel(model, description);
        }
        catch (TypeInitializationException error) when (error.InnerException is DllNotFoundException missing)
        {
            throw new DllNotFoundException($"ONNX Runtime's native library cannot be loaded: {missing.Message} `cifar doctor` or StackReport.Create() shows what was found.", error);
        }
        catch (Exception error) when (error is not (ModelFormatException or IOException or UnauthorizedAccessException or OutOfMemoryException or DllNotFoundException))
        {
            throw new ModelFormatException($"{path} is no model file that can be read here, or it is damaged: {error.Message}", error);
        }
        finally
        {
            if (description is null)
            {
                (model as IDisposable)?.Dispose();
            }
        }
    }

    private static IDataView OnePicture(MLContext ml) =>
        ml.Data.LoadFromEnumerable([new ImageInput { Image = PlanarPixels.CreateImage(new byte[3], height: 1, width: 1) }]);
}
