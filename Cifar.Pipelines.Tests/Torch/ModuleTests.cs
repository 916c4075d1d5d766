using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class ModuleTests
{
    static readonly JsonElement Fixture = TorchFixture.Read("modules");

    public static TheoryData<string> Layers => [.. Fixture.GetProperty("layers").Names()];

    public static TheoryData<string> Losses => [.. Fixture.GetProperty("losses").GetProperty("values").Names()];

    [Theory, MemberData(nameof(Layers))]
    public void Layers_and_their_gradients_equal_PyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Fixture.GetProperty("layers").GetProperty(name);
        using var layer = Create(name);
        using (no_grad())
        {
            foreach (var (key, parameter) in layer.named_parameters()) parameter.copy_(expected.GetProperty("parameters").GetProperty(key).ToTensor());
        }

        var input = Fixture.GetProperty("input").ToTensor().requires_grad_();
        var output = layer.call(input);
        Assert.Equal([.. expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())], output.shape);
        TorchFixture.AssertClose(expected.GetProperty("output").Values(), output.Numbers()[..Math.Min(48, (int)output.numel())]);
        (output * linspace(-1, 1, output.numel()).view(output.shape)).sum().backward();

        TorchFixture.AssertClose(expected.GetProperty("input_gradient"), input.grad!.sum(0, 1), 1e-4);
        foreach (var (key, parameter) in layer.named_parameters())
        {
            double[] gradient = parameter.grad!.Numbers();
            TorchFixture.AssertClose(expected.GetProperty("gradients").GetProperty(key).Values(), gradient[..Math.Min(8, gradient.Length)], 1e-4);
        }
        foreach (var (key, buffer) in layer.named_buffers()) TorchFixture.AssertClose(expected.GetProperty("buffers").GetProperty(key), buffer);
    }

    [Theory, MemberData(nameof(Losses))]
    public void Losses_and_their_gradients_equal_PyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var losses = Fixture.GetProperty("losses");
        var expected = losses.GetProperty("values").GetProperty(name);
        var logits = losses.GetProperty("logits").ToTensor().requires_grad_();
        Tensor target = losses.GetProperty("target").ToTensor(ScalarType.Int64), soft = losses.GetProperty("soft").ToTensor(),
            weight = losses.GetProperty("weight").ToTensor();
        var loss = name switch
        {
            "cross_entropy" => CrossEntropyLoss().call(logits, target),
            "smoothed" => functional.cross_entropy(logits, target, label_smoothing: 0.1),
            "weighted" => CrossEntropyLoss(weight, reduction: Reduction.Sum).call(logits, target),
            "soft_targets" => functional.cross_entropy(logits, soft),
            "nll" => NLLLoss().call(logits.log_softmax(1), target),
            "mse" => MSELoss().call(logits, soft),
            "kl" => KLDivLoss(log_target: false, Reduction.Sum).call(logits.log_softmax(1), soft),
            "smooth_l1" => functional.smooth_l1_loss(logits, soft, beta: 0.5),
            "bce_logits" => BCEWithLogitsLoss().call(logits, soft),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        loss.backward();
        TorchFixture.AssertClose([expected.GetProperty("loss").GetDouble()], loss.Numbers());
        TorchFixture.AssertClose(expected.GetProperty("gradient"), logits.grad!);
    }

    static Module<Tensor, Tensor> Create(string name) => name switch
    {
        "conv" => Conv2d(4, 6, 3, padding: 1),
        "conv_stride_dilation" => Conv2d(4, 6, (3, 2), stride: (2, 1), padding: (2, 1), dilation: (2, 1), bias: false),
        "conv_groups" => Conv2d(4, 8, 3, groups: 4),
        "conv_same" => Conv2d(4, 3, (2, 5), Padding.Same),
        "conv_reflect" => Conv2d(4, 3, (3, 3), padding: (1, 2), padding_mode: PaddingModes.Reflect),
        "conv_transpose" => ConvTranspose2d(4, 3, 3, stride: 2, padding: 1, output_padding: 1),
        "linear" => Linear(6, 5),
        "batch_norm" => BatchNorm2d(4),
        "group_norm" => GroupNorm(2, 4),
        "layer_norm" => LayerNorm([6, 6]),
        "max_pool" => MaxPool2d(3, 2, 1),
        "max_pool_ceil" => MaxPool2d(2, 4, ceil_mode: true),
        "avg_pool" => AvgPool2d(3, 2, 1, count_include_pad: false),
        "adaptive_avg" => AdaptiveAvgPool2d((3, 2)),
        "adaptive_max" => AdaptiveMaxPool2d([3, 2]),
        "relu6" => ReLU6(),
        "gelu" => GELU(),
        "gelu_tanh" => GELU(TorchSharp.Modules.GELU.Approximate.tanh),
        "silu" => SiLU(),
        "mish" => Mish(),
        "hardswish" => Hardswish(),
        "hardsigmoid" => Hardsigmoid(),
        "leaky_relu" => LeakyReLU(0.2),
        "elu" => ELU(0.7),
        "upsample" => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: false),
        "reflection_pad" => ReflectionPad2d((1, 2, 0, 1)),
        "zero_pad" => ZeroPad2d(1),
        "softmax" => Softmax(1),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The fixture has a layer that the test does not know."),
    };
}
