using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class ModuleTreeTests
{
    sealed class Block : Module<Tensor, Tensor>
    {
        public readonly Conv2d first = Conv2d(2, 3, 3);
        readonly Sequential tail = Sequential(("norm", BatchNorm2d(3)), ("act", ReLU()));
        readonly Parameter scale = Parameter(ones(1));
        [ComponentName(Name = "offset")] readonly Tensor shift = zeros(1);

        public Block() : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor input) => tail.call(first.call(input)) * scale + shift;
    }

    [Fact]
    public void Fields_become_components_under_their_names()
    {
        using var block = new Block();
        Assert.Equal(["scale", "first.weight", "first.bias", "tail.norm.weight", "tail.norm.bias"], block.named_parameters().Select(p => p.name));
        Assert.Equal(["offset", "tail.norm.running_mean", "tail.norm.running_var", "tail.norm.num_batches_tracked"], block.named_buffers().Select(b => b.name));
        Assert.Equal(["first", "tail"], block.named_children().Select(c => c.name));
        Assert.Equal(["first", "tail", "tail.norm", "tail.act"], block.named_modules().Select(m => m.name));
        Assert.Equal(9, block.state_dict().Count);
        Assert.True(block.has_parameter("tail.norm.weight"));
        Assert.Null(block.get_buffer("tail.norm.nothing"));
    }

    [Fact]
    public void Training_mode_reaches_every_module_and_dropout_heeds_it()
    {
        using var net = Sequential(Dropout(0.5), Sequential(Dropout(0.5)));
        using var input = ones(1000);
        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        using var evaluated = net.call(input);
        Assert.True(evaluated.allclose(input));
        net.train();
        using var trained = net.call(input);
        Assert.False(trained.allclose(input));
    }

    [Fact]
    public void Hooks_see_and_change_what_passes_through_call()
    {
        using var layer = ReLU();
        var before = layer.register_forward_pre_hook((_, input) => input - 1);
        var after = layer.register_forward_hook((_, _, output) => output * 10);
        using var x = tensor(new[] { 0.5f, 3 });
        using var hooked = layer.call(x);
        Assert.Equal([0f, 20], hooked.data<float>().ToArray());
        before.remove();
        after.remove();
        using var plain = layer.call(x);
        Assert.Equal([0.5f, 3], plain.data<float>().ToArray());
    }

    [Fact]
    public void Apply_visits_children_before_their_parent()
    {
        using var block = new Block();
        var visited = new List<string>();
        block.apply(module => visited.Add(module.GetName()));
        Assert.Equal(["Conv2d", "BatchNorm2d", "ReLU", "Sequential", "Block"], visited);
    }

    [Fact]
    public void Moving_to_another_type_converts_parameters_and_floating_buffers_only()
    {
        using var scope = NewDisposeScope();
        var block = new Block().to(ScalarType.Float64);
        Assert.All(block.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Float64, block.get_buffer("tail.norm.running_mean")!.dtype);
        Assert.Equal(ScalarType.Int64, block.get_buffer("tail.norm.num_batches_tracked")!.dtype);
        Assert.Equal(ScalarType.Float64, block.call(zeros(1, 2, 4, 4, dtype: ScalarType.Float64)).dtype);
        block.Dispose();
    }

    [Fact]
    public void Parameters_outlive_the_scope_their_module_was_made_in()
    {
        Linear layer;
        using (NewDisposeScope()) layer = Linear(3, 2);
        Assert.False(layer.weight.IsInvalid);
        layer.Dispose();
        Assert.True(layer.weight.IsInvalid);
    }

    [Fact]
    public void Tensors_that_are_only_registered_end_with_the_scope_they_were_made_in()
    {
        Block block;
        using (NewDisposeScope()) block = new Block();
        Assert.True(block.get_parameter("scale")!.IsInvalid);
        Assert.True(block.get_buffer("offset")!.IsInvalid);
        Assert.False(block.first.weight.IsInvalid);
        block.Dispose();
    }

    [Fact]
    public void A_sequential_can_be_cut_and_extended()
    {
        using var net = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        Assert.Equal(3, net.Count);
        Assert.Equal(2, net[1..].Count);
        net.append(Sigmoid());
        Assert.Equal(["0", "1", "2", "3"], net.named_children().Select(c => c.name));
        Assert.Throws<InvalidOperationException>(() => net.append("0", ReLU()));
    }

    [Fact]
    public void Lists_and_dictionaries_register_their_members()
    {
        using var list = ModuleList(Linear(1, 1), ReLU());
        using var dictionary = ModuleDict(("a", Linear(1, 2)));
        Assert.Equal(["0.weight", "0.bias"], list.named_parameters().Select(p => p.name));
        Assert.Equal(["a.weight", "a.bias"], dictionary.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void What_an_exporter_reads_is_public()
    {
        using var conv = Conv2d(4, 8, (3, 5), stride: (2, 1), padding: (1, 2), groups: 2, bias: false);
        Assert.Equal((4L, 8L, 2L), (conv.in_channels, conv.out_channels, conv.groups));
        Assert.Equal([3L, 5], conv.kernel_size);
        Assert.Equal([2L, 1], conv.stride);
        Assert.Equal([1L, 2], conv.padding!);
        Assert.Equal([8L, 2, 3, 5], conv.weight.shape);
        Assert.Null(conv.bias);
        using var norm = BatchNorm2d(3, eps: 1e-3, momentum: 0.01);
        Assert.Equal((1e-3, 0.01), (norm.eps, norm.momentum!.Value));
        using var pool = MaxPool2d(2);
        Assert.Equal([2L, 2], pool.stride);
    }
}
