namespace Cifar.Models.Transfer;

/// <summary>Steps of a fine-tuning, and the course of its learning rate: a short rise, then half a cosine down to 0.</summary>
internal sealed class FineTuneSchedule(TransferOptions options, int images, double warmUp)
{
    /// <summary>Images a step.</summary>
    public int Batch { get; } = Math.Min(options.BatchSize, images);

    /// <summary>Steps an epoch; what is left over sits out that epoch.</summary>
    public int Steps => images / Batch;

    /// <summary>Images of the first epochs.</summary>
    public long Images(int epochs) => (long)epochs * Steps * Batch;

    /// <summary>Share of the peak at a step.</summary>
    public double RateAt(long step)
    {
        double total = (double)Steps * options.Epochs, rise = Math.Max(1, warmUp * total);
        return step < rise ? (step + 1) / rise : (1 + Math.Cos(Math.PI * (step - rise) / Math.Max(1, total - rise))) / 2;
    }
}
