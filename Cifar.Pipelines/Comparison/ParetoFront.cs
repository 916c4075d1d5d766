namespace Cifar.Pipelines.Comparison;

/// <summary>Who is worth considering when both quality and cost count.</summary>
public static class ParetoFront
{
    /// <summary>Marks those that nobody else beats: as good or better at no higher cost, and better in one of the two.</summary>
    /// <param name="points">Quality, more is better, and cost, less is better; null cost: unknown, never on the front.</param>
    /// <returns>For each point whether it lies on the front. Equal points are both on it.</returns>
    public static bool[] Find(IReadOnlyList<(double Quality, double? Cost)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return [.. points.Select(point => point.Cost is { } cost && !points.Any(other =>
            other.Cost is { } less && other.Quality >= point.Quality && less <= cost && (other.Quality > point.Quality || less < cost)))];
    }
}
