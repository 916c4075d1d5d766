using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Transfer;

[Collection(TorchTests.Name)]
public sealed class HeadTests
{
    private const int Classes = 4;
    private const int Width = 6;

    [Fact]
    public void Softmax_regression_ends_where_autograd_finds_no_slope()
    {
        using HeadData data = Examples(200, 1);
        using var regression = new SoftmaxRegression(data.Features, data.Labels, Classes);
        int iterations = regression.Minimize(0.01, 500, 1e-9, CancellationToken.None);
        Assert.InRange(iterations, 3, 499);

        using Tensor weights = regression.Weights.detach().clone().requires_grad_();
        using Tensor matrix = weights.narrow(0, 0, Width), bias = weights.narrow(0, Width, 1);
        using Tensor loss = nn.functional.cross_entropy(data.Features.matmul(matrix).add(bias), data.Labels).add(matrix.pow(2).sum().mul(0.005));
        loss.backward();
        Assert.True(weights.grad!.abs().max().item<float>() < 1e-3, $"slope {weights.grad.abs().max().item<float>()}");
    }

    [Fact]
    public void All_heads_learn_and_are_written_as_they_are()
    {
        using HeadData training = Examples(400, 1), validation = Examples(100, 2);
        FittedHead[] heads =
        [
            SoftmaxHeadTrainer.Fit(training, validation, null, null, CancellationToken.None),
            DenseHeadTrainer.Fit(training, validation, 0, CancellationToken.None),
            NeighbourHead.Fit(training, validation),
            PrototypeHead.Fit(training, validation),
        ];
        float[] x = Reference.Random([3, Width]);
        foreach (FittedHead head in heads)
        {
            using (head.Module)
            {
                Assert.True(head.Validation!.Value.Accuracy > 0.7, $"{head.Setting}: {head.Validation}");
                byte[] file = SmallBackbone.Of((graph, input) => graph.Add(head.Module, input), [Width], [Classes]);
                Reference.Near(Reference.Run(head.Module, x, [3, Width]), Reference.Run(file, x, [3, Width]), 1e-5);
            }
        }
    }

    [Fact]
    public void A_class_without_images_is_not_the_answer_even_where_all_others_are_far_away()
    {
        using var training = new HeadData(tensor(new[] { 1f, 0, 0.9f, 0.1f }, new long[] { 2, 2 }), tensor(new long[] { 0, 2 }), 3);
        using nn.Module<Tensor, Tensor> head = PrototypeHead.Fit(training, null).Module;
        float[] opposite = [-1, 0], logits = Reference.Run(head, opposite, [1, 2]);
        Assert.InRange(logits.Max(), -20, 0);
        Assert.True(logits[1] < -1000, $"{logits[1]}");
        byte[] file = SmallBackbone.Of((graph, input) => graph.Add(head, input), [2], [3]);
        Reference.Near(logits, Reference.Run(file, opposite, [1, 2]), 1e-5);
    }

    // Four clouds around corners of a cube, of unequal scale along each axis.
    private static HeadData Examples(int count, int seed)
    {
        var random = new Random(seed);
        var features = new float[count * Width];
        var labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % Classes;
            for (int j = 0; j < Width; j++)
            {
                features[(i * Width) + j] = (((labels[i] >> (j % 2)) & 1) * 2) + (float)(random.NextDouble() + random.NextDouble() - 1);
            }
        }

        return new HeadData(tensor(features, new long[] { count, Width }), tensor(labels), Classes);
    }
}
