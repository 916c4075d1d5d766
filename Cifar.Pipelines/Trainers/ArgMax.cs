namespace Cifar.Pipelines.Trainers;

/// <summary>The class of the greatest score; the first of equal ones, as ML.NET's evaluator decides.</summary>
internal static class ArgMax
{
    public static int Of(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best;
    }
}
