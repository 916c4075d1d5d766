using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Moves over all views of the images in step.</summary>
internal sealed class ScoredRowsCursor(ScoredRows parent, IReadOnlyList<ScoredSource> sources) : DataViewRowCursor
{
    // Half-precision models round; anything further off is no probability.
    private const double SumTolerance = 0.01;

    private readonly ImageOutcomes outcomes = new(parent.Classes.Fine.Count);
    private readonly float[] scores = new float[parent.Classes.Fine.Count];
    private readonly float[] part = new float[parent.Classes.Fine.Count];
    private VBuffer<float> vector;
    private uint label;
    private uint predicted;

    public override long Position => sources[0].Cursor.Position;

    public override long Batch => 0;

    public override DataViewSchema Schema => parent.Schema;

    public override bool MoveNext()
    {
        bool any = sources[0].Cursor.MoveNext();
        foreach (var source in sources.Skip(1))
        {
            if (source.Cursor.MoveNext() != any)
            {
                throw new ArgumentException("The views to average have different numbers of rows; they must be of the same images in the same order.");
            }
        }

        if (!any)
        {
            parent.Outcomes ??= outcomes;
            return false;
        }

        ReadLabel();
        ReadScores();
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => sources[0].Cursor.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate getter = column.Index switch
        {
            ScoredRows.Label => (ValueGetter<uint>)((ref uint value) => value = label),
            ScoredRows.PredictedLabel => (ValueGetter<uint>)((ref uint value) => value = predicted),
            _ => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, scores.Length);
                scores.CopyTo(editor.Values);
                value = editor.Commit();
            }),
        };
        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type} values; a getter of {typeof(TValue)} cannot read it.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var source in sources)
            {
                source.Cursor.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void ReadLabel()
    {
        sources[0].Label(ref label);
        uint other = label;
        foreach (var source in sources.Skip(1))
        {
            source.Label(ref other);
            if (other != label)
            {
                throw new ArgumentException($"Row {Position}: the views to average have different labels; they must be of the same images in the same order.");
            }
        }

        if (label > scores.Length)
        {
            throw new InvalidDataException($"Row {Position}: column '{parent.LabelName}' has class {label - 1}, but there are scores of {scores.Length} classes only.");
        }
    }

    private void ReadScores()
    {
        Array.Clear(scores);
        foreach (var source in sources)
        {
            source.Score(ref vector);
            vector.CopyTo(part);
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] += part[i] / sources.Count;
            }
        }

        double sum = CheckedSum();
        predicted = (uint)Trainers.ArgMax.Of(scores) + 1;
        // ML.NET leaves images of unknown class out of its metrics as well.
        if (label > 0 && parent.Outcomes is null)
        {
            outcomes.Add(Position, FileOf(Position), (int)label - 1, scores, sum);
        }
    }

    private double CheckedSum()
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]) || scores[i] < 0)
            {
                throw new InvalidDataException(
                    $"Row {Position}: the score of class '{parent.Classes.Fine[i]}' is {scores[i]}; scores must be probabilities, 0..1. The model or its training is broken.");
            }

            sum += scores[i];
        }

        return Math.Abs(sum - 1) <= SumTolerance
            ? sum
            : throw new InvalidDataException($"Row {Position}: the scores sum to {sum:G4}; they must be probabilities, which sum to 1. Put a softmax behind the model.");
    }

    private string? FileOf(long row)
    {
        if (parent.Files is { } files)
        {
            return row < files.Count ? files[(int)row] : throw new ArgumentException($"Files has {files.Count} names, and there are more rows than that.");
        }

        ReadOnlyMemory<char> text = default;
        sources[0].File?.Invoke(ref text);
        return text.IsEmpty ? null : text.ToString();
    }
}
