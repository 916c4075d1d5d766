using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>Compares a network with what was written of it.</summary>
internal static class OnnxVerification
{
    private const int Images = 2;
    private const float Tolerance = 1e-3f;

    public static void Run(nn.Module<Tensor, Tensor> network, ModelDescription description)
    {
        byte[] model = OnnxExport.Export(network, description);
        byte[] pixels = new byte[Images * PixelNormalization.Channels * description.Height * description.Width];
        new Random(1).NextBytes(pixels);

        float[] expected = Forward(network, description, pixels);
        var actual = new float[Images * description.Labels.Fine.Count];
        try
        {
            using var scorer = new OnnxImageScorer(model);
            scorer.Run(pixels, default, actual);
        }
        catch (ModelFormatException error)
        {
            throw new UnsupportedLayerException($"{description.Network} cannot be delivered as ONNX: {error.Message}", error);
        }

        float largest = expected.Max(MathF.Abs);
        for (int i = 0; i < actual.Length; i++)
        {
            if (!(MathF.Abs(actual[i] - expected[i]) <= Tolerance * (1 + largest)))
            {
                throw new UnsupportedLayerException(
                    $"{description.Network} cannot be delivered as ONNX: the written network gives {actual[i]} where the network itself gives {expected[i]}.");
            }
        }
    }

    private static float[] Forward(nn.Module<Tensor, Tensor> network, ModelDescription description, byte[] pixels)
    {
        Preprocessing preprocessing = description.Preprocessing;
        byte[] sharpened = preprocessing.Sharpening?.Apply(pixels, description.Height, description.Width) ?? pixels;
        var inputs = new float[sharpened.Length];
        int plane = description.Height * description.Width;
        for (int i = 0; i < inputs.Length; i++)
        {
            int channel = i / plane % PixelNormalization.Channels;
            inputs[i] = (sharpened[i] - preprocessing.Normalization.Offset[channel]) * preprocessing.Normalization.Scale[channel];
        }

        bool training = network.training;
        network.eval();
        try
        {
            using IDisposable mode = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Device device = network.parameters().FirstOrDefault()?.device ?? CPU;
            Tensor x = tensor(inputs, new long[] { Images, PixelNormalization.Channels, description.Height, description.Width }).to(device);
            Tensor logits = network.call(x);
            if (!logits.shape.SequenceEqual([Images, (long)description.Labels.Fine.Count]))
            {
                throw new UnsupportedLayerException(
                    $"{description.Network} makes [{string.Join(", ", logits.shape)}] of {Images} images; it must make [{Images}, {description.Labels.Fine.Count}], a logit for each label.");
            }

            return logits.cpu().contiguous().data<float>().ToArray();
        }
        finally
        {
            network.train(training);
        }
    }
}
