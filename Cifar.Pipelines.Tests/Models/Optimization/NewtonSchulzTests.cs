using Cifar.Models.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Optimization;

[Collection(TorchTests.Name)]
public sealed class NewtonSchulzTests
{
    [Theory]
    [InlineData(8, 30)]
    [InlineData(30, 8)]
    [InlineData(1, 12)]
    public void Rows_or_columns_become_nearly_orthonormal(int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        Tensor orthogonal = NewtonSchulz.Orthogonal(randn(rows, columns) * 50, 6);
        Tensor product = rows < columns ? orthogonal.matmul(orthogonal.transpose(0, 1)) : orthogonal.transpose(0, 1).matmul(orthogonal);
        Assert.Equal([rows, columns], orthogonal.shape);
        Assert.InRange((product - eye(Math.Min(rows, columns))).abs().max().item<float>(), 0, 0.6f);
    }

    [Theory]
    [InlineData(8, 30)]
    [InlineData(30, 8)]
    public void A_stack_gives_what_each_matrix_gives(int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(4);
        Tensor[] matrices = [randn(rows, columns), randn(rows, columns) * 1e-3, randn(rows, columns) * 1e3];
        Tensor[] together = NewtonSchulz.Orthogonal(stack(matrices), 3).unbind();
        Assert.All(matrices.Zip(together), pair =>
            Assert.InRange((NewtonSchulz.Orthogonal(pair.First, 3) - pair.Second).abs().max().item<float>(), 0, 1e-5f));
    }

    [Fact]
    public void A_gradient_of_zeros_gives_a_step_of_zeros()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(0, NewtonSchulz.Orthogonal(zeros(4, 6), 3).abs().sum().item<float>());
    }
}
