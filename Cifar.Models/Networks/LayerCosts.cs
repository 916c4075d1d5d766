using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Networks;

/// <summary>What layers are called and cost.</summary>
internal static class LayerCosts
{
    public static NetworkLayer Describe(string name, nn.Module layer, long[] input, long[] output, bool first)
    {
        long parameters = first ? layer.parameters(recurse: false).Sum(parameter => parameter.numel()) : 0;
        return new(name, Kind(layer), output[1..], parameters, MultiplyAdds(layer, Size(input), Size(output)));
    }

    private static long MultiplyAdds(nn.Module layer, long inputs, long outputs) => layer switch
    {
        Conv2d convolution => outputs * convolution.in_channels / convolution.groups * Size(convolution.weight.shape[2..]),
        ConvTranspose2d convolution => inputs * convolution.out_channels / convolution.groups * Size(convolution.weight.shape[2..]),
        Linear linear => outputs * linear.in_features,
        _ => 0,
    };

    private static string Kind(nn.Module layer)
    {
        string name = layer.GetType().Name;
        return layer switch
        {
            Convolution { groups: 1 } convolution => $"{name} {Kernel(convolution.weight.shape)}, {convolution.out_channels}{Stride(convolution.stride)}",
            Convolution convolution => $"{name} {Kernel(convolution.weight.shape)}, {convolution.out_channels}{Stride(convolution.stride)}, {convolution.groups} groups",
            Linear linear => $"{name} {linear.out_features}",
            MaxPool2d pool => $"{name} {Sides(pool.kernel_size)}{Stride(pool.stride)}",
            AvgPool2d pool => $"{name} {Sides(pool.kernel_size)}{Stride(pool.stride)}",
            DropBlock drop => $"{name} {drop.BlockSize}x{drop.BlockSize}",
            _ => name,
        };
    }

    private static string Kernel(long[] weight) => Sides(weight[2..]);

    private static string Sides(long[] sizes) => $"{sizes[0]}x{sizes[^1]}";

    private static string Stride(long[]? stride) => stride is null or { Length: 0 } || stride.All(step => step == 1) ? "" : $", stride {stride[0]}";

    private static long Size(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);
}
