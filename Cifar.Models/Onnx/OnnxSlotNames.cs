using Cifar.Models.Onnx.Format;
using Google.Protobuf;

namespace Cifar.Models.Onnx;

/// <summary>Names the elements of an ONNX model's output so that ML.NET's ONNX transformer gives them to its column as slot names.</summary>
public static class OnnxSlotNames
{
    private const string Domain = "ai.onnx.ml";
    private const int DomainVersion = 2;
    private const int StringType = 8;

    /// <summary>Adds the names to a model.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="names">One name for each element of the output, in order.</param>
    /// <returns>The bytes of a model that computes the same.</returns>
    /// <exception cref="ModelFormatException">The bytes are no ONNX model.</exception>
    /// <remarks>
    /// The names lie in a label encoder whose result nobody reads (a runtime drops it), called <c>mlnet.OUTPUT.SlotNames</c>, which is where ML.NET's own
    /// exporter puts them. It makes the model one for ML.NET: other runtimes may lack that operator.
    /// </remarks>
    public static byte[] Add(byte[] model, string output, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(names);
        var parsed = ModelProto.Of(model);
        string node = $"mlnet.{output}.SlotNames";
        var texts = names.Select(ByteString.CopyFromUtf8).ToArray();
        parsed.Graph.Initializer.Add(new TensorProto { Name = node + ".names", DataType = StringType, Dims = { texts.Length }, StringData = { texts } });
        parsed.Graph.Node.Add(new NodeProto
        {
            Name = node,
            OpType = "LabelEncoder",
            Domain = Domain,
            Input = { node + ".names" },
            Output = { node + ".index" },
            Attribute =
            {
                new AttributeProto { Name = "keys_strings", Type = AttributeProto.Types.AttributeType.Strings, Strings = { texts } },
                new AttributeProto { Name = "values_int64s", Type = AttributeProto.Types.AttributeType.Ints, Ints = { Enumerable.Range(0, texts.Length).Select(i => (long)i) } },
            },
        });
        parsed.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = DomainVersion });
        return parsed.ToByteArray();
    }
}
