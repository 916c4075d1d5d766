using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>Makes the getters of a classifier's columns from the probabilities of the current row.</summary>
/// <param name="classNames">Names in score order.</param>
/// <param name="description">JSON of the model's description; always the same text object, so that readers may recognise it.</param>
/// <param name="current">The probabilities of the row that is being read; valid until the next row.</param>
internal sealed class ScoreReader(IReadOnlyList<string> classNames, string description, Func<ReadOnlyMemory<float>> current)
{
    public Delegate CreateGetter(int output) => output switch
    {
        ScoreColumns.Score => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> score) =>
        {
            var probabilities = current().Span;
            var editor = VBufferEditor.Create(ref score, probabilities.Length);
            probabilities.CopyTo(editor.Values);
            score = editor.Commit();
        }),
        ScoreColumns.PredictedLabel => (ValueGetter<uint>)((ref uint key) => key = (uint)ArgMax.Of(current().Span) + 1),
        ScoreColumns.PredictedClass => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> name) => name = classNames[ArgMax.Of(current().Span)].AsMemory()),
        ScoreColumns.Description => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) => text = description.AsMemory()),
        _ => throw new ArgumentOutOfRangeException(nameof(output)),
    };
}
