namespace Cifar.Pipelines.Evaluation;

/// <summary>What became of each image, column by column: the scores themselves are forgotten, so that memory does not grow with the number of classes.</summary>
internal sealed class ImageOutcomes
{
    public const int MostGuesses = 5;

    // scikit-learn's limit for 64-bit numbers: a certain mistake costs 36 nats, not infinity.
    private const double SmallestProbability = 2.220446049250313e-16;

    private readonly List<long> rows = [];
    private readonly List<string?> files = [];
    private readonly List<int> labels = [];
    private readonly List<int> predicted = [];
    private readonly List<double> losses = [];
    private readonly List<int> guesses = [];
    private readonly List<float> probabilities = [];

    public ImageOutcomes(int classes)
    {
        Classes = classes;
        Guesses = Math.Min(MostGuesses, classes);
    }

    public int Classes { get; }

    /// <summary>How many of the most probable classes are kept of each image.</summary>
    public int Guesses { get; }

    public int Count => labels.Count;

    public int Label(int image) => labels[image];

    public int Predicted(int image) => predicted[image];

    public double Loss(int image) => losses[image];

    public double Confidence(int image) => probabilities[image * Guesses];

    public bool IsAmongGuesses(int image) => guesses.IndexOf(labels[image], image * Guesses, Guesses) >= 0;

    public ImageResult Result(int image) => new(
        rows[image], files[image], labels[image], predicted[image], labels[image] == predicted[image], losses[image],
        [.. Enumerable.Range(image * Guesses, Guesses).Select(i => new ClassGuess(guesses[i], probabilities[i]))]);

    /// <summary>Takes the scores of one image, which have been checked, and their sum.</summary>
    public void Add(long row, string? file, int label, ReadOnlySpan<float> scores, double sum)
    {
        Span<int> best = stackalloc int[Guesses];
        Best(scores, best);
        double own = Math.Clamp(scores[label], SmallestProbability, 1 - SmallestProbability) / sum;
        Span<float> values = stackalloc float[Guesses];
        for (int i = 0; i < best.Length; i++)
        {
            values[i] = scores[best[i]];
        }

        Add(row, file, label, best[0], Math.Max(0, -Math.Log(own)), best, values);
    }

    public void Add(long row, string? file, int label, int prediction, double loss, ReadOnlySpan<int> best, ReadOnlySpan<float> values)
    {
        rows.Add(row);
        files.Add(file);
        labels.Add(label);
        predicted.Add(prediction);
        losses.Add(loss);
        guesses.AddRange(best);
        probabilities.AddRange(values);
    }

    /// <summary>The classes of the greatest scores; of equal ones the lower comes first, as ML.NET decides.</summary>
    private static void Best(ReadOnlySpan<float> scores, Span<int> best)
    {
        int found = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (found == best.Length && scores[i] <= scores[best[^1]])
            {
                continue;
            }

            int place = found < best.Length ? found++ : best.Length - 1;
            while (place > 0 && scores[i] > scores[best[place - 1]])
            {
                best[place] = best[place - 1];
                place--;
            }

            best[place] = i;
        }
    }
}
