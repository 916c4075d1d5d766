namespace Microsoft.ML.Trainers;

/// <summary>Stochastic dual coordinate ascent for one linear model per class, with a logistic loss for each pair of true and other class.</summary>
/// <remarks>
/// Minimises mean_i w_i * sum over c != y_i of ln(1 + exp(s_c - s_y)) + l2 * (|W|^2 / 2 + l1 * |W|1), biases counted among the weights
/// (Shalev-Shwartz and Zhang 2013, with their approximate logistic step; L1 by soft thresholding as in their proximal variant of 2014).
/// One dual variable per row and other class, always in [0, 1]. With several workers each makes its own pass over shuffled rows without locks,
/// so only one worker gives repeatable results; <see cref="Restore"/> makes up for the moves of weights that got lost on the way.
/// </remarks>
sealed class PairwiseDualAscent
{
    const float LargeStep = 0.5f;

    readonly TrainingRows _rows;
    readonly float _l1;
    readonly double _l2;
    readonly float _scale;
    readonly int _workers;
    readonly float[] _duals;
    readonly float[] _norms;

    /// <summary>Weights before thresholding; the same array as <see cref="_weights"/> when there is no threshold.</summary>
    readonly float[] _raw;
    readonly float[] _weights;

    internal PairwiseDualAscent(TrainingRows rows, float l2, float l1, int workers)
    {
        _rows = rows;
        _l1 = l1;
        _l2 = l2;
        _workers = workers;
        _scale = (float)(1 / (_l2 * rows.Count));
        if ((long)rows.Count * rows.Classes > Array.MaxLength || (long)rows.Classes * Stride > Array.MaxLength)
            throw new InvalidOperationException($"{rows.Count} rows of {rows.Classes} classes and {rows.Features} features are too many for this trainer.");
        _duals = new float[rows.Count * rows.Classes];
        _weights = new float[rows.Classes * Stride];
        _raw = l1 > 0 ? new float[_weights.Length] : _weights;
        _norms = new float[rows.Count];
        for (int row = 0; row < _norms.Length; row++)
            _norms[row] = rows.SquaredNorm(row) + 1;
    }

    /// <summary>Each class's weights are followed by its bias, the weight of a feature that is always 1.</summary>
    internal int Stride => _rows.Features + 1;

    internal ReadOnlySpan<float> Weights => _weights;

    /// <summary>One pass over the rows in the given order.</summary>
    internal void Pass(int[] order)
    {
        var scores = new float[_rows.Classes];
        foreach (int row in order)
            Update(row, scores);
    }

    /// <summary>Computes the weights anew from the dual variables, which no worker can spoil. Not to be called during a pass.</summary>
    internal void Restore()
    {
        Array.Clear(_raw);
        Array.Clear(_weights);
        int classes = _rows.Classes;
        for (int row = 0; row < _rows.Count; row++)
        {
            int label = _rows.Label(row);
            float total = 0;
            for (int c = 0; c < classes; c++)
            {
                if (c == label)
                    continue;
                float primal = _duals[(row * classes) + c] * _scale * _rows.Weight(row);
                total += primal;
                Move(row, c, -primal);
            }
            Move(row, label, total);
        }
    }

    void Update(int row, float[] scores)
    {
        int label = _rows.Label(row), classes = _rows.Classes;
        float weight = _rows.Weight(row), norm = _norms[row];
        float rate = 1 / Math.Max(1, 0.25f + (2 * norm * _scale * weight));
        for (int c = 0; c < classes; c++)
            scores[c] = Score(row, c);
        float labelStep = 0;
        for (int c = 0; c < classes; c++)
        {
            if (c == label)
                continue;
            float margin = scores[label] + (labelStep * norm) - scores[c];
            ref float dual = ref _duals[(row * classes) + c];
            float before = dual, step = ((1 / (1 + MathF.Exp(margin))) - before) * rate;

            // Concurrent passes may all take the same large step, so each takes its share.
            if (_workers > 1 && MathF.Abs(step) > LargeStep)
                step /= _workers;
            if (Interlocked.CompareExchange(ref dual, before + step, before) != before)
                continue;
            float primal = step * _scale * weight;
            labelStep += primal;
            Move(row, c, -primal);
        }
        Move(row, label, labelStep);
    }

    float Score(int row, int c)
    {
        var own = _weights.AsSpan(c * Stride, Stride);
        return _rows.Dot(row, own[.._rows.Features]) + own[^1];
    }

    void Move(int row, int c, float amount)
    {
        var own = _raw.AsSpan(c * Stride, Stride);
        _rows.AddScaled(row, amount, own[.._rows.Features]);
        own[^1] += amount;
        if (_l1 == 0)
            return;
        var shown = _weights.AsSpan(c * Stride, Stride);
        shown[^1] = Threshold(own[^1]);
        if (_rows.Indices(row) is { } present)
        {
            foreach (int i in present)
                shown[i] = Threshold(own[i]);
        }
        else
        {
            for (int i = 0; i < _rows.Features; i++)
                shown[i] = Threshold(own[i]);
        }
    }

    float Threshold(float value) => MathF.CopySign(Math.Max(MathF.Abs(value) - _l1, 0), value);

    /// <summary>The objective and how far it may still be above its minimum.</summary>
    internal (double Value, double Gap) Measure()
    {
        double loss = 0, entropy = 0, squares = 0, absolutes = 0;
        var scores = new float[_rows.Classes];
        for (int row = 0; row < _rows.Count; row++)
        {
            int label = _rows.Label(row);
            for (int c = 0; c < scores.Length; c++)
                scores[c] = Score(row, c);
            for (int c = 0; c < scores.Length; c++)
            {
                if (c == label)
                    continue;
                loss += _rows.Weight(row) * LogOnePlusExp(scores[c] - scores[label]);
                entropy += _rows.Weight(row) * Entropy(_duals[(row * scores.Length) + c]);
            }
        }
        foreach (float w in _weights)
        {
            squares += (double)w * w;
            absolutes += Math.Abs(w);
        }
        double value = (loss / _rows.Count) + (_l2 * ((0.5 * squares) + (_l1 * absolutes)));
        double gap = ((loss - entropy) / _rows.Count) + (_l2 * (squares + (_l1 * absolutes)));
        return (value, gap);
    }

    static double LogOnePlusExp(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));

    static double Entropy(double p) => p <= 0 || p >= 1 ? 0 : (-p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
}
