using Cifar.Models.Training;

namespace Cifar.Pipelines.Tests.Models;

public sealed class LearningRateTests
{
    [Fact]
    public void One_cycle_follows_PyTorch()
    {
        // torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.002, total_steps=10), the rate of each step, PyTorch 1.13.
        double[] expected = [8e-05, 0.00104, 0.002, 0.0019009693, 0.0016234913, 0.001222524, 0.00077748396, 0.00037651669, 9.9038736e-05, 8e-09];
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], LearningRates.At(LearningRateSchedule.OneCycle, 0.002, step, expected.Length), 9);
        }
    }

    [Fact]
    public void Cosine_starts_at_the_peak_and_falls_to_nothing()
    {
        Assert.Equal(1, LearningRates.At(LearningRateSchedule.Cosine, 1, 0, 100), 12);
        Assert.Equal(0.5, LearningRates.At(LearningRateSchedule.Cosine, 1, 50, 100), 12);
        Assert.Equal(0, LearningRates.At(LearningRateSchedule.Cosine, 1, 100, 100), 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_shortest_trainings_have_finite_rates(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Assert.InRange(LearningRates.At(LearningRateSchedule.OneCycle, 1, step, steps), 0, 1);
        }
    }

    [Fact]
    public void Constant_is_constant() => Assert.Equal(0.1, LearningRates.At(LearningRateSchedule.Constant, 0.1, 7, 100));
}
