using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Precision;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Models.Onnx;

/// <summary>What a network costs whatever the machine.</summary>
/// <param name="Parameters">Numbers among its weights: those of convolutions, linear layers and normalisations, after what the exporter folded together.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image in convolutions and matrix products; everything else is small beside them.</param>
public sealed record NetworkCosts(long Parameters, long MultiplyAdds)
{
    private static readonly HashSet<string> Products = ["Conv", "Gemm", "MatMul", "QLinearConv", "MatMulInteger"];

    /// <summary>Counts an ONNX file.</summary>
    /// <param name="model">The bytes of an .onnx file that this library wrote.</param>
    /// <returns>The costs, preprocessing included.</returns>
    /// <exception cref="ModelFormatException">The bytes are no such model.</exception>
    public static NetworkCosts Count(byte[] model)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model);
        HalfWeights.Widen(parsed);
        GraphProto graph = parsed.Graph;
        var weights = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        string[] used = [.. graph.Node.SelectMany(LearntInputs).Where(weights.ContainsKey).Distinct()];
        NodeProto[] products = [.. graph.Node.Where(node => Products.Contains(node.OpType) && weights.ContainsKey(node.Input[Kernel(node)]))];

        // The runtime knows how large each result is: it is asked for all of them, of one black image.
        HashSet<string> known = [.. graph.Output.Select(output => output.Name)];
        graph.Output.AddRange(products.Select(node => node.Output[0]).Where(known.Add).Select(name => new ValueInfoProto { Name = name }));
        var sizes = Run(parsed, [.. products.Select(node => node.Output[0])]);
        long multiplyAdds = products.Sum(node => sizes[node.Output[0]] * WeightsOfOneResult(node, weights[node.Input[Kernel(node)]]));
        return new NetworkCosts(used.Sum(name => Elements(weights[name])), multiplyAdds);
    }

    // Scales and zero points of integers are no weights; the biases of their dense layers are added by an operator of its own, and not counted.
    private static IEnumerable<string> LearntInputs(NodeProto node) => node.OpType switch
    {
        "Conv" or "Gemm" or "MatMul" or "BatchNormalization" => node.Input.Skip(1),
        "QLinearConv" => [node.Input[Kernel(node)], .. node.Input.Skip(8)],
        "MatMulInteger" => [node.Input[Kernel(node)]],
        _ => [],
    };

    private static int Kernel(NodeProto node) => node.OpType == "QLinearConv" ? 3 : 1;

    private static Dictionary<string, long> Run(ModelProto model, string[] results)
    {
        ValueInfoProto[] inputs = [.. model.Graph.Input.Where(input => model.Graph.Initializer.All(tensor => tensor.Name != input.Name))];
        if (inputs.Length != 1)
        {
            throw new ModelFormatException($"The model has {inputs.Length} inputs; it must have one.");
        }

        (string name, int[] shape) = OnnxModelCheck.Shape(inputs[0]);
        long[] dimensions = [1, .. shape.Select(size => (long)size)];
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(model.ToByteArray(), options);
            using var run = new RunOptions();
            using OrtValue black = OrtValue.CreateTensorValueFromMemory(new float[dimensions.Aggregate((a, b) => a * b)], dimensions);
            using IDisposableReadOnlyCollection<OrtValue> values = session.Run(run, [name], [black], results);
            for (int i = 0; i < results.Length; i++)
            {
                sizes[results[i]] = values[i].GetTensorTypeAndShape().ElementCount;
            }
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime cannot run the model: {error.Message}", error);
        }

        return sizes;
    }

    // Of a convolution [O, I, kh, kw]: I * kh * kw for each number of the result. Of a product [K, N] or, transposed, [N, K]: K.
    private static long WeightsOfOneResult(NodeProto node, TensorProto weight)
    {
        bool isTransposed = node.Attribute.Any(attribute => attribute.Name == "transB" && attribute.I == 1);
        return node.OpType is "Conv" or "QLinearConv" || isTransposed ? Elements(weight) / Math.Max(1, weight.Dims[0]) : Elements(weight) / Math.Max(1, weight.Dims[^1]);
    }

    private static long Elements(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, size) => product * size);
}
