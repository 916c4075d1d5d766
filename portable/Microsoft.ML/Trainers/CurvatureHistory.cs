namespace Microsoft.ML.Trainers;

/// <summary>The last steps and the changes of gradient they brought: L-BFGS's stand-in for the Hessian.</summary>
sealed class CurvatureHistory(int capacity)
{
    readonly List<(double[] Step, double[] Change, double Product)> _pairs = [];

    internal int Count => _pairs.Count;

    internal void Clear() => _pairs.Clear();

    internal void Add(double[] x, double[] nextX, double[] gradient, double[] nextGradient)
    {
        // The oldest pair's memory is used again; with a hundred thousand weights allocating anew would be felt.
        bool full = _pairs.Count == capacity;
        double[] step = full ? _pairs[0].Step : new double[x.Length], change = full ? _pairs[0].Change : new double[x.Length];
        if (full)
            _pairs.RemoveAt(0);
        double product = 0, squared = 0;
        for (int i = 0; i < step.Length; i++)
        {
            step[i] = nextX[i] - x[i];
            change[i] = nextGradient[i] - gradient[i];
            product += step[i] * change[i];
            squared += change[i] * change[i];
        }
        if (product > 1e-12 * squared)
            _pairs.Add((step, change, product));
    }

    /// <summary>Minus the approximate inverse Hessian times the slope, by the two-loop recursion.</summary>
    internal void Direction(double[] slope, double[] direction)
    {
        for (int i = 0; i < slope.Length; i++)
            direction[i] = -slope[i];
        if (_pairs.Count == 0)
            return;
        var factors = new double[_pairs.Count];
        for (int p = _pairs.Count - 1; p >= 0; p--)
        {
            var (step, change, product) = _pairs[p];
            factors[p] = QuasiNewton.Sum(step, direction) / product;
            for (int i = 0; i < direction.Length; i++)
                direction[i] -= factors[p] * change[i];
        }
        var last = _pairs[^1];
        double scale = last.Product / QuasiNewton.Sum(last.Change, last.Change);
        for (int i = 0; i < direction.Length; i++)
            direction[i] *= scale;
        for (int p = 0; p < _pairs.Count; p++)
        {
            var (step, change, product) = _pairs[p];
            double back = QuasiNewton.Sum(change, direction) / product;
            for (int i = 0; i < direction.Length; i++)
                direction[i] += (factors[p] - back) * step[i];
        }
    }
}
