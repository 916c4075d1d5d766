using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;

namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>One operator behind the maps while the gradient passes through it: what it read and made, and where the gradient goes on.</summary>
internal sealed class TailNode(NodeProto node, IReadOnlyDictionary<string, TailValue> values, IReadOnlySet<string> wanted, Dictionary<string, float[]> gradients)
{
    public string Operation => node.OpType;

    public int InputCount => node.Input.Count;

    public TailValue Output => values[node.Output[0]];

    public TailValue Input(int index) => Has(index) && values.TryGetValue(node.Input[index], out TailValue? value)
        ? value
        : throw Wrong($"its input {index} is missing, or holds no floats");

    public bool Has(int index) => index < node.Input.Count && node.Input[index].Length > 0;

    /// <summary>Whether an input depends on the maps.</summary>
    public bool Wants(int index) => Has(index) && wanted.Contains(node.Input[index]);

    /// <summary>An input that must not depend on the maps: weights.</summary>
    public TailValue Weights(int index) => !Wants(index) ? Input(index) : throw Wrong($"its input {index} depends on the image");

    /// <summary>Adds to the gradient of an input; ignored where it is a constant.</summary>
    public void Give(int index, Func<float[]> gradient)
    {
        if (!Wants(index))
        {
            return;
        }

        float[] given = gradient();
        if (gradients.TryGetValue(node.Input[index], out float[]? sum))
        {
            given = [.. sum.Zip(given, (a, b) => a + b)];
        }

        gradients[node.Input[index]] = given;
    }

    public float Float(string name, float otherwise) => Attribute(name)?.F ?? otherwise;

    public int Integer(string name, int otherwise) => (int)(Attribute(name)?.I ?? otherwise);

    public int[]? Integers(string name) => Attribute(name) is { } attribute ? [.. attribute.Ints.Select(number => (int)number)] : null;

    public bool HasText(string name) => Attribute(name) is { S.Length: > 0 } attribute && attribute.S.ToStringUtf8() != "NOTSET";

    /// <summary>An axis counted from the front.</summary>
    public int Axis(int axis, int rank)
    {
        int at = axis < 0 ? axis + rank : axis;
        return at >= 0 && at < rank ? at : throw Wrong($"its axis {axis} is none of {rank}");
    }

    public BackboneException Wrong(string what) => new($"No gradient can be taken through the operator {node.OpType} ('{node.Name}'): {what}.");

    private AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
}
