namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Reads an ONNX file before ONNX Runtime does: refuses what points outside of it, and notes the slot names it carries.</summary>
/// <remarks>
/// A tensor may say that its values lie in another file ("external data"). ONNX Runtime would look for that file relative to the working directory;
/// a model that travels as one piece has none. Field numbers are those of onnx.proto.
/// </remarks>
sealed class OnnxFileCheck
{
    const ulong External = 1;

    readonly int _deepest;

    OnnxFileCheck(int deepest) => _deepest = deepest;

    /// <summary>Names of slots by the column they belong to: what ML.NET writes as a node "mlnet.COLUMN.SlotNames" with the texts in "keys_strings".</summary>
    internal Dictionary<string, ReadOnlyMemory<char>[]> SlotNames { get; } = [];

    /// <exception cref="InvalidDataException">The file is no ONNX model, is damaged, nested too deep, or needs other files.</exception>
    internal static OnnxFileCheck Run(ReadOnlySpan<byte> model, int recursionLimit)
    {
        var check = new OnnxFileCheck(recursionLimit);
        bool hasGraph = false;
        var reader = new ProtobufReader(model);
        while (reader.Next())
        {
            if (reader.Field == 7)
            {
                hasGraph = true;
                check.Graph(reader.Bytes, depth: 1);
            }
            else if (reader.Field == 25)
            {
                check.Function(reader.Bytes);
            }
        }

        return hasGraph ? check : throw new InvalidDataException("There is no graph in it.");
    }

    void Graph(ReadOnlySpan<byte> graph, int depth)
    {
        CheckDepth(depth);
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            if (reader.Field == 1)
                Node(reader.Bytes, depth + 1);
            else if (reader.Field == 5)
                Tensor(reader.Bytes);
            else if (reader.Field == 15)
                SparseTensor(reader.Bytes);
        }
    }

    void Function(ReadOnlySpan<byte> function)
    {
        var reader = new ProtobufReader(function);
        while (reader.Next())
            if (reader.Field == 7)
                Node(reader.Bytes, depth: 2);
    }

    void Node(ReadOnlySpan<byte> node, int depth)
    {
        CheckDepth(depth);
        string name = "";
        ReadOnlyMemory<char>[]? texts = null;
        var reader = new ProtobufReader(node);
        while (reader.Next())
        {
            if (reader.Field == 3)
                name = reader.Text;
            else if (reader.Field == 5)
                Attribute(reader.Bytes, depth + 1, ref texts);
        }

        const string Prefix = "mlnet.", Suffix = ".SlotNames";
        bool named = name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);
        if (texts is not null && named && name.Length > Prefix.Length + Suffix.Length)
            SlotNames.TryAdd(name[Prefix.Length..^Suffix.Length], texts);
    }

    void Attribute(ReadOnlySpan<byte> attribute, int depth, ref ReadOnlyMemory<char>[]? keyTexts)
    {
        CheckDepth(depth);
        string name = "";
        var texts = new List<ReadOnlyMemory<char>>();
        var reader = new ProtobufReader(attribute);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text;
                    break;
                case 9:
                    texts.Add(reader.Text.AsMemory());
                    break;
                case 5 or 10:
                    Tensor(reader.Bytes);
                    break;
                case 6 or 11:
                    Graph(reader.Bytes, depth + 1);
                    break;
                case 22 or 23:
                    SparseTensor(reader.Bytes);
                    break;
            }
        }

        if (name == "keys_strings")
            keyTexts = [.. texts];
    }

    static void SparseTensor(ReadOnlySpan<byte> tensor)
    {
        var reader = new ProtobufReader(tensor);
        while (reader.Next())
            if (reader.Field is 1 or 2)
                Tensor(reader.Bytes);
    }

    static void Tensor(ReadOnlySpan<byte> tensor)
    {
        string name = "";
        bool external = false;
        var reader = new ProtobufReader(tensor);
        while (reader.Next())
        {
            if (reader.Field == 8)
                name = reader.Text;
            external |= reader.Field == 13 || (reader.Field == 14 && reader.Number == External);
        }

        if (external)
            throw new InvalidDataException($"The values of '{name}' are in another file (external data). Save the model as one file.");
    }

    void CheckDepth(int depth)
    {
        if (depth > _deepest)
            throw new InvalidDataException($"Its parts are nested more than {_deepest} deep (the recursion limit).");
    }
}
