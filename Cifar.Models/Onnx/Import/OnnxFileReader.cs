using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Precision;

namespace Cifar.Models.Onnx.Import;

/// <summary>Reads ONNX files that nobody vouches for: limits before work, no data outside the file, no subgraphs.</summary>
internal static class OnnxFileReader
{
    /// <summary>VGG16 with its head has 553 MB; a protobuf cannot have more than 2 GB.</summary>
    public const long MaximumBytes = 1L << 30;

    private const int MaximumNodes = 20_000;
    private const int MaximumTensors = 20_000;
    private const int MaximumInputs = 1_000;
    private const int OldestOpset = 7;
    private const int NewestOpset = 20;

    public static ModelProto ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long length = new FileInfo(path).Length;
        if (length > MaximumBytes)
        {
            throw new ModelFormatException($"{path} has {length:N0} bytes; at most {MaximumBytes:N0} are read.");
        }

        return Read(File.ReadAllBytes(path));
    }

    public static ModelProto Read(byte[] bytes)
    {
        if (bytes.LongLength > MaximumBytes)
        {
            throw new ModelFormatException($"The file has {bytes.LongLength:N0} bytes; at most {MaximumBytes:N0} are read.");
        }

        var model = ModelProto.Of(bytes);
        Check(model);
        HalfWeights.Widen(model);
        return model;
    }

    public static int Opset(ModelProto model) => (int)model.OpsetImport.First(set => set.Domain is "" or "ai.onnx").Version;

    private static void Check(ModelProto model)
    {
        if (model.Graph is null || model.Graph.Node.Count == 0)
        {
            throw new ModelFormatException("This is no ONNX model, or it is damaged: it has no graph.");
        }

        OperatorSetIdProto[] standard = [.. model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx")];
        if (standard is not [{ Version: >= OldestOpset and <= NewestOpset }])
        {
            string found = standard.Length == 0 ? "none" : string.Join(", ", standard.Select(set => set.Version));
            throw new ModelFormatException($"The graph needs operator set {found} of ONNX; {OldestOpset} to {NewestOpset} are supported. Export it again, with 13 for instance.");
        }

        if (model.Functions.Count > 0 || model.TrainingInfo.Count > 0 || model.Graph.SparseInitializer.Count > 0)
        {
            throw new ModelFormatException("The file has functions, training information or sparse weights; none of them is supported.");
        }

        if (model.Graph.Node.Count > MaximumNodes || model.Graph.Initializer.Count > MaximumTensors)
        {
            throw new ModelFormatException(
                $"The graph has {model.Graph.Node.Count:N0} nodes and {model.Graph.Initializer.Count:N0} constants; at most {MaximumNodes:N0} and {MaximumTensors:N0} are read.");
        }

        foreach (NodeProto node in model.Graph.Node)
        {
            if (node.Input.Count > MaximumInputs || node.Output.Count > MaximumInputs || node.Attribute.Count > MaximumInputs)
            {
                throw new ModelFormatException($"The operator {node.OpType} has {node.Input.Count:N0} inputs and {node.Output.Count:N0} outputs; at most {MaximumInputs:N0} are read.");
            }

            if (node.Attribute.Any(attribute => attribute.HasG || attribute.Graphs.Count > 0))
            {
                throw new BackboneException($"The operator {node.OpType} ('{node.Name}') runs a graph of its own (a branch or a loop), which is not supported.");
            }
        }
    }
}
