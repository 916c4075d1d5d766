using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>How a kernel moves over an image.</summary>
/// <param name="Kernel">Rows and columns of the kernel.</param>
/// <param name="Strides">Steps down and right.</param>
/// <param name="Dilations">Distances within the kernel.</param>
/// <param name="Pads">Border at the top, left, bottom and right.</param>
internal sealed record Window(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads)
{
    /// <summary>Border on both sides, for TorchSharp; none when the sides differ and <see cref="Padded"/> adds it.</summary>
    public long[] Padding => IsSymmetric ? [Pads[0], Pads[1]] : [0, 0];

    public bool IsPadded => Pads.Any(pad => pad != 0);

    private bool IsSymmetric => Pads[0] == Pads[2] && Pads[1] == Pads[3];

    public (string Name, object Value)[] Attributes => [("dilations", Dilations), .. PoolAttributes];

    /// <summary>As <see cref="Attributes"/>; average pooling of operator set 13 knows no dilation.</summary>
    public (string Name, object Value)[] PoolAttributes => [("kernel_shape", Kernel), ("pads", Pads), ("strides", Strides)];

    public static Window Of(NodeReader node, Extent[] shape, long[]? kernel)
    {
        long[] size = node.Integers("kernel_shape") is null && kernel is not null ? kernel : node.Pair("kernel_shape", 1, 1);
        if (kernel is not null && !size.SequenceEqual(kernel))
        {
            throw node.Wrong($"its kernel is [{string.Join(", ", size)}] in one place and [{string.Join(", ", kernel)}] in another");
        }

        long[] strides = node.Pair("strides", 1, 1), dilations = node.Pair("dilations", 1, 1);
        long[] pads = node.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" or "" => Explicit(node),
            "VALID" => [0, 0, 0, 0],
            "SAME_UPPER" => Same(shape, size, strides, dilations, upper: true),
            "SAME_LOWER" => Same(shape, size, strides, dilations, upper: false),
            var other => throw node.Wrong($"its auto_pad is '{(other.Length > 20 ? other[..20] : other)}'"),
        };
        return new(size, strides, dilations, pads);
    }

    public Extent[] Output(NodeReader node, Extent[] shape, bool ceiling) => [.. Enumerable.Range(0, 2).Select(i =>
    {
        long room = shape[2 + i].Count + Pads[i] + Pads[2 + i] - (Dilations[i] * (Kernel[i] - 1)) - 1;
        if (room < 0)
        {
            throw node.Wrong($"a window of {string.Join(" x ", Kernel)} does not fit into {Extent.Text(shape)}: the image is too small");
        }

        return new Extent(((room + (ceiling ? Strides[i] - 1 : 0)) / Strides[i]) + 1);
    })];

    public Tensor Padded(Tensor x, double value) => IsSymmetric ? x : Bordered(x, value);

    /// <summary>With the border, whatever its sides.</summary>
    public Tensor Bordered(Tensor x, double value) => nn.functional.pad(x, [Pads[1], Pads[3], Pads[0], Pads[2]], TorchSharp.PaddingModes.Constant, value);

    private static long[] Explicit(NodeReader node)
    {
        long[] pads = node.Integers("pads") ?? [0, 0, 0, 0];
        return pads.Length == 4 && pads.All(pad => pad >= 0) ? pads : throw node.Wrong($"its pads are [{string.Join(", ", pads)}]; four numbers from 0 are supported");
    }

    private static long[] Same(Extent[] shape, long[] kernel, long[] strides, long[] dilations, bool upper)
    {
        var pads = new long[4];
        for (int i = 0; i < 2; i++)
        {
            long size = shape[2 + i].Count, outputs = (size + strides[i] - 1) / strides[i];
            long total = Math.Max(0, ((outputs - 1) * strides[i]) + (dilations[i] * (kernel[i] - 1)) + 1 - size);
            pads[i] = upper ? total / 2 : total - (total / 2);
            pads[2 + i] = total - pads[i];
        }

        return pads;
    }
}
