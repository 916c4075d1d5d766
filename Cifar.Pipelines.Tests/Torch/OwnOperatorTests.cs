using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

/// <summary>Operators that the portable stack computes itself, against libtorch's.</summary>
[Collection(TorchTests.Name)]
public sealed class OwnOperatorTests
{
    private static readonly float[] Special = [0, -0f, 1e-40f, -1e-40f, 87, -87, 88.5f, -88.5f, 100, -100, 1e30f, -1e30f, float.PositiveInfinity, float.NaN];

    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory]
    [MemberData(nameof(Types))]
    public void Silu_is_the_input_times_its_sigmoid(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = cat([linspace(-30, 30, 100_003), tensor(Special)]).to(type);
        Tensor exact = input.to(ScalarType.Float64);
        Same((exact * exact.sigmoid()).to(type), input.silu(), Tolerance(type));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_gradient_of_silu_is_that_of_its_formula(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = linspace(-30, 30, 40_002).to(type).reshape(2, 3, 59, 113).requires_grad_();
        Tensor weights = Random(input.shape, seed: 1).to(type);
        Tensor gradient = autograd.grad([input.silu()], [input], [weights])[0];

        Tensor exact = input.detach().to(ScalarType.Float64).requires_grad_();
        Tensor expected = autograd.grad([exact * exact.sigmoid()], [exact], [weights.to(ScalarType.Float64)])[0];
        Same(expected.to(type), gradient, Tolerance(type), floor: 0.05);
    }

    [Fact]
    public void Silu_of_a_view_is_that_of_its_elements()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = Random([4, 6, 8, 10], seed: 2), view = all.slice(1, 0, 6, 2).transpose(2, 3);
        Same(view.contiguous().silu(), view.silu(), 1e-6);
        Tensor input = ChannelsLast(all).requires_grad_();
        Tensor crossed = autograd.grad([input.silu()], [input], [ones(1).expand(4, 6, 8, 10)])[0];
        Tensor straight = all.clone().requires_grad_();
        Same(autograd.grad([straight * straight.sigmoid()], [straight], [ones_like(all)])[0], crossed, 1e-6, floor: 0.05);
    }

    [Fact]
    public void The_gradient_of_silu_has_a_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor Twice(Func<Tensor, Tensor> work)
        {
            Tensor input = linspace(-5, 5, 50, ScalarType.Float32).requires_grad_();
            Tensor once = autograd.grad([work(input).sum()], [input], retain_graph: true, create_graph: true)[0];
            return autograd.grad([once.square().sum()], [input])[0];
        }

        Same(Twice(x => x * x.sigmoid()), Twice(x => x.silu()), 1e-5);
    }

    public static TheoryData<ScalarType, long, long, long, long> Windows
    {
        get
        {
            TheoryData<ScalarType, long, long, long, long> cases = [];
            foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                cases.Add(type, 8, 8, 2, 2);
                cases.Add(type, 9, 11, 2, 2);
                cases.Add(type, 10, 7, 3, 2);
                cases.Add(type, 5, 20, 1, 4);
                cases.Add(type, 31, 17, 16, 16);
                cases.Add(type, 5, 6, 5, 6);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Max_pooling_and_its_gradient_are_libtorchs(ScalarType type, long height, long width, long windowHeight, long windowWidth)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = Random([3, 19, height, width], seed: 3).mul_(3).round_(); // Ties.
        pixels.view(-1)[0] = float.NaN;
        pixels.view(-1)[5] = float.NaN;
        pixels.select(0, 1).select(0, 1).fill_(float.NegativeInfinity);
        Tensor input = ChannelsLast(pixels.to(type)).requires_grad_(), reference = input.detach().contiguous().requires_grad_();

        Tensor output = functional.max_pool2d(input, [windowHeight, windowWidth]);
        var (expected, _) = functional.max_pool2d_with_indices(reference, [windowHeight, windowWidth]);
        Assert.Equal(1, output.stride(1));
        Same(expected, output, 0);

        Tensor weights = Random(expected.shape, seed: 4).to(type);
        Same(autograd.grad([expected], [reference], [weights])[0], autograd.grad([output], [input], [weights])[0], 0);
    }

    [Fact]
    public void Max_pooling_that_it_does_not_compute_itself_is_libtorchs()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = ChannelsLast(Random([2, 5, 9, 10], seed: 5));
        Tensor Reference(long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceiling) =>
            functional.max_pool2d_with_indices(input.contiguous(), kernel, stride, padding, dilation, ceiling).output;

        Same(Reference([3, 3], [2, 2], [1, 1], [1, 1], false), functional.max_pool2d(input, 3, 2, 1), 0);
        Same(Reference([2, 2], [2, 2], [0, 0], [1, 1], true), functional.max_pool2d(input, 2, ceil_mode: true), 0);
        Same(Reference([2, 2], [2, 2], [0, 0], [2, 2], false), functional.max_pool2d(input, 2, 2, 0, 2), 0);
        Same(Reference([2, 2], [2, 2], [0, 0], [1, 1], false), functional.max_pool2d(input.contiguous(), 2), 0);
        Same(functional.max_pool2d(input, 2)[1], functional.max_pool2d(input[1], 2), 0);
        Assert.ThrowsAny<Exception>(() => functional.max_pool2d(input, 11));
        Assert.ThrowsAny<Exception>(() => functional.max_pool2d(input, 0));
    }

    [Fact]
    public void The_gradient_of_max_pooling_has_a_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = Random([2, 3, 7, 9], seed: 6);
        Tensor Twice(Func<Tensor, Tensor> work)
        {
            Tensor input = ChannelsLast(pixels).requires_grad_();
            Tensor once = autograd.grad([work(input).pow(3).sum()], [input], retain_graph: true, create_graph: true)[0];
            return autograd.grad([once.square().sum()], [input])[0];
        }

        Same(
            Twice(x => functional.max_pool2d_with_indices(x, [3, 2]).output),
            Twice(x => functional.max_pool2d(x, [3, 2])),
            1e-5);
    }

    // bfloat16 has 8 bits: a unit in the last place is 2^-8 of the number at most, and both sides may round the other way.
    private static double Tolerance(ScalarType type) => type == ScalarType.BFloat16 ? 1.0 / 128 : 2e-6;

    private static Tensor Random(long[] shape, long seed)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, generator: generator);
    }

    private static Tensor ChannelsLast(Tensor images) => images.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    // Relative to the number, or to the floor where that is more: a gradient passes through 0, and is the difference of greater numbers there.
    private static void Same(Tensor expected, Tensor actual, double tolerance, double floor = 1e-3)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        float[] one = expected.to(ScalarType.Float32).contiguous().data<float>().ToArray(), other = actual.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        for (int i = 0; i < one.Length; i++)
        {
            bool same = one[i].Equals(other[i]) || Math.Abs(one[i] - other[i]) <= tolerance * Math.Max(floor, Math.Abs(one[i]));
            Assert.True(same, $"element {i}: {other[i]:R} in place of {one[i]:R}");
        }
    }
}
