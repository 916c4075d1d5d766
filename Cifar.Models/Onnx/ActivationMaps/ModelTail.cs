using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;

namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>The part of a model from its last feature maps to its logits: small, and all that a gradient has to pass through.</summary>
internal sealed class ModelTail
{
    private const int OldestOpset = 13; // Before, LogSoftmax meant something else.

    private readonly NodeProto[] nodes;
    private readonly HashSet<string> dependent;
    private readonly Dictionary<string, TailValue> constants = new(StringComparer.Ordinal);

    private ModelTail(NodeProto[] nodes, HashSet<string> dependent, string input, string maps)
    {
        (this.nodes, this.dependent) = (nodes, dependent);
        (Input, Maps) = (input, maps);
    }

    /// <summary>Name of the image.</summary>
    public string Input { get; }

    /// <summary>Name of the maps [1, C, h, w].</summary>
    public string Maps { get; }

    /// <summary>Values that are needed for a gradient besides constants: everything that is made from the maps on.</summary>
    public required string[] Needed { get; init; }

    /// <summary>Finds the tail of a model that has been checked.</summary>
    /// <exception cref="BackboneException">There are no maps, or an operator behind them has no rule.</exception>
    public static ModelTail Of(ModelProto model)
    {
        if (OnnxFileReader.Opset(model) < OldestOpset)
        {
            throw new BackboneException($"Gradients need a model of operator set {OldestOpset} or newer; this one is of {OnnxFileReader.Opset(model)}.");
        }

        OnnxGraph graph = GraphReader.Read(model, OnnxExport.LogitsOutput, null, null);
        string maps = OnnxFeatureMaps.LastMaps(graph) ?? throw new BackboneException("The network makes no feature maps of more than one place through which everything goes.");
        HashSet<string> dependent = [maps];
        var nodes = new List<NodeProto>();
        foreach (NodeProto node in GraphSearch.NeededFor(model, OnnxExport.LogitsOutput).Where(node => node.Input.Any(dependent.Contains)))
        {
            Derivatives.Check(node.OpType);
            dependent.Add(node.Output[0]);
            nodes.Add(node);
        }

        HashSet<string> initializers = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        HashSet<string> read = [.. nodes.SelectMany(node => node.Input).Where(name => name.Length > 0)];
        var tail = new ModelTail([.. nodes], dependent, graph.Input, maps) { Needed = [.. dependent.Union(read.Where(name => !initializers.Contains(name)))] };
        foreach (TensorProto tensor in model.Graph.Initializer.Where(tensor => read.Contains(tensor.Name)))
        {
            if (TensorReader.Read(tensor) is { Floats: { } floats, Dimensions: var dimensions })
            {
                tail.constants[tensor.Name] = new TailValue(floats, Array.ConvertAll(dimensions, size => (int)size));
            }
        }

        return tail;
    }

    /// <summary>The gradient of one logit at the maps.</summary>
    /// <param name="made">The values that are <see cref="Needed"/>, of one image.</param>
    /// <param name="label">Number of the class.</param>
    /// <returns>[C, h, w].</returns>
    public float[] Gradient(Dictionary<string, TailValue> made, int label)
    {
        var values = made.Concat(constants).ToDictionary(StringComparer.Ordinal);
        var target = new float[values[OnnxExport.LogitsOutput].Numbers.Length];
        target[label] = 1;
        var gradients = new Dictionary<string, float[]>(StringComparer.Ordinal) { [OnnxExport.LogitsOutput] = target };
        foreach (NodeProto node in nodes.Reverse())
        {
            if (gradients.Remove(node.Output[0], out float[]? gradient))
            {
                Derivatives.Pass(new TailNode(node, values, dependent, gradients), gradient);
            }
        }

        return gradients[Maps];
    }
}
