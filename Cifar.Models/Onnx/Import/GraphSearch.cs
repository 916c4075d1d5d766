using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Import;

/// <summary>Finds outputs, and the operators behind them, in a file.</summary>
internal static class GraphSearch
{
    // What may stand between the last layer of a classifier and its output.
    private static readonly HashSet<string> Endings = ["Softmax", "LogSoftmax", "Identity", "Add", "Sigmoid", "Cast", "Squeeze"];

    /// <summary>The output of a classification graph: the logits where there are several.</summary>
    public static string Output(ModelProto model)
    {
        string[] outputs = [.. model.Graph.Output.Select(output => output.Name)];
        return outputs switch
        {
            [string only] => only,
            [] => throw new ModelFormatException("The graph has no output."),
            _ when outputs.Contains(OnnxExport.LogitsOutput) => OnnxExport.LogitsOutput,
            _ => throw new BackboneException(
                $"The graph has {outputs.Length} outputs ({string.Join(", ", outputs.Take(8).Select(name => $"'{name}'"))}); say which one is meant. Object detectors cannot be used."),
        };
    }

    /// <summary>Where the features of a backbone are: the output of that name, else what the last fully connected layer reads, else the output.</summary>
    public static string Features(ModelProto model)
    {
        const string Features = "features";
        if (model.Graph.Output.Any(output => output.Name == Features))
        {
            return Features;
        }

        string output = Output(model);
        Dictionary<string, NodeProto> makers = Makers(model);
        HashSet<string> constants = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        string value = output;
        for (int steps = 0; steps < 8 && makers.TryGetValue(value, out NodeProto? node) && node.Input.Count > 0; steps++)
        {
            if (node.OpType is "Gemm" or "MatMul")
            {
                return node.Input[0];
            }

            string? next = Endings.Contains(node.OpType) ? node.Input.FirstOrDefault(input => !constants.Contains(input)) : null;
            if (next is null)
            {
                break;
            }

            value = next;
        }

        return output;
    }

    /// <summary>The operators that a value needs, in the order of the file.</summary>
    public static NodeProto[] NeededFor(ModelProto model, string output)
    {
        Dictionary<string, NodeProto> makers = Makers(model);
        if (!makers.ContainsKey(output))
        {
            string names = string.Join(", ", model.Graph.Output.Take(8).Select(value => $"'{value.Name}'"));
            throw new BackboneException($"The graph makes no value '{output}'. Its outputs are {names}.");
        }

        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>([output]);
        while (open.TryPop(out string? name))
        {
            if (makers.TryGetValue(name, out NodeProto? node) && needed.Add(node))
            {
                foreach (string input in node.Input)
                {
                    open.Push(input);
                }
            }
        }

        return [.. model.Graph.Node.Where(needed.Contains)];
    }

    private static Dictionary<string, NodeProto> Makers(ModelProto model)
    {
        var makers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (NodeProto node in model.Graph.Node)
        {
            foreach (string output in node.Output)
            {
                makers.TryAdd(output, node);
            }
        }

        return makers;
    }
}
