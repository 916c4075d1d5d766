namespace Microsoft.ML.Trainers;

/// <summary>Minimises a smooth function plus, if asked for, l1 times the sum of the absolute values of all but the first few parameters.</summary>
/// <remarks>
/// L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) with a line search for the weak Wolfe conditions; with an L1 penalty or a
/// sign constraint OWL-QN (Andrew and Gao, Scalable training of L1-regularized log-linear models, 2007), whose steps stay in one orthant.
/// Stops when the weighted mean of the last improvements falls below the tolerance, or when no step improves any more.
/// </remarks>
sealed class QuasiNewton
{
    const double SufficientDecrease = 1e-4;
    const double CurvatureShare = 0.9;
    const double MeanDecay = 0.25;
    const int LongestSearch = 60;

    readonly Func<double[], double[], double> _smooth;
    readonly CurvatureHistory _history;

    internal QuasiNewton(Func<double[], double[], double> smooth, int historySize)
    {
        _smooth = smooth;
        _history = new CurvatureHistory(historySize);
    }

    internal double L1 { get; init; }

    /// <summary>How many leading parameters (the biases) are free of penalty and constraint.</summary>
    internal int FreeParameters { get; init; }

    internal bool NonNegative { get; init; }

    internal double Tolerance { get; init; } = 1e-7;

    internal int MaximumIterations { get; init; } = int.MaxValue;

    internal int Iterations { get; private set; }

    bool Orthants => L1 > 0 || NonNegative;

    /// <summary>Minimises from <paramref name="start"/>, calls back after every step with its number and value, and returns the best point.</summary>
    internal double[] Minimize(double[] start, Action<int, double>? afterStep = null)
    {
        int size = start.Length;
        double[] x = [.. start], gradient = new double[size], slope = new double[size], direction = new double[size], orthant = new double[size];
        double[] nextX = new double[size], nextGradient = new double[size];
        Project(x, orthant, onlySign: true);
        double value = _smooth(x, gradient) + Penalty(x), meanImprovement = 0;
        for (Iterations = 0; Iterations < MaximumIterations;)
        {
            Slope(x, gradient, slope);
            double norm = Math.Sqrt(Sum(slope, slope));
            if (!(norm > 1e-14))
                break;
            _history.Direction(slope, direction);
            if (Orthants)
                ChooseOrthant(x, slope, direction, orthant);
            double descent = Sum(direction, slope);
            if (!(descent < 0))
            {
                if (_history.Count == 0)
                    break;
                _history.Clear();
                continue;
            }
            double firstStep = _history.Count == 0 ? Math.Min(1, 1 / norm) : 1;
            double next = Orthants
                ? SearchOrthant(x, value, slope, direction, orthant, firstStep, nextX, nextGradient)
                : SearchLine(x, value, descent, direction, firstStep, nextX, nextGradient);
            if (!(next < value))
            {
                // The curvature may be stale; without history even the plain gradient does not help, and this is the end of precision.
                if (_history.Count == 0)
                    break;
                _history.Clear();
                continue;
            }
            _history.Add(x, nextX, gradient, nextGradient);
            (x, nextX) = (nextX, x);
            (gradient, nextGradient) = (nextGradient, gradient);
            meanImprovement = value - next + (MeanDecay * meanImprovement);
            value = next;
            Iterations++;
            afterStep?.Invoke(Iterations, value);
            if (Iterations > 1 && meanImprovement * (1 - MeanDecay) < Tolerance)
                break;
        }
        return x;
    }

    double Penalty(double[] x)
    {
        if (L1 == 0)
            return 0;
        double sum = 0;
        for (int i = FreeParameters; i < x.Length; i++)
            sum += Math.Abs(x[i]);
        return L1 * sum;
    }

    /// <summary>The gradient, or where the penalty has a kink the derivative towards the side that descends most.</summary>
    void Slope(double[] x, double[] gradient, double[] slope)
    {
        gradient.CopyTo(slope, 0);
        if (!Orthants)
            return;
        for (int i = FreeParameters; i < slope.Length; i++)
        {
            double g = gradient[i];
            if (x[i] != 0)
                slope[i] = g + (x[i] > 0 ? L1 : -L1);
            else if (g + L1 < 0)
                slope[i] = g + L1;
            else if (g - L1 > 0 && !NonNegative)
                slope[i] = g - L1;
            else
                slope[i] = 0;
        }
    }

    void ChooseOrthant(double[] x, double[] slope, double[] direction, double[] orthant)
    {
        for (int i = FreeParameters; i < x.Length; i++)
        {
            if (direction[i] * slope[i] >= 0)
                direction[i] = 0;
            orthant[i] = x[i] != 0 ? Math.Sign(x[i]) : -Math.Sign(slope[i]);
        }
    }

    void Project(double[] x, double[] orthant, bool onlySign)
    {
        if (onlySign && !NonNegative)
            return;
        for (int i = FreeParameters; i < x.Length; i++)
        {
            if (onlySign ? x[i] < 0 : Math.Sign(x[i]) != orthant[i])
                x[i] = 0;
        }
    }

    double SearchOrthant(
        double[] x, double value, double[] slope, double[] direction, double[] orthant, double step, double[] nextX, double[] nextGradient)
    {
        for (int trial = 0; trial < LongestSearch; trial++, step *= 0.5)
        {
            double expected = 0;
            for (int i = 0; i < x.Length; i++)
                nextX[i] = x[i] + (step * direction[i]);
            Project(nextX, orthant, onlySign: false);
            for (int i = 0; i < x.Length; i++)
                expected += slope[i] * (nextX[i] - x[i]);
            double next = _smooth(nextX, nextGradient) + Penalty(nextX);
            if (next <= value + (SufficientDecrease * expected))
                return next;
        }
        return value;
    }

    /// <summary>Doubles the step until the minimum is bracketed, then halves the bracket (Lewis and Overton 2013).</summary>
    double SearchLine(double[] x, double value, double descent, double[] direction, double step, double[] nextX, double[] nextGradient)
    {
        double low = 0, high = double.PositiveInfinity;
        for (int trial = 0; trial < LongestSearch; trial++)
        {
            for (int i = 0; i < x.Length; i++)
                nextX[i] = x[i] + (step * direction[i]);
            double next = _smooth(nextX, nextGradient);
            if (!(next <= value + (SufficientDecrease * step * descent)))
                high = step;
            else if (Sum(direction, nextGradient) < CurvatureShare * descent)
                low = step;
            else
                return next;
            step = double.IsPositiveInfinity(high) ? 2 * step : 0.5 * (low + high);
        }
        return value;
    }

    internal static double Sum(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
