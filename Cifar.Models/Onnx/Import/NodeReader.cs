using Cifar.Models.Onnx.Format;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>One node while it is read: its attributes and inputs, checked, and what it makes.</summary>
internal sealed class NodeReader(GraphReader graph, NodeProto node)
{
    // Kernels, strides, borders and axes of image networks are small; anything else asks for memory, not for a result.
    private const long LargestAttribute = ModelDescription.MaximumSide;

    public string Operation => node.OpType;

    public int Opset => graph.Opset;

    public int InputCount => node.Input.Count;

    public int OutputCount => node.Output.Count;

    public string Output => node.Output[0];

    public bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    public GraphValue Input(int index)
    {
        if (!Has(index))
        {
            throw Wrong($"its input {index} is missing");
        }

        return graph.Value(node.Input[index]) ?? throw Wrong($"its input '{node.Input[index]}' is made by no earlier operator");
    }

    public Activation Activation(int index) => Input(index) switch
    {
        Activation activation => activation,
        Weight weight => graph.Constant(weight),
        Numbers { Values: var values } when values.All(value => !value.PerImage) =>
            graph.Constant(new Weight(node.Input[index] + ".float", new([values.Length], [.. values.Select(value => (float)value.Count)]))),
        _ => throw Wrong($"its input {index} should be a tensor of floats"),
    };

    /// <summary>An input whose first dimension is the batch, for operators that take the others for channels, places or features.</summary>
    public Activation Activation(int index, int rank)
    {
        Activation input = Activation(index);
        if (input.Rank != rank)
        {
            throw Wrong($"its input is {Extent.Text(input.Shape)}; it must have {rank} dimensions");
        }

        return input.Shape.Skip(1).All(extent => !extent.PerImage)
            ? input
            : throw Wrong($"its input is {Extent.Text(input.Shape)}; only the first dimension may grow with the batch");
    }

    public Weight Weight(int index, int rank = -1) => Input(index) is Weight weight && (rank < 0 || weight.Tensor.Dimensions.Length == rank)
        ? weight
        : throw Wrong($"its input {index} must be constant weights{(rank < 0 ? "" : $" with {rank} dimensions")}");

    public Numbers Numbers(int index) => Input(index) is Numbers numbers ? numbers : throw Wrong($"its input {index} must be integers");

    /// <summary>Integers that do not depend on the batch.</summary>
    public long[] Constants(int index) => Numbers(index).Values.All(value => !value.PerImage)
        ? [.. Numbers(index).Values.Select(value => value.Count)]
        : throw Wrong($"its input {index} depends on the number of images");

    public float Scalar(int index, float otherwise) => !Has(index)
        ? otherwise
        : Weight(index).Tensor is { Count: 1 } tensor ? tensor.Floats![0] : throw Wrong($"its input {index} must be one number");

    public long Integer(string name, long otherwise)
    {
        long value = Attribute(name)?.I ?? otherwise;
        return value is >= -LargestAttribute and <= 1L << 20 ? value : throw Wrong($"its attribute {name} is {value}");
    }

    public float Float(string name, float otherwise)
    {
        float value = Attribute(name)?.F ?? otherwise;
        return float.IsFinite(value) ? value : throw Wrong($"its attribute {name} is {value}");
    }

    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    public long[]? Integers(string name) => Attribute(name)?.Ints is { } values ? CheckedRange(name, [.. values]) : null;

    /// <summary>Two numbers for rows and columns, each at least <paramref name="least"/>.</summary>
    public long[] Pair(string name, long otherwise, long least)
    {
        long[] values = Integers(name) ?? [otherwise, otherwise];
        return values.Length == 2 && values.All(value => value >= least)
            ? values
            : throw Wrong($"its attribute {name} is [{string.Join(", ", values)}]; two numbers from {least} are supported (images, no sound and no volumes)");
    }

    /// <summary>Integers that older operator sets have as an attribute and newer ones as an input.</summary>
    public long[]? IntegersOrInput(string name, int input) =>
        Attribute(name) is not null ? Integers(name) : Has(input) ? CheckedRange(name, Constants(input)) : null;

    public AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    public int Axis(long axis, int rank)
    {
        long at = axis < 0 ? axis + rank : axis;
        return at >= 0 && at < rank ? (int)at : throw Wrong($"its axis {axis} is none of {rank} dimensions");
    }

    public void Emit(Extent[] shape, string[] inputs, Func<Tensor[], bool, Tensor> run, Func<OnnxGraphBuilder, string[], string> write, params int[] learnt) =>
        EmitTo(0, shape, inputs, run, write, learnt);

    public void EmitTo(
        int output, Extent[] shape, string[] inputs, Func<Tensor[], bool, Tensor> run, Func<OnnxGraphBuilder, string[], string> write, params int[] learnt)
    {
        CheckSize(shape);
        graph.Add(node.Output[output], shape, new GraphStep(Operation, inputs, node.Output[output], run, write) { Learnt = learnt });
    }

    /// <summary>The output is one of the inputs, or known without the image.</summary>
    public void Give(GraphValue value) => graph.Set(node.Output[0], value);

    public string Register(Weight weight) => graph.Register(weight);

    public Extent[]? DeclaredShape(int input) => graph.DeclaredShape(node.Input[input]);

    public BackboneException Wrong(string what)
    {
        string name = node.Name.Length > 0 ? $" '{Shorten(node.Name)}'" : node.Output.Count > 0 ? $" that makes '{Shorten(node.Output[0])}'" : "";
        return new($"The operator {Shorten(node.OpType)}{name} cannot be used: {what}.{graph.SizeNote}");
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private long[] CheckedRange(string name, long[] values) => values.Length <= 1024 && values.All(value => value is >= -LargestAttribute and <= LargestAttribute || IsEnd(name, value))
        ? values
        : throw Wrong($"its {name} are out of range");

    // "To the end" is written as a huge number.
    private static bool IsEnd(string name, long value) => name == "ends" && (value >= int.MaxValue || value <= int.MinValue);

    /// <summary>Counts multiply-adds of one image, so that no file asks for hours.</summary>
    public void CountWork(double multiplyAdds)
    {
        if (graph.CountWork(multiplyAdds) > GraphReader.MaximumWork)
        {
            throw Wrong($"the graph would need more than {GraphReader.MaximumWork:E0} multiply-adds an image");
        }
    }

    private void CheckSize(Extent[] shape)
    {
        long elements = 1;
        foreach (Extent extent in shape)
        {
            if (extent.Count < 1)
            {
                throw Wrong($"its result would be {Extent.Text(shape)}: the image is too small");
            }

            elements = elements <= GraphReader.MaximumElements / extent.Count
                ? elements * extent.Count
                : throw Wrong($"its result would be {Extent.Text(shape)}; at most {GraphReader.MaximumElements:N0} numbers an image are supported");
        }
    }
}
