using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Reads the rows to learn from, leaving out those that lack a label, a weight or a feature.</summary>
static class TrainingRowsReader
{
    internal static TrainingRows Read(IHost host, IDataView data, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight)
    {
        DataViewSchema.Column features = data.Schema[feature.Name], labels = data.Schema[label.Name];
        DataViewSchema.Column? weights = weight.IsValid ? data.Schema[weight.Name] : null;
        int classes = labels.Type.KeyCountAsInt();
        if (classes < 1)
            throw SchemaMismatch.WrongType(nameof(data), "label", label.Name, "a key with a count of classes", $"{labels.Type}");
        if (features.Type.ValueCount() < 1)
            throw SchemaMismatch.WrongType(nameof(data), "feature", feature.Name, "a vector of known size", $"{features.Type}");
        if ((long)(features.Type.ValueCount() + 1) * classes > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(data), $"{features.Type.ValueCount()} features for each of {classes} classes are more weights than an array can hold.");

        var rows = new TrainingRows(features.Type.ValueCount(), classes, weights is not null);
        long skipped = 0;
        using var channel = host.Start("Training");
        using var cursor = data.GetRowCursor(weights is { } extra ? [features, labels, extra] : [features, labels]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getLabel = cursor.GetGetter<uint>(labels);
        var getWeight = weights is { } column ? cursor.GetGetter<float>(column) : null;
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            uint key = 0;
            float rowWeight = 1;
            getLabel(ref key);
            getWeight?.Invoke(ref rowWeight);
            getFeatures(ref buffer);
            if (key - 1 >= (uint)classes || !float.IsFinite(rowWeight) || !AllFinite(buffer.GetValues()))
                skipped++;
            else
                rows.Add(buffer.GetValues().ToArray(), buffer.IsDense ? null : buffer.GetIndices().ToArray(), (int)key - 1, rowWeight);
        }

        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, $"Skipped {skipped} instances with missing features/label/weight during training");
        if (rows.Count == 0)
            throw new InvalidOperationException("No valid training instances found, all instances have missing features.");
        return rows.TotalWeight > 0 ? rows : throw new InvalidOperationException("The weights of the training instances do not add up to more than 0.");
    }

    static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
