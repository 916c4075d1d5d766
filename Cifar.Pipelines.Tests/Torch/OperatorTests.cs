using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class OperatorTests
{
    static readonly JsonElement Fixture = TorchFixture.Read("operators");

    public static TheoryData<string> Cases => [.. Fixture.GetProperty("outputs").Names()];

    [Theory, MemberData(nameof(Cases))]
    public void Operators_give_what_PyTorch_gives(string name)
    {
        using var scope = NewDisposeScope();
        TorchFixture.AssertClose(Fixture.GetProperty("outputs").GetProperty(name), Compute(name));
    }

    static Tensor Input(string name) =>
        Fixture.GetProperty("inputs").GetProperty(name).ToTensor(name is "index" or "columns" ? ScalarType.Int64 : ScalarType.Float32);

    static Tensor Compute(string name)
    {
        Tensor a = Input("a"), b = Input("b"), image = Input("image"), index = Input("index"), columns = Input("columns");
        var mask = a > 0.3;
        return name switch
        {
            "add" => a + b,
            "sub_scalar" => 1 - a,
            "div_scalar" => 2 / (a.abs() + 1),
            "remainder" => a % 0.7,
            "pow" => a.abs().pow(1.7),
            "exp" => a.exp(),
            "log1p" => a.abs().log1p(),
            "sqrt" => a.abs().sqrt(),
            "rsqrt" => (a.abs() + 1).rsqrt(),
            "erf" => a.erf(),
            "round" => (a * 10).round(),
            "clamp" => a.clamp(-0.5, 0.5),
            "maximum" => maximum(a, b),
            "where" => where(mask, a, b),
            "lerp" => a.lerp(b, full_like(a, 0.3)),
            "sum_dim" => image.sum(2, 3),
            "mean_dim" => image.mean([0, 2, 3], keepdim: true),
            "std" => image.std(),
            "std_dim" => image.std([0L, 2, 3], unbiased: false),
            "var" => image.var(1L),
            "norm" => a.norm(),
            "norm_dim" => a.norm(1, p: 1f),
            "logsumexp" => a.logsumexp(1),
            "cumsum" => a.cumsum(1),
            "prod" => a.prod(1L),
            "argmax" => a.argmax(1),
            "max_values" => a.max(1).values,
            "topk_values" => a.topk(2, 1).values,
            "topk_indices" => a.topk(2, 1).indexes,
            "sort" => a.sort(1, descending: true).Values,
            "median" => a.median(),
            "bincount" => bincount(tensor(new long[] { 0, 2, 2, 5 }), minlength: 7),
            "matmul" => a.matmul(b.t()),
            "einsum" => einsum("ij,kj->ik", a, b),
            "outer" => outer(a[0], b[1]),
            "bmm" => image[TensorIndex.Colon, 0].bmm(image[TensorIndex.Colon, 1].transpose(1, 2)),
            "softmax" => a.softmax(1),
            "log_softmax" => a.log_softmax(1),
            "permute" => image.permute(0, 2, 3, 1)[0, 1],
            "flip" => a.flip(1),
            "roll" => a.roll(2, 1),
            "repeat" => a.repeat(1, 2),
            "narrow" => a.narrow(1, 1, 2),
            "index_select" => a.index_select(0, index),
            "gather" => a.gather(1, columns),
            "take_along_dim" => a.take_along_dim(columns, 1),
            "scatter" => zeros(3, 4).scatter_(1, columns, a[TensorIndex.Colon, TensorIndex.Slice(0, 2)]),
            "masked_fill" => a.masked_fill(mask, -1),
            "masked_select" => a[mask],
            "slice" => a[TensorIndex.Colon, TensorIndex.Slice(1, 3)],
            "step" => a[TensorIndex.Slice(0, null, 2)],
            "ellipsis" => image[TensorIndex.Ellipsis, 1],
            "newaxis" => a[TensorIndex.Colon, TensorIndex.None, 2],
            "tensor_index" => a[index],
            "tensor_pair" => a[index, tensor(new long[] { 1, 2, 3 })],
            "tril" => a.tril(),
            "isnan" => tensor(new[] { 1f, float.NaN }).isnan(),
            "stack" => stack([a, b], 1),
            "cat" => cat([a, b], 1),
            "pad_reflect" => functional.pad(image, [1, 2, 2, 1], PaddingModes.Reflect),
            "pad_constant" => functional.pad(a, (1, 1), value: 3),
            "bilinear" => functional.interpolate(image, [3, 4], mode: InterpolationMode.Bilinear, align_corners: false),
            "bilinear_aa" => functional.interpolate(image, [3, 4], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true),
            "nearest" => functional.interpolate(image, scale_factor: [2, 2]),
            "bicubic" => functional.interpolate(image, [4, 4], mode: InterpolationMode.Bicubic, align_corners: true),
            "affine" =>
                functional.grid_sample(image, functional.affine_grid(Input("theta"), [2, 3, 5, 6]), padding_mode: GridSamplePaddingMode.Reflection,
                align_corners: false),
            "one_hot" => functional.one_hot(index, 4),
            "unfold" => functional.unfold(image[TensorIndex.Slice(0, 1)], 2, stride: 2),
            "normalize" => functional.normalize(a),
            "linspace" => linspace(0, 1, 5),
            "arange" => arange(1, 2, 0.25),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The fixture has a case that the test does not know."),
        };
    }
}
