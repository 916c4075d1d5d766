using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary><c>Score[i]</c> is compared with key <c>i + 1</c>: where both sides name their classes the names must agree, or every number would be wrong.</summary>
internal static class ClassOrder
{
    /// <summary>The classes as the label column names them, else as the scores do, else numbered.</summary>
    public static ClassLabels Find(DataViewSchema.Column label, DataViewSchema.Column score) =>
        KeyColumn.ReadNames(label).Length == 0 && SlotNames(score) is { Length: > 0 } names ? new ClassLabels(names) : LabelColumn.ReadClasses(label);

    public static void Check(DataViewSchema.Column label, DataViewSchema.Column score, ClassLabels classes)
    {
        Compare(KeyColumn.ReadNames(label), $"column '{label.Name}'", classes);
        Compare(SlotNames(score), $"column '{score.Name}'", classes);
        int scores = ((VectorDataViewType)score.Type).Size;
        if (scores != classes.Fine.Count)
        {
            throw new ArgumentException($"Column '{score.Name}' has {scores} scores, but there are {classes.Fine.Count} classes.");
        }
    }

    private static void Compare(string[] names, string column, ClassLabels classes)
    {
        if (names.Length == 0 || names.SequenceEqual(classes.Fine))
        {
            return;
        }

        int first = Enumerable.Range(0, Math.Min(names.Length, classes.Fine.Count)).FirstOrDefault(i => names[i] != classes.Fine[i], -1);
        string difference = first < 0 ? "the names agree as far as both have some" : $"class {first} is '{names[first]}' here and '{classes.Fine[first]}' there";
        throw new ArgumentException(
            $"The data and the model name their classes differently: {column} has {names.Length} classes, the model {classes.Fine.Count}; {difference}. "
            + "Evaluate the model on data with its own classes.");
    }

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        if (!column.HasSlotNames())
        {
            return [];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
