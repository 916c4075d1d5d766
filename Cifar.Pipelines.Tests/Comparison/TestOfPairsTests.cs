using System.Text.Json;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Tests.Pipelines;

namespace Cifar.Pipelines.Tests.Comparison;

/// <summary>The tests behind a comparison, against statsmodels and published examples; the fixture is made by benchmarks/peers/make_statistics_fixtures.py.</summary>
public sealed class TestOfPairsTests
{
    private static readonly JsonElement Reference = EvaluationFixture.Read("statistics.json");

    [Fact]
    public void McNemar_equals_statsmodels()
    {
        foreach (var table in Reference.GetProperty("mcnemar").EnumerateArray())
        {
            double p = table.GetProperty("p").GetDouble();
            Assert.Equal(p, McNemarTest.Exact(table.GetProperty("onlyA").GetInt32(), table.GetProperty("onlyB").GetInt32()), 1e-9 * Math.Max(p, 1e-6) + 1e-15);
        }
    }

    /// <summary>
    /// Bentur and others (2009), in Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13:91 (2013): of 21 children 7 changed
    /// one way and 1 the other; the exact conditional test gives p = 0.0703 = 2 * (1 + 8) / 256.
    /// </summary>
    [Fact]
    public void McNemar_gives_the_p_of_a_published_example() => Assert.Equal(18 / 256.0, McNemarTest.Exact(1, 7), 1e-12);

    [Fact]
    public void McNemar_is_symmetric_and_certain_of_nothing_without_disagreement()
    {
        Assert.Equal(McNemarTest.Exact(3, 11), McNemarTest.Exact(11, 3), 1e-15);
        Assert.Equal(1, McNemarTest.Exact(0, 0));
        Assert.Equal(1, McNemarTest.Exact(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Exact(-1, 2));
    }

    [Fact]
    public void Power_agrees_with_simulation()
    {
        const int Images = 2000, Times = 600;
        double power = McNemarTest.Power(0.08, 0.105, Images);
        var random = new Random(11);
        int found = 0;
        for (int i = 0; i < Times; i++)
        {
            int onlyA = 0, onlyB = 0;
            for (int image = 0; image < Images; image++)
            {
                double at = random.NextDouble();
                onlyA += at < 0.08 ? 1 : 0;
                onlyB += at is >= 0.08 and < 0.185 ? 1 : 0;
            }

            found += McNemarTest.Exact(onlyA, onlyB) <= 0.05 ? 1 : 0;
        }

        // The exact test is a little weaker than the approximation.
        Assert.Equal(power, (double)found / Times, 0.07);
        double detectable = McNemarTest.DetectableDifference(0.185, Images)!.Value;
        Assert.Equal(0.8, McNemarTest.Power((0.185 - detectable) / 2, (0.185 + detectable) / 2, Images), 1e-6);
        Assert.Null(McNemarTest.DetectableDifference(0.001, 100));
    }

    [Fact]
    public void Holm_equals_statsmodels_and_an_example_by_hand()
    {
        double[] Values(string key) => Reference.GetProperty("holm").GetProperty(key).Deserialize<double[]>()!;
        Assert.Equal(Values("adjusted"), HolmCorrection.Adjust(Values("values")), (a, b) => Math.Abs(a - b) < 1e-12);

        // 3 * 0.01; 2 * 0.02 = 0.04; 1 * 0.03 is below what came before, so 0.04.
        Assert.Equal([0.04, 0.03, 0.04], HolmCorrection.Adjust([0.03, 0.01, 0.02]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Empty(HolmCorrection.Adjust([]));
        Assert.Throws<ArgumentException>(() => HolmCorrection.Adjust([double.NaN]));
    }

    [Fact]
    public void The_front_holds_those_whom_nobody_beats() =>
        Assert.Equal([true, false, true, false, true], ParetoFront.Find([(0.9, 5.0), (0.8, 6.0), (0.7, 1.0), (0.99, null), (0.9, 5.0)]));
}
