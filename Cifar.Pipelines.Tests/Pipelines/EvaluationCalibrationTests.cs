using System.Text.Json;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Pipelines;

public sealed class EvaluationCalibrationTests
{
    private static readonly JsonElement Reference = EvaluationFixture.Read("statistics.json").GetProperty("temperature");

    private static (float[] Logits, int[] Labels) Problem => (Reference.GetProperty("logits").Deserialize<float[]>()!, Reference.GetProperty("labels").Deserialize<int[]>()!);

    [Fact]
    public void The_temperature_equals_that_of_SciPy()
    {
        var fit = TemperatureScaling.Fit(Problem.Logits, Problem.Labels);
        Assert.Equal(Reference.GetProperty("temperature").GetDouble(), fit.Factor, 1e-6);
        Assert.Equal(Reference.GetProperty("before").GetDouble(), fit.LogLossBefore, 1e-9);
        Assert.Equal(Reference.GetProperty("after").GetDouble(), fit.LogLossAfter, 1e-9);
        Assert.False(fit.AtLimit);
    }

    [Fact]
    public void A_known_temperature_is_recovered_from_probabilities_and_calibrates_them()
    {
        const double True = 1.8;
        var random = new Random(3);
        var labels = new int[6000];
        var scores = new float[labels.Length][];
        for (int i = 0; i < labels.Length; i++)
        {
            double[] logits = [.. Enumerable.Range(0, 10).Select(_ => 6 * random.NextDouble())];
            labels[i] = Draw(Softmax(logits, True), random);
            scores[i] = Array.ConvertAll(Softmax(logits, 1), value => (float)value);
        }

        var ml = new MLContext(1);
        var fit = ml.MulticlassClassification.FitTemperature(EvaluationFixture.View(ml, labels, scores));
        Assert.Equal(True, fit.Factor, 0.06);
        Assert.True(fit.LogLossAfter < fit.LogLossBefore);
        Assert.True(fit.CalibrationErrorAfter < 0.02 && fit.CalibrationErrorBefore > 0.1);
    }

    [Fact]
    public void A_model_that_is_always_right_ends_at_the_limit()
    {
        var fit = TemperatureScaling.Fit([4, 0, 0, 4], [0, 1]);
        Assert.True(fit.AtLimit);
        Assert.Equal(TemperatureScaling.Smallest, fit.Factor, 1e-12);
    }

    [Fact]
    public void Input_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1, 2, 3], [0, 1]));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1, 2], [2]));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1, float.NaN], [0]));
        Assert.Throws<ArgumentException>(() => OnnxTemperature.WriteStep(2, 0, "a", "b"));
        Assert.Throws<ModelFormatException>(() => OnnxTemperature.Rescale([1, 2, 3], 2));
    }

    private static double[] Softmax(double[] logits, double temperature)
    {
        double[] powers = Array.ConvertAll(logits, logit => Math.Exp(logit / temperature));
        return Array.ConvertAll(powers, power => power / powers.Sum());
    }

    private static int Draw(double[] probabilities, Random random)
    {
        double at = random.NextDouble();
        int i = 0;
        while (i < probabilities.Length - 1 && (at -= probabilities[i]) > 0)
        {
            i++;
        }

        return i;
    }
}
