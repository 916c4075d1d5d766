using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

/// <summary>The process-wide generator is shared, so nothing else may draw from it meanwhile.</summary>
[CollectionDefinition("Torch randomness", DisableParallelization = true)]
public sealed class TorchRandomness;

[Collection("Torch randomness")]
public sealed class RandomnessTests
{
    static readonly JsonElement Fixture = TorchFixture.Read("random");

    [Fact]
    public void A_seed_gives_the_numbers_it_gives_in_PyTorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        TorchFixture.AssertClose(Fixture.GetProperty("rand"), rand(5));
        TorchFixture.AssertClose(Fixture.GetProperty("randn"), randn(20));
        TorchFixture.AssertClose(Fixture.GetProperty("randperm"), randperm(10));
        TorchFixture.AssertClose(Fixture.GetProperty("randint"), randint(0, 100, [8L]));
    }

    [Fact]
    public void Layers_start_as_they_do_in_PyTorch()
    {
        manual_seed(7);
        using var linear = Linear(4, 3);
        using var conv = Conv2d(3, 2, 3);
        TorchFixture.AssertClose(Fixture.GetProperty("linear").GetProperty("weight"), linear.weight);
        TorchFixture.AssertClose(Fixture.GetProperty("linear").GetProperty("bias"), linear.bias!);
        TorchFixture.AssertClose(Fixture.GetProperty("conv").GetProperty("weight"), conv.weight);
        TorchFixture.AssertClose(Fixture.GetProperty("conv").GetProperty("bias"), conv.bias!);
    }

    [Fact]
    public void Initialisers_draw_as_PyTorch_does()
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        TorchFixture.AssertClose(Fixture.GetProperty("kaiming_normal"),
            init.kaiming_normal_(empty(3, 4), mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU));
        TorchFixture.AssertClose(Fixture.GetProperty("xavier_uniform"), init.xavier_uniform_(empty(3, 4)));
        TorchFixture.AssertClose(Fixture.GetProperty("trunc_normal"), init.trunc_normal_(empty(12), std: 0.02, a: -0.03, b: 0.03));
    }

    [Fact]
    public void A_saved_state_repeats_the_numbers()
    {
        using var scope = NewDisposeScope();
        var state = get_rng_state();
        var first = randn(7);
        set_rng_state(state);
        Assert.Equal(first.Numbers(), randn(7).Numbers());
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_shared_one_alone()
    {
        using var scope = NewDisposeScope();
        using var own = new Generator(5);
        manual_seed(11);
        var expected = randn(4);
        manual_seed(11);
        var drawn = randn([4L], generator: own);
        Assert.Equal(expected.Numbers(), randn(4).Numbers());
        own.manual_seed(5);
        Assert.Equal(drawn.Numbers(), randn([4L], generator: own).Numbers());
    }

    [Fact]
    public void Initial_values_have_the_spread_that_was_asked_for()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var uniform = init.kaiming_uniform_(empty(200, 300), Math.Sqrt(5));
        Assert.True(uniform.abs().max().ToDouble() <= 1 / Math.Sqrt(300));
        Assert.Equal(1 / Math.Sqrt(3 * 300), uniform.std().ToDouble(), 1e-3);
        var orthogonal = init.orthogonal_(empty(8, 20));
        Assert.True(orthogonal.matmul(orthogonal.t()).allclose(eye(8), atol: 1e-5));
        Assert.Equal(0.5, dropoutShare(), 0.02);

        static double dropoutShare() => functional.dropout(ones(10_000), 0.5).count_nonzero().ToDouble() / 10_000;
    }
}
