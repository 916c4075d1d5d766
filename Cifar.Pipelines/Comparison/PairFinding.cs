using System.Globalization;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>What a test of one pair found, before the other pairs are taken into account.</summary>
internal sealed record PairFinding(ComparisonTest Test, double Difference, Interval Interval, double P)
{
    private const double Tiny = 0.0001;

    public int? OnlyA { get; init; }

    public int? OnlyB { get; init; }

    public double? Power { get; init; }

    public double? DetectableDifference { get; init; }

    public ComparedPair Conclude(string a, string b, double corrected, ComparisonOptions options)
    {
        bool differ = corrected <= options.Significance && Difference != 0;
        return new ComparedPair(
            a, b, Test, Difference, Interval, P, corrected, differ, OnlyA, OnlyB, Power, DetectableDifference, Sentence(a, b, corrected, differ, 1 - options.Significance));
    }

    private string Sentence(string a, string b, double corrected, bool differ, double level)
    {
        var (better, worse, low, high) = Difference >= 0 ? (b, a, Interval.Low, Interval.High) : (a, b, -Interval.High, -Interval.Low);

        // Student's interval lies evenly about the difference, the bootstrap's does not.
        bool seeds = Test is ComparisonTest.PairedSeeds or ComparisonTest.WelchSeeds;
        string amount = Points(Math.Abs(Difference)) + (seeds ? $" ± {Points((high - low) / 2)}" : "");
        string interval = seeds ? $"{100 * level:0.#} % interval over the seeds" : $"{100 * level:0.#} % interval {Points(low)} to {Points(high)}";
        string evidence = $"{interval}; {Probability(corrected)}";
        if (differ)
        {
            return $"{better} is better than {worse} by {amount} points ({evidence}).";
        }

        string reach = DetectableDifference is { } detectable ? $"; a true difference of {Points(detectable)} points would be found four times out of five" : "";
        return $"{b} and {a} cannot be told apart: they differ by {amount} points ({evidence}{reach}).";
    }

    private static string Points(double share) => (100 * share).ToString("0.0#", CultureInfo.InvariantCulture);

    private static string Probability(double p) => p < Tiny ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {p:G2}");
}
