using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transfer;

/// <summary>Reads normalised pixels and classes from a data view, back into bytes: the backbone's cache goes by them.</summary>
internal static class TransferImages
{
    public static LabeledImages Read(IDataView input, string featureColumnName, string labelColumnName, Backbone backbone, CancellationToken cancellationToken)
    {
        DataViewSchema.Column features = FeatureColumn.Find(input.Schema, featureColumnName), label = LabelColumn.Find(input.Schema, labelColumnName);
        CheckPreprocessing(features, backbone);
        var (height, width) = FeatureColumn.SizeOf(features);
        var store = new PixelBytes(backbone.Normalization, height * width);
        using var cursor = input.GetRowCursor([features, label]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getLabel = cursor.GetGetter<uint>(label);
        int length = 3 * height * width;
        var pixels = new List<byte[]>();
        var labels = new List<int>();
        VBuffer<float> vector = default;
        var dense = new float[length];
        uint key = 0;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getLabel(ref key);
            getFeatures(ref vector);
            vector.CopyTo(dense);
            var image = new byte[length];
            if (key == 0 || !store.TryStore(dense, image))
            {
                throw new InvalidDataException(key == 0
                    ? $"Row {cursor.Position} has no class in column '{label.Name}'. Take such rows out with ml.Data.FilterRowsByMissingValues(data, \"{label.Name}\")."
                    : $"Row {cursor.Position} of column '{features.Name}' holds values that are no pixels 0..255 normalised for {backbone.Name}.");
            }

            labels.Add((int)key - 1);
            pixels.Add(image);
        }

        if ((long)length * pixels.Count > Array.MaxLength)
        {
            throw new InvalidDataException($"{pixels.Count:N0} images of {width} x {height} pixels are more than one array holds. Use fewer or smaller images.");
        }

        return new LabeledImages(height, width, [.. pixels.SelectMany(image => image)], [.. labels], null, LabelColumn.ReadClasses(label));
    }

    public static void CheckPreprocessing(DataViewSchema.Column features, Backbone backbone)
    {
        Preprocessing? preprocessing = PreprocessingAnnotation.Read(features);
        if (preprocessing is not { Sharpening: null } || !preprocessing.Normalization.Equals(backbone.Normalization))
        {
            throw new ArgumentException(
                $"Column '{features.Name}' does not hold pixels as {backbone.Name} wants them. Make it with ml.Transforms.NormalizePixels(\"{features.Name}\", \"Image\", backbone.Normalization), without sharpening.");
        }
    }
}
