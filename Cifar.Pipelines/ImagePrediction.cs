using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Microsoft.ML.Data;

namespace Cifar.Pipelines;

/// <summary>What a model says about one picture.</summary>
public sealed class ImagePrediction
{
    // A model hands out the same text object for every row, so its JSON is read once.
    private static readonly ConditionalWeakTable<string, ModelDescription> Descriptions = [];

    /// <summary>The name of the most probable class.</summary>
    [ColumnName(ColumnNames.PredictedClass)]
    public string PredictedLabel { get; set; } = "";

    /// <summary>Probability of each class, in the order of <see cref="Classes"/>; they sum to 1.</summary>
    [ColumnName(ColumnNames.Score)]
    public float[] Score { get; set; } = [];

    /// <summary>JSON of the model's <see cref="Cifar.Models.Onnx.ModelDescription"/>, the same for every picture.</summary>
    [ColumnName(ColumnNames.ModelDescription)]
    public ReadOnlyMemory<char> ModelDescription { get; set; }

    /// <summary>The classes and superclasses the model knows; <c>Score[i]</c> belongs to <c>Classes().Fine[i]</c>.</summary>
    /// <returns>The labels in the order of <see cref="Score"/>.</returns>
    /// <exception cref="ModelFormatException">The model carries no valid description.</exception>
    public ClassLabels Classes() => Describe(ModelDescription).Labels;

    /// <summary>The most probable classes.</summary>
    /// <param name="count">How many, at least 1; more than there are classes gives all.</param>
    /// <returns>Names with probabilities 0..1, most probable first; equal ones in class order.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ModelFormatException">The model carries no valid description.</exception>
    public IReadOnlyList<ClassProbability> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var names = Classes().Fine;
        return [.. Enumerable.Range(0, Score.Length).OrderByDescending(i => Score[i]).Take(count).Select(i => new ClassProbability(names[i], Score[i]))];
    }

    /// <summary>Whether the model is sure of its answer: whether the greatest probability reaches the threshold that was chosen when it was calibrated.</summary>
    /// <returns>null where the model has no threshold.</returns>
    /// <exception cref="ModelFormatException">The model carries no valid description.</exception>
    public bool? IsSure() => Describe(ModelDescription).IsSure(Score.Length == 0 ? 0 : Score.Max());

    internal static ModelDescription Describe(ReadOnlyMemory<char> json)
    {
        bool isWholeString = MemoryMarshal.TryGetString(json, out string? text, out int start, out int length) && start == 0 && length == text.Length;
        return isWholeString ? Descriptions.GetValue(text!, Cifar.Models.Onnx.ModelDescription.FromJson) : Cifar.Models.Onnx.ModelDescription.FromJson(json.ToString());
    }
}
