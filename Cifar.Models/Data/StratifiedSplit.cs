namespace Cifar.Models.Data;

/// <summary>Takes a validation part out of training images so that every class gives its share.</summary>
public static class StratifiedSplit
{
    /// <summary>Divides images into a training and a validation part.</summary>
    /// <param name="labels">The class of each image, 0 or more.</param>
    /// <param name="validationFraction">Share of the images for validation, from 0 (none) to below 1.</param>
    /// <param name="seed">Any number; the same seed gives the same parts on every machine.</param>
    /// <returns>
    /// Image indices, each part ascending, together every image once. The validation part has <c>round(fraction * N)</c> images; each
    /// class gives its exact share rounded up or down, and always keeps at least one training image, which can make the part smaller.
    /// </returns>
    /// <remarks>Thread-safe. Takes one pass and a few integers an image.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="validationFraction"/> is not in [0, 1), or a label is negative.</exception>
    public static (int[] Train, int[] Validation) Split(ReadOnlySpan<int> labels, double validationFraction, int seed)
    {
        if (!(validationFraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, "The validation fraction must be 0 or more and below 1.");
        var byClass = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(labels[i], nameof(labels));
            if (!byClass.TryGetValue(labels[i], out List<int>? members))
                byClass.Add(labels[i], members = []);
            members.Add(i);
        }

        int[][] classes = [.. byClass.Values.Select(members => members.ToArray())];
        int[] shares = Shares(Array.ConvertAll(classes, members => members.Length), labels.Length, validationFraction, (ulong)seed);
        var held = new bool[labels.Length];
        for (int c = 0; c < classes.Length; c++)
        {
            var random = SplitMix64.ForKey((ulong)seed, 1, (ulong)c);
            random.Shuffle(classes[c]);
            foreach (int i in classes[c].AsSpan(0, shares[c]))
                held[i] = true;
        }
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        return (Array.FindAll(all, i => !held[i]), Array.FindAll(all, i => held[i]));
    }

    /// <summary>
    /// Largest remainders: everybody gets the share rounded down, and what is left goes to those who lost most by that; among equals, the seed
    /// decides, else rounding would always favour the same classes.
    /// </summary>
    static int[] Shares(int[] sizes, int total, double fraction, ulong seed)
    {
        var shares = Array.ConvertAll(sizes, size => Math.Min((int)(size * fraction), size - 1));
        int left = (int)Math.Round(total * fraction, MidpointRounding.AwayFromZero) - shares.Sum();
        int[] order = [.. Enumerable.Range(0, sizes.Length)];
        var random = SplitMix64.ForKey(seed, 0, 0);
        random.Shuffle(order);
        int[] next = [.. order.Where(c => shares[c] < sizes[c] - 1).OrderByDescending(c => (sizes[c] * fraction) - shares[c]).Take(Math.Max(left, 0))];
        foreach (int c in next)
            shares[c]++;
        return shares;
    }
}
