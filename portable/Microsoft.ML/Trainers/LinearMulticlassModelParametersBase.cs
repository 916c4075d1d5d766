using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>One linear function of the features for each class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IMulticlassScorer
{
    readonly float[] _biases;
    readonly float[] _weights;
    readonly int _features;

    /// <param name="biases">One for each class.</param>
    /// <param name="weights">Those of the first class, then those of the second, and so on.</param>
    private protected LinearMulticlassModelParametersBase(float[] biases, float[] weights)
    {
        _biases = biases;
        _weights = weights;
        _features = weights.Length / biases.Length;
    }

    private protected LinearMulticlassModelParametersBase(ModelReader reader)
    {
        _features = reader.ReadInt32();
        _biases = reader.ReadArray<float>();
        _weights = reader.ReadArray<float>();
        if (_features < 1 || _biases.Length < 1 || _weights.Length != (long)_features * _biases.Length)
            throw new InvalidDataException($"A linear model of {_biases.Length} classes and {_features} features cannot have {_weights.Length} weights.");
    }

    int IMulticlassScorer.Features => _features;

    int IMulticlassScorer.Classes => _biases.Length;

    internal ReadOnlySpan<float> Biases => _biases;

    internal ReadOnlySpan<float> Weights => _weights;

    [SuppressMessage("Design", "CA1024", Justification = "A method in the API this one follows.")]
    public IEnumerable<float> GetBiases() => [.. _biases];

    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = _biases.Length;
        if (weights is null || weights.Length < numClasses)
            weights = new VBuffer<float>[numClasses];
        for (int i = 0; i < numClasses; i++)
        {
            var editor = VBufferEditor.Create(ref weights[i], _features);
            _weights.AsSpan(i * _features, _features).CopyTo(editor.Values);
            weights[i] = editor.Commit();
        }
    }

    void IMulticlassScorer.Score(in VBuffer<float> features, Span<float> scores)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        for (int c = 0; c < _biases.Length; c++)
        {
            var own = _weights.AsSpan(c * _features, _features);
            scores[c] = _biases[c] + (features.IsDense ? DenseKernels.Dot(values, own) : Dot(values, indices, own));
        }

        Calibrate(scores);
    }

    /// <summary>Makes the outputs of the linear functions what the model promises.</summary>
    private protected abstract void Calibrate(Span<float> scores);

    private protected void SaveParameters(ModelSaveContext ctx)
    {
        ctx.Writer.Write(_features);
        ctx.Writer.WriteArray<float>(_biases);
        ctx.Writer.WriteArray<float>(_weights);
    }

    static float Dot(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, ReadOnlySpan<float> weights)
    {
        float sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += values[i] * weights[indices[i]];
        return sum;
    }
}
