namespace Microsoft.ML.Trainers;

/// <summary>The mean cross-entropy of a linear softmax model over rows, with a squared penalty on the weights, and its gradient.</summary>
/// <remarks>
/// Parameters: one bias per class, then one weight vector per class. Value: (sum of w_i * -ln p_i(label) + l2 / 2 * |weights|^2) / sum of w_i;
/// biases are not penalised. Each worker sums its share of the rows, the shares are added in order: equal inputs and an equal number of
/// workers give equal bits.
/// </remarks>
sealed class MaximumEntropyObjective
{
    /// <summary>Rows summed in single precision before their sum goes to double precision.</summary>
    const int RowsPerFlush = 256;

    readonly TrainingRows _rows;
    readonly double _l2;
    readonly float[] _weights;
    readonly float[] _biases;
    readonly Share[] _shares;

    internal MaximumEntropyObjective(TrainingRows rows, double l2, int workers)
    {
        _rows = rows;
        _l2 = l2;
        _weights = new float[checked(_rows.Classes * _rows.Features)];
        _biases = new float[_rows.Classes];

        // A share below a few dozen rows costs more to add up than it saves.
        workers = Math.Clamp(Math.Min(workers, _rows.Count / 64), 1, Math.Max(1, _rows.Count));
        _shares = new Share[workers];
        for (int i = 0; i < workers; i++)
            _shares[i] = new Share(this, (int)((long)_rows.Count * i / workers), (int)((long)_rows.Count * (i + 1) / workers));
    }

    internal int Size => _biases.Length + _weights.Length;

    internal double Evaluate(double[] parameters, double[] gradient)
    {
        int classes = _rows.Classes;
        for (int i = 0; i < classes; i++)
            _biases[i] = (float)parameters[i];
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] = (float)parameters[classes + i];
        if (_shares.Length == 1)
            _shares[0].Run();
        else
            Parallel.ForEach(_shares, share => share.Run());

        double loss = 0;
        Array.Clear(gradient);
        foreach (var share in _shares)
        {
            loss += share.Loss;
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += share.Gradient[i];
        }
        double penalty = 0, scale = 1 / _rows.TotalWeight;
        for (int i = classes; i < gradient.Length; i++)
        {
            penalty += parameters[i] * parameters[i];
            gradient[i] += _l2 * parameters[i];
        }
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] *= scale;
        return (loss + (0.5 * _l2 * penalty)) * scale;
    }

    /// <summary>One worker's rows and its sums.</summary>
    sealed class Share(MaximumEntropyObjective owner, int first, int end)
    {
        readonly float[] _weightSums = new float[owner._weights.Length];
        readonly float[] _scores = new float[4 * owner._rows.Classes];

        internal double[] Gradient { get; } = new double[owner.Size];

        internal double Loss { get; private set; }

        internal void Run()
        {
            Loss = 0;
            Array.Clear(Gradient);
            for (int start = first; start < end; start += RowsPerFlush)
            {
                int stop = Math.Min(end, start + RowsPerFlush);
                for (int row = start; row < stop;)
                    row += FourDense(row, stop) ? Four(row) : One(row);
                int classes = owner._biases.Length;
                for (int i = 0; i < _weightSums.Length; i++)
                    Gradient[classes + i] += _weightSums[i];
                Array.Clear(_weightSums);
            }
        }

        bool FourDense(int row, int stop)
        {
            var _rows = owner._rows;
            return row + 4 <= stop && _rows.IsDense(row) && _rows.IsDense(row + 1) && _rows.IsDense(row + 2) && _rows.IsDense(row + 3);
        }

        int Four(int row)
        {
            var _rows = owner._rows;
            int classes = _rows.Classes, features = _rows.Features;
            ReadOnlySpan<float> r0 = _rows.Values(row), r1 = _rows.Values(row + 1), r2 = _rows.Values(row + 2), r3 = _rows.Values(row + 3);
            Span<float> products = stackalloc float[8];
            for (int c = 0; c < classes; c += 2)
            {
                // With an odd number of classes the last one is its own partner.
                int partner = Math.Min(c + 1, classes - 1);
                DenseKernels.Dot4x2(r0, r1, r2, r3, Weights(c), Weights(partner), products);
                for (int r = 0; r < 4; r++)
                {
                    _scores[(r * classes) + c] = products[r] + owner._biases[c];
                    _scores[(r * classes) + partner] = products[4 + r] + owner._biases[partner];
                }
            }
            for (int r = 0; r < 4; r++)
                ToFactors(row + r, _scores.AsSpan(r * classes, classes));
            for (int c = 0; c < classes; c++)
            {
                DenseKernels.AddScaled4(
                    r0, r1, r2, r3, _scores[c], _scores[classes + c], _scores[(2 * classes) + c], _scores[(3 * classes) + c],
                    _weightSums.AsSpan(c * features, features));
            }
            return 4;
        }

        int One(int row)
        {
            var _rows = owner._rows;
            var own = _scores.AsSpan(0, _rows.Classes);
            for (int c = 0; c < own.Length; c++)
                own[c] = _rows.Dot(row, Weights(c)) + owner._biases[c];
            ToFactors(row, own);
            for (int c = 0; c < own.Length; c++)
                _rows.AddScaled(row, own[c], _weightSums.AsSpan(c * _rows.Features, _rows.Features));
            return 1;
        }

        ReadOnlySpan<float> Weights(int c) => owner._weights.AsSpan(c * owner._rows.Features, owner._rows.Features);

        /// <summary>Turns a row's scores into the derivatives of its loss with respect to them, and adds the loss and the biases' share.</summary>
        void ToFactors(int row, Span<float> own)
        {
            int label = owner._rows.Label(row);
            float weight = owner._rows.Weight(row);
            double greatest = own[0], sum = 0;
            foreach (float score in own)
                greatest = Math.Max(greatest, score);
            foreach (float score in own)
                sum += Math.Exp(score - greatest);
            double logSum = greatest + Math.Log(sum);
            Loss += weight * (logSum - own[label]);
            for (int c = 0; c < own.Length; c++)
            {
                double factor = weight * (Math.Exp(own[c] - logSum) - (c == label ? 1 : 0));
                own[c] = (float)factor;
                Gradient[c] += factor;
            }
        }
    }
}
