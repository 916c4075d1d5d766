using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class AutogradTests
{
    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2 }).requires_grad_();
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([4f, 8], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Nothing_is_recorded_where_gradients_are_off()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        using (inference_mode()) Assert.False((x * 2).requires_grad);
        using (set_grad_enabled(false)) Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.False(x.detach().requires_grad);
    }

    [Fact]
    public void Gradients_of_inner_tensors_are_kept_on_request()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var middle = x * 3;
        middle.retain_grad();
        (middle * middle).sum().backward();
        Assert.Equal([6f, 6], middle.grad!.data<float>().ToArray());
        Assert.True(x.is_leaf);
        Assert.False(middle.is_leaf);
    }

    [Fact]
    public void Grad_gives_derivatives_of_derivatives()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2f).requires_grad_();
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        Assert.Equal(12f, first.item<float>(), 1e-5);
        Assert.Equal(12f, second.item<float>(), 1e-5);
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_graph_is_walked_twice_only_when_it_was_kept()
    {
        using var scope = NewDisposeScope();
        var x = ones(1).requires_grad_();
        var y = x.exp().sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.ThrowsAny<Exception>(() => y.backward());
    }

    [Fact]
    public void Clipping_scales_all_gradients_to_a_common_norm()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        (layer.call(ones(1, 3)) * 100).sum().backward();
        double before = Math.Sqrt(layer.parameters().Sum(p => p.grad!.square().sum().ToDouble()));
        Assert.Equal(before, nn.utils.clip_grad_norm_(layer.parameters(), 1.0), 1e-3);
        Assert.Equal(1.0, Math.Sqrt(layer.parameters().Sum(p => p.grad!.square().sum().ToDouble())), 1e-4);
        nn.utils.clip_grad_value_(layer.parameters(), 0.1);
        Assert.All(layer.parameters(), p => Assert.True(p.grad!.abs().max().ToSingle() <= 0.1f));
    }
}
