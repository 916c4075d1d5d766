using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>Images and classes, read from a data view in one pass.</summary>
/// <param name="Data">Images and class numbers.</param>
/// <param name="Labels">Names of the classes.</param>
/// <param name="Preprocessing">How the features were made from pixels; null where that is not known.</param>
/// <param name="HeldOut">The images to calibrate on; null where the options do not want it.</param>
internal sealed record TrainingExamples(TrainingData Data, ClassLabels Labels, Preprocessing? Preprocessing, HeldOutImages? HeldOut)
{
    public static TrainingExamples Read(IDataView input, TorchTrainerOptions options)
    {
        var features = FeatureColumn.Find(input.Schema, options.FeatureColumnName);
        var label = LabelColumn.Find(input.Schema, options.LabelColumnName);
        var classes = LabelColumn.ReadClasses(label);
        var preprocessing = PreprocessingAnnotation.Read(features);
        var (height, width) = FeatureColumn.SizeOf(features);

        if (preprocessing is not null && ReadRows(input, features, label, new PixelBytes(preprocessing.Normalization, height * width), options.CancellationToken) is { } bytes)
        {
            var data = TrainingData.FromBytes(bytes.Values, bytes.Labels, classes.Fine.Count, height, width, preprocessing.Normalization);
            var (offset, scale) = preprocessing.Normalization;
            var held = options.Calibrate ? HeldOutImages.Of(bytes.Values, bytes.Labels, (pixel, channel) => (pixel - offset[channel]) * scale[channel], options) : null;
            return new TrainingExamples(ForOneTraining(data, classes), classes, preprocessing, held);
        }

        var floats = ReadRows(input, features, label, new PixelFloats(), options.CancellationToken)!.Value;
        return new TrainingExamples(
            ForOneTraining(TrainingData.FromFeatures(floats.Values, floats.Labels, classes.Fine.Count, height, width), classes),
            classes,
            null,
            options.Calibrate ? HeldOutImages.Of(floats.Values, floats.Labels, (feature, _) => feature, options) : null);
    }

    private static TrainingData ForOneTraining(TrainingData data, ClassLabels classes)
    {
        var mine = data.WithSuperclasses(classes.CoarseOfFine);
        mine.ForOneTraining = true;
        return mine;
    }

    /// <summary>Null when <paramref name="convert"/> meets values it cannot keep.</summary>
    private static (T[] Values, int[] Labels)? ReadRows<T>(
        IDataView input, DataViewSchema.Column features, DataViewSchema.Column label, IPixelStore<T> convert, CancellationToken cancellationToken)
    {
        int length = ((VectorDataViewType)features.Type).Size;
        using var cursor = input.GetRowCursor([features, label]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getLabel = cursor.GetGetter<uint>(label);
        var values = new T[Math.Min((input.GetRowCount() ?? 1024) * length, Array.MaxLength)];
        var labels = new List<int>();
        VBuffer<float> vector = default;
        var dense = new float[length];
        uint key = 0;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getLabel(ref key);
            if (key == 0)
            {
                throw new InvalidDataException(
                    $"Row {cursor.Position} has no class in column '{label.Name}'. Take such rows out with ml.Data.FilterRowsByMissingValues(data, \"{label.Name}\").");
            }

            long needed = (labels.Count + 1L) * length;
            if (needed > values.LongLength)
            {
                Grow(ref values, needed, length);
            }

            getFeatures(ref vector);
            vector.CopyTo(dense);
            if (!convert.TryStore(dense, values.AsSpan(labels.Count * length, length)))
            {
                return null;
            }

            labels.Add((int)key - 1);
        }

        Array.Resize(ref values, labels.Count * length);
        return (values, [.. labels]);
    }

    private static void Grow<T>(ref T[] values, long needed, int length)
    {
        if (needed > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"The images take more than {Array.MaxLength:N0} values of {length:N0} each, which is more than one array holds. Train on fewer or smaller images.");
        }

        Array.Resize(ref values, (int)Math.Min(Math.Max(2L * values.Length, needed), Array.MaxLength));
    }
}
