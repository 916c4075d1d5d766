using System.Text.Json;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;

namespace Cifar.Pipelines.Tests.Models.Optimization;

public sealed class ScheduleTests
{
    private const int Steps = 40;
    private const int StepsPerEpoch = 4;

    private static readonly Dictionary<string, ScheduleSettings> Cases = new()
    {
        ["one-cycle"] = new(),
        ["one-cycle-early"] = new() { PeakShare = 0.1 },
        ["cosine"] = new() { Schedule = LearningRateSchedule.Cosine },
        ["cosine-floor"] = new() { Schedule = LearningRateSchedule.Cosine, FinalShare = 0.1 },
        ["linear"] = new() { Schedule = LearningRateSchedule.Linear, FinalShare = 0.2 },
        ["step"] = new() { Schedule = LearningRateSchedule.Step, DecayEvery = 3, DecayFactor = 0.3 },
        ["exponential"] = new() { Schedule = LearningRateSchedule.Exponential },
    };

    private static readonly JsonElement Fixture =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "optimization", "schedules.json"))).RootElement;

    public static TheoryData<string> Known => [.. Cases.Keys];

    public static TheoryData<LearningRateSchedule> All => [.. Enum.GetValues<LearningRateSchedule>()];

    [Theory]
    [MemberData(nameof(Known))]
    public void Rates_equal_PyTorchs(string name)
    {
        double[] expected = [.. Fixture.GetProperty(name).EnumerateArray().Select(rate => rate.GetDouble())];
        double[] rates = [.. Enumerable.Range(0, Steps).Select(step => LearningRates.At(Cases[name], 1, step, Steps, StepsPerEpoch))];
        Assert.All(expected.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void A_triangle_rises_to_the_peak_and_falls_to_its_final_share()
    {
        var triangle = new ScheduleSettings { Schedule = LearningRateSchedule.Triangular, PeakShare = 0.25, FinalShare = 0.07 };
        Assert.Equal(0.002, LearningRates.At(triangle, 2, 0, Steps, StepsPerEpoch), 1e-12);
        Assert.Equal(1, LearningRates.At(triangle, 2, 5, Steps, StepsPerEpoch), 1e-12);
        Assert.Equal(2, LearningRates.At(triangle, 2, 10, Steps, StepsPerEpoch), 1e-12);
        Assert.Equal(2 * 0.535, LearningRates.At(triangle, 2, 25, Steps, StepsPerEpoch), 1e-12);
        Assert.Equal(2 * 0.07, LearningRates.At(triangle, 2, Steps, Steps, StepsPerEpoch), 1e-12);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void After_warming_up_a_schedule_takes_the_steps_that_remain(LearningRateSchedule schedule)
    {
        var plain = new ScheduleSettings { Schedule = schedule };
        ScheduleSettings warm = plain with { WarmUpEpochs = 1.5 };
        double start = LearningRates.At(plain, 1, 0, Steps - 6, StepsPerEpoch);
        for (int step = 0; step < Steps; step++)
        {
            double expected = step < 6 ? start * (step + 1) / 7 : LearningRates.At(plain, 1, step - 6, Steps - 6, StepsPerEpoch);
            Assert.Equal(expected, LearningRates.At(warm, 1, step, Steps, StepsPerEpoch), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_schedule_has_finite_rates_in_the_shortest_trainings(LearningRateSchedule schedule)
    {
        foreach (int steps in new[] { 1, 2, 3 })
        {
            foreach (double share in new[] { 0, 0.3, 1 })
            {
                var settings = new ScheduleSettings { Schedule = schedule, PeakShare = share, WarmUpEpochs = 5 };
                Assert.All(Enumerable.Range(0, steps), step => Assert.InRange(LearningRates.At(settings, 1, step, steps, 1), 0, 1));
            }
        }
    }

    [Fact]
    public void A_plateau_lowers_the_rate_as_PyTorch_does_also_when_taken_up_again()
    {
        var settings = new ScheduleSettings { Schedule = LearningRateSchedule.Plateau, PlateauPatience = 2, PlateauMinimum = 0.2 };
        var plateau = new PlateauRate(settings);
        JsonElement known = Fixture.GetProperty("plateau");
        foreach ((JsonElement loss, JsonElement rate) in known.GetProperty("losses").EnumerateArray().Zip(known.GetProperty("rates").EnumerateArray()))
        {
            var resumed = new PlateauRate(settings);
            resumed.Restore(plateau.Factor, plateau.Lowest, plateau.Waited);
            plateau = resumed;
            plateau.EpochDone(loss.GetDouble());
            Assert.Equal(rate.GetDouble(), plateau.Factor, 1e-12);
        }
    }
}
