using Cifar.Models.Onnx;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Tests.ReferenceModels;

public sealed class AnswerThresholdTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.4)]
    public void Of_honest_probabilities_no_more_sure_answers_are_wrong_than_allowed(double risk)
    {
        var (probabilities, correct) = Honest(20_000, seed: 1);
        var (others, outcomes) = Honest(20_000, seed: 2);
        var threshold = AnswerThresholds.Choose(probabilities, correct, risk)!;
        double Wrong(double[] of, bool[] right) => of.Zip(right).Where(pair => pair.First >= threshold.Probability).Average(pair => pair.Second ? 0.0 : 1);

        // Probabilities are uniform and true, so of those above t the share (1 - t) / 2 is wrong.
        Assert.Equal(1 - (2 * risk), threshold.Probability, 0.04);
        Assert.InRange(Wrong(probabilities, correct), 0.8 * risk, risk);
        Assert.InRange(Wrong(others, outcomes), 0.8 * risk, 1.05 * risk);
        Assert.Equal((double)probabilities.Count(p => p >= threshold.Probability) / probabilities.Length, threshold.Coverage, 12);
    }

    [Fact]
    public void Who_is_always_right_is_always_sure_and_who_is_never_right_never() =>
        Assert.Equal((0.0, 1.0, null), (
            AnswerThresholds.Choose([.. Enumerable.Repeat(0.3, 100)], [.. Enumerable.Repeat(true, 100)])!.Probability,
            AnswerThresholds.Choose([.. Enumerable.Repeat(0.3, 100)], [.. Enumerable.Repeat(true, 100)])!.Coverage,
            AnswerThresholds.Choose([.. Enumerable.Repeat(0.9, 100)], new bool[100])));

    [Fact]
    public void A_handful_of_images_proves_nothing_and_equal_probabilities_share_their_fate()
    {
        Assert.Null(AnswerThresholds.Choose([0.9, 0.9, 0.8], [true, true, true]));
        double[] probabilities = [.. Enumerable.Repeat(0.9, 50), .. Enumerable.Repeat(0.5, 50)];
        var threshold = AnswerThresholds.Choose(probabilities, [.. Enumerable.Repeat(true, 55), .. new bool[45]])!;
        Assert.Equal((0.7, 0.5), (threshold.Probability, threshold.Coverage));
    }

    [Theory]
    [InlineData(0.2, 11)]
    [InlineData(0.05, 52)]
    [InlineData(0.01, 268)]
    public void As_many_images_are_needed_as_show_it_without_an_error(double risk, int images)
    {
        AnswerThreshold? Of(int count) => AnswerThresholds.Choose([.. Enumerable.Repeat(0.9, count)], [.. Enumerable.Repeat(true, count)], risk);
        Assert.Equal(images, AnswerThresholds.ImagesNeeded(risk));
        Assert.NotNull(Of(images));
        Assert.Null(Of(images - 1));
        Assert.Throws<ArgumentException>(() => AnswerThresholds.ImagesNeeded(0));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AnswerThresholds.Choose([0.5], [true, false]));
        Assert.Throws<ArgumentException>(() => AnswerThresholds.Choose([0.5], [true], risk: 1));
        Assert.Throws<ArgumentException>(() => new AnswerThreshold(1.5, 0.2, 0.5, 10));
        Assert.Throws<ArgumentException>(() => new AnswerThreshold(0.5, 0.2, 0.5, 0));
    }

    private static (double[] Probabilities, bool[] Correct) Honest(int count, int seed)
    {
        var random = new Random(seed);
        double[] probabilities = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        return (probabilities, Array.ConvertAll(probabilities, p => random.NextDouble() < p));
    }
}
