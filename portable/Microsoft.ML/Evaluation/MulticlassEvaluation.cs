using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Walks over scored rows and counts how good they are.</summary>
static class MulticlassEvaluation
{
    internal static MulticlassClassificationMetrics Run(IHost host, IDataView data, string labelColumn, string scoreColumn, string predictedLabelColumn, int topK)
    {
        var label = Find(data.Schema, "Label", labelColumn);
        var score = Find(data.Schema, "Score", scoreColumn);
        Find(data.Schema, "PredictedLabel", predictedLabelColumn);
        if (score.Type is not VectorDataViewType { Size: >= 2 } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw SchemaMismatch.WrongType(nameof(data), "score", scoreColumn, "vector of two or more items of type Single", $"{score.Type}");
        if (label.Type is not KeyDataViewType && !label.Type.Equals(NumberDataViewType.Single))
            throw SchemaMismatch.WrongType(nameof(data), "label", labelColumn, "Single or Key", $"{label.Type}");
        if (topK > vector.Size)
            throw new ArgumentOutOfRangeException(nameof(topK), topK, $"There are only {vector.Size} classes.");

        var counters = Count(host, data, label, score, vector.Size);
        return new MulticlassClassificationMetrics(counters, topK, score.SlotNamesOrNull() ?? Numbers(vector.Size));
    }

    static MulticlassCounters Count(IHost host, IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, int classes)
    {
        var counters = new MulticlassCounters(classes);
        long unlabeled = 0, badLabels = 0, badScores = 0;
        using var cursor = data.GetRowCursor([label, score]);
        var getLabel = new LabelGetter(cursor, label).With(label.Type.RawType);
        var getScore = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> buffer = default;
        var scores = new float[classes];
        while (cursor.MoveNext())
        {
            double actual = getLabel();
            getScore(ref buffer);
            if (buffer.Length != classes)
                throw new InvalidOperationException($"A row has {buffer.Length} scores; the column says {classes}.");
            buffer.CopyTo(scores);
            if (double.IsNaN(actual))
                unlabeled++;
            else if (actual < 0 || actual != Math.Floor(actual) || actual > int.MaxValue)
                badLabels++;
            else if (!Array.TrueForAll(scores, float.IsFinite))
                badScores++;
            else
                counters.Add((int)actual, scores);
        }

        using var channel = host.Start("Evaluation");
        Warn(channel, unlabeled, "Encountered {0} unlabeled instances during testing.");
        Warn(channel, badScores, "Encountered {0} non-finite scores during testing. These instances were ignored.");
        Warn(channel, badLabels, "Found {0} test instances with labels that are either negative or non integers. These instances were ignored.");
        Warn(channel, counters.UnknownLabels, "Found {0} test instances with class values not seen in the training set. LogLoss is reported higher than usual because of these instances.");
        return counters;
    }

    static void Warn(IChannel channel, long count, string message)
    {
        if (count > 0)
            channel.Warning(MessageSensitivity.None, string.Format(CultureInfo.InvariantCulture, message, count));
    }

    static DataViewSchema.Column Find(DataViewSchema schema, string role, string name) =>
        schema.TryGetColumn(name, out var column) ? column : throw new ArgumentOutOfRangeException(nameof(name), $"{role} column '{name}' not found");

    static ReadOnlyMemory<char>[] Numbers(int count)
    {
        var names = new ReadOnlyMemory<char>[count];
        for (int i = 0; i < count; i++)
            names[i] = i.ToString(CultureInfo.InvariantCulture).AsMemory();
        return names;
    }

    /// <summary>Reads labels as zero-based class numbers, not-a-number when missing.</summary>
    sealed class LabelGetter(DataViewRow row, DataViewSchema.Column column) : RawTypeWork<Func<double>>
    {
        protected internal override Func<double> Do<T>()
        {
            var get = row.GetGetter<T>(column);
            T value = default!;
            if (column.Type is KeyDataViewType)
            {
                return () =>
                {
                    get(ref value);
                    ulong key = KeyNumber.Of(value);
                    return key == 0 ? double.NaN : key - 1;
                };
            }

            return () =>
            {
                get(ref value);
                return value is float number ? number : double.NaN;
            };
        }
    }
}
