namespace Cifar.Pipelines.Evaluation;

/// <summary>Compares confidence with accuracy in equal bins of confidence (Guo et al., "On Calibration of Modern Neural Networks", 2017).</summary>
internal sealed class CalibrationBinning(int bins)
{
    private readonly long[] counts = new long[bins];
    private readonly double[] confidences = new double[bins];
    private readonly long[] right = new long[bins];

    /// <summary>Sum over the bins of their share of the images times the distance between their accuracy and their mean confidence.</summary>
    public double ExpectedError
    {
        get
        {
            long total = 0;
            double error = 0;
            for (int i = 0; i < counts.Length; i++)
            {
                total += counts[i];
                error += Math.Abs(right[i] - confidences[i]);
            }

            return total == 0 ? 0 : error / total;
        }
    }

    public static int BinOf(double confidence, int bins) => Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);

    /// <summary>Counts one image; bin i holds confidences from above i / bins to (i + 1) / bins.</summary>
    public void Add(double confidence, bool isRight) => Add(BinOf(confidence, counts.Length), confidence, isRight);

    public void Add(int bin, double confidence, bool isRight)
    {
        counts[bin]++;
        confidences[bin] += confidence;
        right[bin] += isRight ? 1 : 0;
    }

    public void Clear()
    {
        Array.Clear(counts);
        Array.Clear(confidences);
        Array.Clear(right);
    }

    public CalibrationReport Report()
    {
        var all = new ReliabilityBin[counts.Length];
        double greatest = 0;
        for (int i = 0; i < all.Length; i++)
        {
            double? confidence = counts[i] == 0 ? null : confidences[i] / counts[i];
            double? accuracy = counts[i] == 0 ? null : (double)right[i] / counts[i];
            all[i] = new ReliabilityBin((double)i / all.Length, (i + 1.0) / all.Length, counts[i], confidence, accuracy);
            greatest = Math.Max(greatest, Math.Abs((accuracy - confidence) ?? 0));
        }

        return new CalibrationReport(ExpectedError, greatest, all);
    }
}
