namespace Cifar.Pipelines.Plots;

/// <summary>Brings features down to the plane in which they vary most, for a <see cref="FeatureMap"/>.</summary>
public static class PrincipalComponents
{
    private const int MostIterations = 1000;
    private const double Accuracy = 1e-12;

    /// <summary>Projects images onto the first two principal components of their features.</summary>
    /// <param name="features">[N, features], row by row; finite. At least two rows and two features.</param>
    /// <param name="columns">Number of features of an image.</param>
    /// <returns>A point for each image; the points have the mean (0, 0). Of each component the weight of the greatest magnitude is positive.</returns>
    /// <remarks>By orthogonal iteration, so the features are never copied and no matrix of features by features is made.</remarks>
    /// <exception cref="ArgumentException">There are fewer than two rows or features, rows are incomplete, or a number is not finite.</exception>
    public static PlotPoint[] Project(ReadOnlySpan<float> features, int columns)
    {
        if (columns < 2 || features.Length % columns != 0 || features.Length / columns < 2)
        {
            throw new ArgumentException($"{features.Length} numbers are no rows of {columns} features; at least two rows of two features are needed.", nameof(features));
        }

        double[] mean = Mean(features, columns);
        double[] first = Start(columns, 1), second = Start(columns, 2), nextFirst = new double[columns], nextSecond = new double[columns];
        var points = new PlotPoint[features.Length / columns];
        Orthonormalize(first, second);
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            Place(features, mean, first, second, points);
            Array.Clear(nextFirst);
            Array.Clear(nextSecond);
            for (int row = 0; row < points.Length; row++)
            {
                var values = features.Slice(row * columns, columns);
                for (int i = 0; i < columns; i++)
                {
                    double value = values[i] - mean[i];
                    nextFirst[i] += value * points[row].X;
                    nextSecond[i] += value * points[row].Y;
                }
            }

            Orthonormalize(nextFirst, nextSecond);
            double turned = Turned(first, nextFirst) + Turned(second, nextSecond);
            (first, nextFirst, second, nextSecond) = (nextFirst, first, nextSecond, second);
            if (turned < Accuracy)
            {
                break;
            }
        }

        Orient(first);
        Orient(second);
        Place(features, mean, first, second, points);
        return points;
    }

    private static double[] Mean(ReadOnlySpan<float> features, int columns)
    {
        int rows = features.Length / columns;
        var mean = new double[columns];
        for (int i = 0; i < features.Length; i++)
        {
            mean[i % columns] += float.IsFinite(features[i]) ? features[i] : throw new ArgumentException($"Feature {i % columns} of row {i / columns} is {features[i]}; features must be finite.", nameof(features));
        }

        return Array.ConvertAll(mean, sum => sum / rows);
    }

    private static void Place(ReadOnlySpan<float> features, double[] mean, double[] first, double[] second, PlotPoint[] points)
    {
        for (int row = 0; row < points.Length; row++)
        {
            var values = features.Slice(row * mean.Length, mean.Length);
            double x = 0, y = 0;
            for (int i = 0; i < mean.Length; i++)
            {
                double value = values[i] - mean[i];
                x += value * first[i];
                y += value * second[i];
            }

            points[row] = new(x, y);
        }
    }

    // Any directions will do, as long as they are the same on every machine.
    private static double[] Start(int columns, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble() - 0.5)];
    }

    private static void Orthonormalize(double[] first, double[] second)
    {
        Scale(first);
        double length = Math.Sqrt(Dot(second, second)), along = Dot(first, second);
        for (int i = 0; i < second.Length; i++)
        {
            second[i] -= along * first[i];
        }

        // Features that vary in one direction only leave rounding here: all points are 0 along the second.
        if (Math.Sqrt(Dot(second, second)) <= Accuracy * length)
        {
            Array.Clear(second);
        }

        Scale(second);
    }

    // 0 for the same direction, and where there is none.
    private static double Turned(double[] before, double[] after) => Dot(after, after) == 0 ? 0 : 1 - Math.Abs(Dot(before, after));

    private static void Scale(double[] vector)
    {
        double length = Math.Sqrt(Dot(vector, vector));
        for (int i = 0; i < vector.Length && length > 0; i++)
        {
            vector[i] /= length;
        }
    }

    private static void Orient(double[] component)
    {
        if (component.MaxBy(Math.Abs) < 0)
        {
            for (int i = 0; i < component.Length; i++)
            {
                component[i] = -component[i];
            }
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
