using Cifar.Models.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>From the probabilities of all classes to the few that are worth naming.</summary>
internal static class TopClasses
{
    public static ClassPrediction[] Of(ReadOnlySpan<float> probabilities, int count, ClassLabels labels)
    {
        var top = new ClassPrediction[Math.Min(count, probabilities.Length)];
        Span<int> taken = top.Length <= 64 ? stackalloc int[top.Length] : new int[top.Length];
        for (int rank = 0; rank < top.Length; rank++)
        {
            int best = Best(probabilities, taken[..rank]);
            taken[rank] = best;
            string? superclass = labels.Coarse is { } coarse ? coarse[labels.CoarseOfFine![best]] : null;
            top[rank] = new ClassPrediction(labels.Fine[best], superclass, probabilities[best]);
        }

        return top;
    }

    public static SuperclassPrediction? Superclass(ReadOnlySpan<float> probabilities, ClassLabels labels)
    {
        if (labels.Coarse is not { } names)
        {
            return null;
        }

        var sums = new float[names.Count];
        for (int i = 0; i < probabilities.Length; i++)
        {
            sums[labels.CoarseOfFine![i]] += probabilities[i];
        }

        int best = Best(sums, []);
        return new SuperclassPrediction(names[best], Math.Min(1, sums[best]));
    }

    /// <summary>The greatest that is not taken yet; the first of equal ones.</summary>
    private static int Best(ReadOnlySpan<float> values, ReadOnlySpan<int> taken)
    {
        int best = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if ((best < 0 || values[i] > values[best]) && !taken.Contains(i))
            {
                best = i;
            }
        }

        return best;
    }
}
