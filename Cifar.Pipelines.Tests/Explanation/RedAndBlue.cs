using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Explanation;

/// <summary>A network that finds red and blue places and nothing else, made by hand; and a grey picture with a red square upper left and a blue one lower right.</summary>
internal static class RedAndBlue
{
    public const int Side = 16, Square = 5, RedAt = 1, BlueAt = 10;
    public const int Red = 0, Blue = 1;

    public static ClassLabels Labels { get; } = new(["red", "blue"]);

    public static ModelDescription Describe(bool sharpened = false) =>
        new(Labels, new Preprocessing(sharpened ? SharpeningKernel.Default : null, PixelNormalization.MinusOneToOne), "red-and-blue", Side, Side);

    public static ImageNetwork Network()
    {
        var convolution = Conv2d(3, 2, 3, padding: 1);
        var last = Linear(2, 2);
        using (no_grad())
        {
            using DisposeScope scope = NewDisposeScope();
            var weights = new float[2 * 3 * 9];
            for (int color = 0; color < 2; color++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    weights[(((color * 3) + channel) * 9) + 4] = channel == 2 * color ? 1 : -0.5f;
                }
            }

            convolution.weight.copy_(tensor(weights, 2, 3, 3, 3));
            init.zeros_(convolution.bias!);
            last.weight.copy_(tensor(new[] { 40f, 0, 0, 40 }, 2, 2));
            init.zeros_(last.bias!);
        }

        return new CustomNetwork(Sequential(convolution, ReLU(), AdaptiveAvgPool2d(1), Flatten(), last), "red-and-blue", 2, Side, Side);
    }

    public static byte[] Model(bool sharpened = false)
    {
        using ImageNetwork network = Network();
        return OnnxExport.Export(network, Describe(sharpened));
    }

    public static byte[] Picture()
    {
        var planes = new byte[3 * Side * Side];
        planes.AsSpan().Fill(128);
        Paint(planes, RedAt, 0);
        Paint(planes, BlueAt, 2);
        return planes;
    }

    public static MLImage Image() => PlanarPixels.CreateImage(Picture(), Side, Side);

    public static float[] Normalized() => Array.ConvertAll(Picture(), value => (value - 127.5f) / 127.5f);

    /// <summary>The share of a map that lies in a square.</summary>
    public static double ShareIn(Cifar.Pipelines.Explanation.HeatMap map, int at)
    {
        double inside = 0, all = 0;
        for (int y = 0; y < map.Height; y++)
        {
            for (int x = 0; x < map.Width; x++)
            {
                all += map[y, x];
                inside += y >= at && y < at + Square && x >= at && x < at + Square ? map[y, x] : 0;
            }
        }

        return all == 0 ? 0 : inside / all;
    }

    private static void Paint(byte[] planes, int at, int channel)
    {
        for (int y = at; y < at + Square; y++)
        {
            for (int c = 0; c < 3; c++)
            {
                planes.AsSpan((c * Side * Side) + (y * Side) + at, Square).Fill((byte)(c == channel ? 230 : 30));
            }
        }
    }
}
