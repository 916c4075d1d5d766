using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TrainersSdcaTests
{
    static readonly ReferenceFixture Reference = new("pairwise-logistic.json");

    static MaximumEntropyModelParameters Train(SdcaMaximumEntropyMulticlassTrainer.Options options, int seed = 1)
    {
        var context = new MLContext(seed);
        return context.MulticlassClassification.Trainers.SdcaMaximumEntropy(options).Fit(LabeledRow.Load(context, Reference)).Model;
    }

    static float[] Weights(MaximumEntropyModelParameters model)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        return [.. weights.SelectMany(vector => vector.DenseValues()), .. model.GetBiases()];
    }

    static SdcaMaximumEntropyMulticlassTrainer.Options Precise(int threads) => new()
    {
        L2Regularization = 0.05f, L1Regularization = 0, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 2000, NumberOfThreads = threads,
    };

    [Theory]
    [InlineData(1, 1e-3)]
    [InlineData(2, 2e-2)]
    public void The_optimum_is_that_of_SciPy(int threads, double tolerance)
    {
        double[] expected = [.. Reference.Get<double[][]>("weights").SelectMany(row => row), .. Reference.Get<double[]>("biases")];
        Assert.Equal(expected, Weights(Train(Precise(threads))).Select(value => (double)value), (a, b) => Math.Abs(a - b) < tolerance);
    }

    [Fact]
    public void One_thread_and_a_seed_give_the_same_bits_again()
    {
        var options = new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 3 };
        Assert.Equal(Weights(Train(options, seed: 5)), Weights(Train(options, seed: 5)));
        Assert.NotEqual(Weights(Train(options, seed: 5)), Weights(Train(options, seed: 6)));
    }

    [Fact]
    public void The_defaults_learn_the_problem()
    {
        var context = new MLContext(seed: 1);
        var data = LabeledRow.Load(context, Reference);
        var model = context.MulticlassClassification.Trainers.SdcaMaximumEntropy().Fit(data);
        Assert.True(context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy > 0.8);
    }

    [Fact]
    public void A_threshold_makes_weights_zero()
    {
        var options = Precise(1);
        options.L1Regularization = 2;
        Assert.True(Weights(Train(options)).Count(value => value == 0) >= 3);
    }
}
