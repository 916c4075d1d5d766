using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Import;

/// <summary>Reads the nodes of a graph in order, for images of one size, into steps; shape arithmetic is done here and leaves no steps.</summary>
internal sealed class GraphReader
{
    /// <summary>Numbers of one value for one image: 256 MB of floats.</summary>
    public const long MaximumElements = 1L << 26;

    /// <summary>Multiply-adds for one image; EfficientNet-B7 at 600 pixels needs 4e10.</summary>
    public const double MaximumWork = 1e12;

    // All values of one image together; a network that makes more would run for minutes an image.
    private const long MaximumTotal = 1L << 33;
    private const int MaximumNumbers = 1024;

    private readonly Dictionary<string, TensorProto> initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphValue> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphTensor> weights = new(StringComparer.Ordinal);
    private readonly List<GraphStep> steps = [];
    private readonly GraphReader? declared;
    private long total;
    private double work;

    private GraphReader(ModelProto model, GraphInput input, int height, int width, GraphReader? declared)
    {
        Opset = OnnxFileReader.Opset(model);
        this.declared = declared;
        SizeNote = declared is null ? "" : $" The graph was made for {declared.size} images and is read for {height} x {width}.";
        size = $"{height} x {width}";
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            initializers.TryAdd(tensor.Name, tensor);
        }

        Extent[] planar = [Extent.Batch, new(PixelNormalization.Channels), new(height), new(width)];
        if (!input.ChannelsLast)
        {
            values[input.Name] = new Activation(input.Name, planar);
            return;
        }

        // The module takes planes; what follows was made for channels at the end.
        string turned = input.Name + ".channels_last";
        Extent[] last = [planar[0], planar[2], planar[3], planar[1]];
        steps.Add(new("Transpose", [input.Name], turned, (x, _) => x[0].permute(0, 2, 3, 1), (graph, x) => graph.Node("Transpose", x, ("perm", new long[] { 0, 2, 3, 1 }))));
        values[input.Name] = new Activation(turned, last);
        values[turned] = values[input.Name];
    }

    private readonly string size;

    public int Opset { get; }

    public string SizeNote { get; }

    /// <summary>Reads what the output needs, and nothing else.</summary>
    /// <param name="model">A file that <see cref="OnnxFileReader"/> has checked.</param>
    /// <param name="output">Name of a value.</param>
    /// <param name="height">Rows of the images; null for what the file says, else 224.</param>
    /// <param name="width">Columns of the images.</param>
    public static OnnxGraph Read(ModelProto model, string output, int? height, int? width)
    {
        GraphInput input = GraphInput.Of(model);
        NodeProto[] needed = GraphSearch.NeededFor(model, output);
        int rows = Side(height ?? input.Height), columns = Side(width ?? input.Width);

        // Constants of the file may speak of the size it was made for: what they meant shows when it is read for that size first.
        GraphReader? declared = input is { Height: { } h, Width: { } w } && (h, w) != (rows, columns) ? new(model, input, h, w, null) : null;
        declared?.ReadAll(needed);
        var reader = new GraphReader(model, input, rows, columns, declared);
        reader.ReadAll(needed);
        if (reader.values.GetValueOrDefault(output) is not Activation result || !result.Shape.Any(extent => extent.PerImage))
        {
            throw new BackboneException($"'{output}' does not depend on the image.");
        }

        // What is not a row an image would mix the images of a batch.
        return result.Shape[0] == Extent.Batch && result.Shape.Count(extent => extent.PerImage) == 1
            ? OnnxGraph.Create(reader.steps, reader.weights, reader.Shapes(), input.Name, result, rows, columns)
            : throw new BackboneException($"'{output}' is {Extent.Text(result.Shape)}: the batch must be its first dimension, and no other may grow with it.{reader.SizeNote}");
    }

    public GraphValue? Value(string name)
    {
        if (!values.TryGetValue(name, out GraphValue? value) && initializers.TryGetValue(name, out TensorProto? tensor))
        {
            values[name] = value = Constant(name, TensorReader.Read(tensor));
        }

        return value;
    }

    public static GraphValue Constant(string name, GraphTensor tensor) => tensor.Integers is not { } integers
        ? new Weight(name, tensor)
        : tensor is { Dimensions.Length: <= 1, Count: <= MaximumNumbers }
            ? new Numbers([.. integers.Select(number => new Extent(number))], tensor.Dimensions.Length == 0)
            : throw new BackboneException($"The constant '{name}' holds {tensor.Count:N0} integers [{string.Join(", ", tensor.Dimensions)}]; networks for images need none of that kind.");

    public Activation Constant(Weight weight) => new(Register(weight), [.. weight.Tensor.Dimensions.Select(dimension => new Extent(dimension))]);

    public string Register(Weight weight)
    {
        weights[weight.Name] = weight.Tensor;
        return weight.Name;
    }

    public void Add(string output, Extent[] shape, GraphStep step)
    {
        total += shape.Aggregate(1L, (product, extent) => product * extent.Count);
        if (total > MaximumTotal)
        {
            throw new BackboneException($"The graph makes more than {MaximumTotal:N0} numbers of one image; it is no image backbone.{SizeNote}");
        }

        Set(output, new Activation(output, shape));
        steps.Add(step);
    }

    public double CountWork(double multiplyAdds) => work += multiplyAdds;

    public void Set(string name, GraphValue value)
    {
        if (initializers.ContainsKey(name) || !values.TryAdd(name, value))
        {
            throw new ModelFormatException($"Two operators of the graph make '{name}'.");
        }
    }

    /// <summary>The shape that a value has for the size the file was made for.</summary>
    public Extent[]? DeclaredShape(string name) => ((declared ?? this).Value(name) as Activation)?.Shape;

    private void ReadAll(NodeProto[] nodes)
    {
        foreach (NodeProto node in nodes)
        {
            if (node.Domain is not ("" or "ai.onnx") || !OperatorRules.All.TryGetValue(node.OpType, out Action<NodeReader>? rule))
            {
                throw Unknown(node);
            }

            if (node.Output.Count == 0)
            {
                throw new ModelFormatException($"The operator {node.OpType} has no output.");
            }

            try
            {
                rule(new NodeReader(this, node));
            }
            catch (OverflowException error)
            {
                throw new ModelFormatException($"The operator {node.OpType} that makes '{node.Output[0]}' has numbers that cannot be.", error);
            }
        }
    }

    private static BackboneException Unknown(NodeProto node)
    {
        string domain = node.Domain.Length > 0 ? node.Domain + "." : "";
        string kind = node.OpType switch
        {
            "NonMaxSuppression" or "RoiAlign" or "NonZero" => " It belongs to an object detector, not to a classifier.",
            "LSTM" or "GRU" or "RNN" or "GatherND" or "Attention" or "EmbedLayerNormalization" => " It belongs to a model of text or speech, not of images.",
            "QuantizeLinear" or "DequantizeLinear" or "QLinearConv" or "ConvInteger" => " The model is quantised; use the one with 32-bit floats.",
            _ => " Choose an earlier value with the option for the output, or export the model with plain operators.",
        };
        return new BackboneException($"The graph has the operator '{domain}{node.OpType}' (it makes '{(node.Output.Count > 0 ? node.Output[0] : "")}'), which is not supported.{kind}");
    }

    private Dictionary<string, Extent[]> Shapes()
    {
        var shapes = new Dictionary<string, Extent[]>(StringComparer.Ordinal);
        foreach (Activation activation in values.Values.OfType<Activation>())
        {
            shapes[activation.Name] = activation.Shape;
        }

        return shapes;
    }

    private static int Side(int? side) => (side ?? GraphInput.UsualSide) is var chosen and >= 1 and <= ModelDescription.MaximumSide
        ? chosen
        : throw new BackboneException($"Images of {side} pixels are not possible; 1 to {ModelDescription.MaximumSide} are.");
}
