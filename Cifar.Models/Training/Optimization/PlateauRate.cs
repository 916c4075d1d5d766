namespace Cifar.Models.Training.Optimization;

/// <summary>The factor of the learning rate that falls whenever the loss has not fallen for some epochs.</summary>
/// <remarks>As PyTorch's ReduceLROnPlateau: a loss counts as lower when it is so by 1/10,000 of the lowest so far.</remarks>
internal sealed class PlateauRate(ScheduleSettings settings)
{
    private const double Threshold = 1e-4;

    /// <summary>What the schedule's rate is multiplied by; 1 until the first drop.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>The lowest loss so far.</summary>
    public double Lowest { get; private set; } = double.PositiveInfinity;

    /// <summary>Epochs since then, or since the last drop.</summary>
    public int Waited { get; private set; }

    /// <summary>Takes the loss of an epoch into account.</summary>
    /// <param name="loss">Loss on the held-out images.</param>
    public void EpochDone(double loss)
    {
        if (loss < Lowest * (1 - Threshold))
        {
            Lowest = loss;
            Waited = 0;
        }
        else if (++Waited > settings.PlateauPatience)
        {
            Factor = Math.Max(settings.PlateauMinimum, Factor * (settings.DecayFactor ?? 0.5));
            Waited = 0;
        }
    }

    /// <summary>Goes on from saved values.</summary>
    public void Restore(double factor, double lowest, int waited)
    {
        Factor = factor;
        Lowest = lowest;
        Waited = waited;
    }
}
