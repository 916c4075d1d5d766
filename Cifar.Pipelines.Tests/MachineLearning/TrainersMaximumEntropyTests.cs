using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TrainersMaximumEntropyTests
{
    static readonly ReferenceFixture Reference = new("maximum-entropy.json");
    readonly MLContext _context = new(seed: 1);

    MulticlassPredictionTransformer<MaximumEntropyModelParameters> Train(Action<LbfgsMaximumEntropyMulticlassTrainer.Options> set, IDataView? data = null)
    {
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { OptimizationTolerance = 1e-12f };
        set(options);
        return _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(data ?? LabeledRow.Load(_context, Reference));
    }

    static float[][] Weights(MaximumEntropyModelParameters model)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out int classes);
        Assert.Equal(3, classes);
        return [.. weights.Select(vector => vector.DenseValues().ToArray())];
    }

    static void AssertClose(double[][] expected, float[][] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i].Select(value => (double)value), (a, b) => Math.Abs(a - b) < tolerance);
    }

    [Theory]
    [InlineData("l2", 0, 1, null)]
    [InlineData("l2Weighted", 0, 2, "Weight")]
    [InlineData("l1l2", 1, 1, null)]
    [InlineData("l1Strong", 10, 0, null)]
    public void The_optimum_is_that_of_scikit_learn(string fit, float l1, float l2, string? weight)
    {
        var transformer = Train(options => (options.L1Regularization, options.L2Regularization, options.ExampleWeightColumnName) = (l1, l2, weight));
        AssertClose(Reference.Get<double[][]>("fits", fit, "weights"), Weights(transformer.Model), 5e-4);
        var scored = transformer.Transform(LabeledRow.Load(_context, Reference));
        AssertClose(Reference.Get<double[][]>("fits", fit, "probabilities"), scored.Vectors<float>("Score"), 2e-4);
    }

    [Fact]
    public void A_strong_l1_penalty_makes_weights_exactly_zero()
    {
        var expected = Reference.Get<double[][]>("fits", "l1Strong", "weights").Sum(row => row.Count(value => value == 0));
        Assert.True(expected > 0);
        Assert.Equal(expected, Weights(Train(options => (options.L1Regularization, options.L2Regularization) = (10, 0)).Model).Sum(row => row.Count(value => value == 0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Weights_can_be_held_non_negative(float l1)
    {
        var weights = Weights(Train(options => (options.EnforceNonNegativity, options.L1Regularization) = (true, l1)).Model);
        Assert.All(weights, row => Assert.All(row, value => Assert.True(value >= 0)));
        Assert.Contains(weights, row => row.Any(value => value > 0.1f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sparse_rows_and_any_number_of_threads_give_the_same_model(int threads)
    {
        var dense = Weights(Train(_ => { }, WithZeros(sparse: false)).Model);
        var sparse = Weights(Train(options => options.NumberOfThreads = threads, WithZeros(sparse: true)).Model);
        for (int c = 0; c < 3; c++)
            Assert.Equal(dense[c], sparse[c], (a, b) => Math.Abs(a - b) < 5e-4);
    }

    public sealed class Vector
    {
        [ColumnName("Features"), VectorType(6)]
        public VBuffer<float> Values { get; set; }
    }

    /// <summary>The problem with its small features set to zero, as vectors that hold the zeros or leave them out.</summary>
    IDataView WithZeros(bool sparse)
    {
        var data = LabeledRow.Load(_context, Reference);
        var mapping = _context.Transforms.CustomMapping<Vector, Vector>((input, output) =>
        {
            float[] values = [.. input.Values.DenseValues().Select(value => Math.Abs(value) < 0.7f ? 0 : value)];
            int[] indices = [.. Enumerable.Range(0, 6).Where(i => values[i] != 0)];
            output.Values = sparse ? new VBuffer<float>(6, indices.Length, [.. indices.Select(i => values[i])], indices) : new VBuffer<float>(6, values);
        }, null!);
        return mapping.Fit(data).Transform(data);
    }

    [Fact]
    public void Training_can_go_on_from_a_model()
    {
        var data = LabeledRow.Load(_context, Reference);
        var done = Train(_ => { });
        var more = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = 1 }).Fit(data, done.Model);
        AssertClose([.. Weights(done.Model).Select(row => row.Select(value => (double)value).ToArray())], Weights(more.Model), 2e-3);
    }

    [Fact]
    public void Rows_that_lack_something_are_left_out()
    {
        var warnings = new List<string>();
        _context.Log += (_, message) => warnings.Add(message.RawMessage);
        var features = Reference.Get<float[][]>("features");
        var labels = Reference.Get<int[]>("labels");
        IEnumerable<LabeledRow> rows = [.. features.Select((row, i) => new LabeledRow { Label = (uint)labels[i], Features = row }),
            new LabeledRow { Label = 7, Features = features[0] }, new LabeledRow { Label = 1, Features = [1, 2, float.NaN, 4, 5, 6] }];
        var weights = Weights(Train(_ => { }, LabeledRow.View(_context, rows, 6)).Model);
        Assert.Equal(Weights(Train(_ => { }).Model)[0], weights[0]);
        Assert.Contains(warnings, text => text.StartsWith("Skipped 2 instances", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => Train(_ => { }, LabeledRow.View(_context, [], 6)));
    }

    [Fact]
    public void Labels_and_features_of_other_types_are_refused_before_training()
    {
        var data = LabeledRow.Load(_context, Reference);
        var trainers = _context.MulticlassClassification.Trainers;
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.LbfgsMaximumEntropy(labelColumnName: "Weight").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.LbfgsMaximumEntropy(featureColumnName: "Weight").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.SdcaMaximumEntropy(labelColumnName: "None").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.LbfgsMaximumEntropy(historySize: 0));
    }

    [Fact]
    public void The_defaults_are_those_of_the_original()
    {
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options();
        Assert.Equal((1f, 1f, 1e-7f, 20), (options.L1Regularization, options.L2Regularization, options.OptimizationTolerance, options.HistorySize));
        Assert.Equal(("Label", "Features", null), (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName));
    }
}
