namespace Microsoft.ML.Trainers;

/// <summary>The rows a trainer learns from, in memory: a trainer passes over them dozens of times, a data view computes them anew each time.</summary>
sealed class TrainingRows
{
    readonly List<float[]> _values = [];
    readonly List<int[]?> _indices = [];
    readonly List<int> _labels = [];
    readonly List<float>? _weights;

    internal TrainingRows(int features, int classes, bool weighted)
    {
        Features = features;
        Classes = classes;
        _weights = weighted ? [] : null;
    }

    internal int Count => _labels.Count;

    internal int Features { get; }

    internal int Classes { get; }

    internal double TotalWeight { get; private set; }

    /// <summary>Adds a row; <paramref name="rowIndices"/> is null when all features are given. The arrays are kept.</summary>
    internal void Add(float[] rowValues, int[]? rowIndices, int label, float weight)
    {
        _values.Add(rowValues);
        _indices.Add(rowIndices);
        _labels.Add(label);
        _weights?.Add(weight);
        TotalWeight += weight;
    }

    internal int Label(int row) => _labels[row];

    internal float Weight(int row) => _weights is null ? 1 : _weights[row];

    internal bool IsDense(int row) => _indices[row] is null;

    internal ReadOnlySpan<float> Values(int row) => _values[row];

    internal float Dot(int row, ReadOnlySpan<float> classWeights)
    {
        if (_indices[row] is not { } present)
            return DenseKernels.Dot(_values[row], classWeights);
        float[] rowValues = _values[row];
        float sum = 0;
        for (int i = 0; i < present.Length; i++)
            sum += rowValues[i] * classWeights[present[i]];
        return sum;
    }

    internal void AddScaled(int row, float factor, Span<float> target)
    {
        if (_indices[row] is not { } present)
        {
            DenseKernels.AddScaled(_values[row], factor, target);
            return;
        }
        float[] rowValues = _values[row];
        for (int i = 0; i < present.Length; i++)
            target[present[i]] += rowValues[i] * factor;
    }

    internal float SquaredNorm(int row) => DenseKernels.Dot(_values[row], _values[row]);

    /// <summary>The indices of the features a sparse row has; null for a dense row.</summary>
    internal int[]? Indices(int row) => _indices[row];
}
