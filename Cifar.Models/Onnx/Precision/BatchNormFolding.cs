using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;
using Google.Protobuf;

namespace Cifar.Models.Onnx.Precision;

/// <summary>Folds normalisations into the convolutions before them: what a layer makes is then spread over its steps as evenly as the network wants it.</summary>
internal static class BatchNormFolding
{
    private const float DefaultEpsilon = 1e-5f;

    public static void Apply(GraphProto graph)
    {
        var weights = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        var makers = graph.Node.ToDictionary(node => node.Output[0]);
        var readers = graph.Node.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name)).GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());
        foreach (NodeProto norm in graph.Node.Where(node => node.OpType == "BatchNormalization").ToArray())
        {
            NodeProto? before = makers.GetValueOrDefault(norm.Input[0]);
            bool isPooled = before is { OpType: "MaxPool" };
            NodeProto? layer = isPooled ? makers.GetValueOrDefault(before!.Input[0]) : before;
            if (layer is not { OpType: "Conv" } || readers[norm.Input[0]] > 1 || readers[layer.Output[0]] > 1 || readers[layer.Input[1]] > 1
                || !weights.TryGetValue(layer.Input[1], out TensorProto? kernel) || !norm.Input.Skip(1).All(weights.ContainsKey)
                || (layer.Input.Count > 2 && !weights.ContainsKey(layer.Input[2])))
            {
                continue;
            }

            var (factors, shifts) = Affine(norm, weights);

            // The greatest of some numbers stays the greatest when all are multiplied by the same positive one.
            if (isPooled && !factors.All(factor => factor > 0))
            {
                continue;
            }

            Fold(graph, layer, kernel, layer.Input.Count > 2 ? Read(weights[layer.Input[2]]) : new float[factors.Length], factors, shifts);
            (isPooled ? before! : layer).Output[0] = norm.Output[0];
            makers[norm.Output[0]] = isPooled ? before! : layer;
            graph.Node.Remove(norm);
        }
    }

    private static (float[] Factors, float[] Shifts) Affine(NodeProto norm, Dictionary<string, TensorProto> weights)
    {
        float[] scale = Read(weights[norm.Input[1]]), shift = Read(weights[norm.Input[2]]), mean = Read(weights[norm.Input[3]]), variance = Read(weights[norm.Input[4]]);
        float epsilon = norm.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon")?.F ?? DefaultEpsilon;
        float[] factors = [.. scale.Zip(variance, (s, v) => s / MathF.Sqrt(v + epsilon))];
        return (factors, [.. shift.Select((s, i) => s - (mean[i] * factors[i]))]);
    }

    private static void Fold(GraphProto graph, NodeProto layer, TensorProto kernel, float[] bias, float[] factors, float[] shifts)
    {
        float[] values = Read(kernel);
        int length = values.Length / factors.Length;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factors[i / length];
        }

        kernel.FloatData.Clear();
        kernel.RawData = Bytes(values);
        string name = $"{layer.Output[0]}.bias";
        graph.Initializer.Add(new TensorProto { Name = name, DataType = OnnxGraphBuilder.FloatType, Dims = { factors.Length }, RawData = Bytes([.. bias.Select((b, i) => (b * factors[i]) + shifts[i])]) });
        if (layer.Input.Count > 2)
        {
            layer.Input[2] = name;
        }
        else
        {
            layer.Input.Add(name);
        }
    }

    private static float[] Read(TensorProto tensor) => TensorReader.Read(tensor).Floats ?? throw new ModelFormatException($"The weights '{tensor.Name}' are no floats.");

    private static ByteString Bytes(float[] values) => ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
}
