using Cifar.Distributed;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Distributed;

[Collection(TorchTests.Name)]
public sealed class GradientBucketsTests : IDisposable
{
    private readonly Ranks ranks = new();

    public void Dispose() => ranks.Dispose();

    [Theory]
    [InlineData(1L << 30)] // All weights in one bucket.
    [InlineData(20)] // Several buckets.
    public void Gradients_of_parts_of_a_batch_sum_up_to_those_of_the_batch(long bucketBytes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = arange(5 * 6, ScalarType.Float32).reshape(5, 6) / 30;
        Parameter[] whole = Weights();
        Loss(whole, batch).backward();
        float[][] expected = Gradients(whole);

        var results = ranks.Run(2, group =>
        {
            using DisposeScope own = NewDisposeScope();
            Parameter[] weights = Weights();
            using GradientBuckets buckets = group.Reduce(weights, bucketBytes);
            Tensor part = group.Rank == 0 ? batch.narrow(0, 0, 2) : batch.narrow(0, 2, 3);
            for (int step = 0; step < 3; step++)
            {
                foreach (Parameter weight in weights)
                {
                    weight.grad = null;
                }

                buckets.Begin(part.shape[0] / 5.0);
                Loss(weights, part).backward();
                CommunicationTimes times = buckets.Finish();
                Assert.True(times.Communicating > TimeSpan.Zero);
            }

            Assert.Null(weights[^1].grad); // It plays no part in the loss.
            return (buckets.Count, Gradients: Gradients(weights));
        });
        Assert.All(results, result =>
        {
            Assert.Equal(bucketBytes > 1000 ? 1 : 2, result.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], result.Gradients[i], (a, b) => Math.Abs(a - b) < 1e-6f);
            }
        });
    }

    [Fact]
    public void Gradients_in_bfloat16_are_summed_and_kept_in_float32()
    {
        var results = ranks.Run(2, group =>
        {
            using DisposeScope own = NewDisposeScope();
            var weight = new Parameter(ones(4, ScalarType.BFloat16));
            using GradientBuckets buckets = group.Reduce([weight]);
            buckets.Begin(0.5);
            (weight * tensor(group.Rank == 0 ? 1.0f : 1.0078125f).to(ScalarType.BFloat16)).sum().backward();
            buckets.Finish();
            return (weight.grad!.dtype, Values: weight.grad!.to(ScalarType.Float32).data<float>().ToArray());
        });
        Assert.All(results, result =>
        {
            Assert.Equal(ScalarType.Float32, result.dtype);
            Assert.All(result.Values, value => Assert.Equal(1.00390625f, value));
        });
    }

    // A matrix, a vector, and a weight without a gradient.
    private static Parameter[] Weights() =>
    [
        new(arange(6 * 4, ScalarType.Float32).reshape(6, 4) / 24),
        new(arange(4, ScalarType.Float32)),
        new(ones(3)),
    ];

    private static Tensor Loss(Parameter[] weights, Tensor batch) => (batch.matmul(weights[0]) + weights[1]).tanh().pow(2).mean();

    private static float[][] Gradients(Parameter[] weights) => [.. weights.Take(2).Select(weight => weight.grad!.data<float>().ToArray())];
}
