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
            long total = counts.Sum();
            double error = 0;
            for (int i = 0; i < bins; i++)
            {
                error += total == 0 ? 0 : Math.Abs(right[i] - confidences[i]) / total;
            }

            return error;
        }
    }

    /// <summary>Counts one image; bin i holds confidences from above i / bins to (i + 1) / bins.</summary>
    public void Add(double confidence, bool isRight)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
        counts[bin]++;
        confidences[bin] += confidence;
        right[bin] += isRight ? 1 : 0;
    }
}
