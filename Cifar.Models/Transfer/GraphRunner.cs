using Cifar.Models.Diagnostics;
using Cifar.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Models.Transfer;

/// <summary>Runs a graph on images, batch by batch. Each thread runs batches of its own on one core: that keeps all cores busier than sharing the work of each operator.</summary>
internal sealed class GraphRunner : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options;
    private readonly string[] inputs;
    private readonly string[] outputs;

    /// <param name="graph">Bytes of a graph with one input [N, 3, H, W] of pixels and one output [N, ...].</param>
    /// <param name="outputLength">Numbers of the output for one image.</param>
    public GraphRunner(byte[] graph, int outputLength)
    {
        try
        {
            using var settings = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            session = new InferenceSession(graph, settings);
            options = new();
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime refuses the backbone: {error.Message}", error);
        }
        catch (Exception error) when (NativeLoad.IsFailure(error))
        {
            throw NativeLoad.Explained("ONNX Runtime", error);
        }

        inputs = [.. session.InputMetadata.Keys];
        outputs = [.. session.OutputMetadata.Keys];
        OutputLength = outputLength;
        OutputShape = [.. session.OutputMetadata[outputs[0]].Dimensions.Skip(1).Select(side => (long)side)];
    }

    /// <summary>Numbers of the output for one image.</summary>
    public int OutputLength { get; }

    private long[] OutputShape { get; }

    /// <summary>Computes some images. May be called from several threads at once.</summary>
    /// <param name="pixels">Planar bytes [count, 3, height, width].</param>
    /// <param name="values">Room for the same as floats.</param>
    /// <param name="results">Room for the outputs.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public void Run(ReadOnlySpan<byte> pixels, float[] values, float[] results, int count, int height, int width)
    {
        PixelConversion.Widen(pixels, values);
        using OrtValue input = Wrap(values, [count, PixelNormalization.Channels, height, width]);
        using OrtValue output = Wrap(results, [count, .. OutputShape]);
        try
        {
            session.Run(options, inputs, [input], outputs, [output]);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime cannot run the backbone: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }

    private static OrtValue Wrap(float[] memory, long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, checked((int)shape.Aggregate((a, b) => a * b))), shape);
}
