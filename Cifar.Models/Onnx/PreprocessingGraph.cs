using Google.Protobuf;

namespace Cifar.Models.Onnx;

/// <summary>Writes sharpening and normalisation alone as an ONNX model.</summary>
public static class PreprocessingGraph
{
    /// <summary>Writes the model: opset 13, standard operators, any batch size, deterministic bytes.</summary>
    /// <param name="preprocessing">What is done to the pixels.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="input">Name of the input: float32 [N, 3, H, W], RGB, 0..255.</param>
    /// <param name="output">Name of the output, of the same shape.</param>
    /// <returns>The bytes of the .onnx file.</returns>
    /// <exception cref="ArgumentException">Both names are equal, or one is empty.</exception>
    /// <exception cref="NotSupportedException">The image is too small for the sharpening kernel's mirrored border.</exception>
    public static byte[] Write(Preprocessing preprocessing, int height, int width, string input, string output)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (input == output)
        {
            throw new ArgumentException($"Input and output are both named '{input}'; they must differ.", nameof(output));
        }

        long[] shape = [PixelNormalization.Channels, height, width];
        var graph = new OnnxGraphBuilder();
        graph.AddInput(input, shape);
        graph.AddOutput(OnnxPreprocessing.Write(graph, preprocessing, height, width, input), output, shape);
        return OnnxExport.CreateModel(graph).ToByteArray();
    }
}
