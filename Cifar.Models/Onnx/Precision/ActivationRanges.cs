using Cifar.Models.Onnx.Format;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Models.Onnx.Precision;

/// <summary>Runs pictures through a model and notes the range of its activations.</summary>
internal static class ActivationRanges
{
    private const int BatchSize = 32;

    /// <summary>The steps that each activation is to be counted in.</summary>
    /// <param name="model">A model from pixels.</param>
    /// <param name="activations">Names of the values.</param>
    /// <param name="pixels">Planar RGB bytes [N, 3, H, W].</param>
    /// <param name="percentile">Percentage of the values to be reached at either end; 100 for all.</param>
    public static Dictionary<string, QuantizationSteps> Measure(ModelProto model, IReadOnlyList<string> activations, ReadOnlySpan<byte> pixels, double percentile)
    {
        GraphInputOf(model, out string input, out long[] shape);
        long image = shape[1] * shape[2] * shape[3];
        if (pixels.Length == 0 || pixels.Length % image != 0)
        {
            throw new ArgumentException($"{pixels.Length:N0} bytes are {(pixels.Length == 0 ? "no pictures" : $"no whole number of pictures of 3 x {shape[2]} x {shape[3]}")}; pictures are needed to learn the ranges of the activations from.", nameof(pixels));
        }

        using var session = Open(model, activations);
        var values = activations.ToDictionary(name => name, _ => new ValueHistogram());
        Pass(session, input, shape, activations, pixels, (name, numbers) => values[name].AddToRange(numbers));
        if (percentile < 100)
        {
            Pass(session, input, shape, activations, pixels, (name, numbers) => values[name].Count(numbers));
        }

        return values.ToDictionary(pair => pair.Key, pair => QuantizationSteps.Over(pair.Value.Range(percentile)));
    }

    private delegate void Take(string name, ReadOnlySpan<float> numbers);

    private static void Pass(InferenceSession session, string input, long[] shape, IReadOnlyList<string> activations, ReadOnlySpan<byte> pixels, Take take)
    {
        int image = (int)(shape[1] * shape[2] * shape[3]);
        using var run = new RunOptions();
        for (int first = 0; first < pixels.Length; first += BatchSize * image)
        {
            ReadOnlySpan<byte> batch = pixels.Slice(first, Math.Min(BatchSize * image, pixels.Length - first));
            var numbers = new float[batch.Length];
            PixelConversion.Widen(batch, numbers);
            using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(numbers, [batch.Length / image, shape[1], shape[2], shape[3]]);
            try
            {
                using var results = session.Run(run, [input], [tensor], activations);
                foreach (var (name, value) in activations.Zip(results))
                {
                    take(name, value.GetTensorDataAsSpan<float>());
                }
            }
            catch (OnnxRuntimeException error)
            {
                throw new ModelFormatException($"ONNX Runtime cannot run the model: {error.Message}", error);
            }
        }
    }

    private static void GraphInputOf(ModelProto model, out string input, out long[] shape)
    {
        HashSet<string> weights = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        ValueInfoProto[] free = [.. model.Graph.Input.Where(value => !weights.Contains(value.Name))];
        if (free is not [{ Name: OnnxExport.PixelsInput } pixels] || OnnxModelCheck.Shape(pixels) is not { Shape: [PixelNormalization.Channels, var height, var width] })
        {
            throw new ModelFormatException($"The model does not take pictures: it must have one input '{OnnxExport.PixelsInput}' [N, 3, H, W].");
        }

        (input, shape) = (pixels.Name, [1, PixelNormalization.Channels, height, width]);
    }

    private static InferenceSession Open(ModelProto model, IReadOnlyList<string> activations)
    {
        ModelProto watched = model.Clone();
        HashSet<string> known = [.. watched.Graph.Output.Select(output => output.Name)];
        foreach (string name in activations.Where(known.Add))
        {
            watched.Graph.Output.Add(new ValueInfoProto { Name = name, Type = new() { TensorType = new() { ElemType = OnnxGraphBuilder.FloatType } } });
        }

        return ModelSession.Open(watched.ToByteArray(), new());
    }
}
