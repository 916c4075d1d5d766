using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>A model bound to the columns of a schema.</summary>
sealed class OnnxRowMapper : RowMapper
{
    readonly OnnxModel _model;
    readonly OnnxTensor[] _inputs;
    readonly OnnxTensor[] _outputs;
    readonly DataViewSchema.Column[] _columns;

    internal OnnxRowMapper(OnnxModel model, OnnxTensor[] inputs, OnnxTensor[] outputs, DataViewSchema schema) : base(schema)
    {
        _model = model;
        _inputs = inputs;
        _outputs = outputs;
        _columns = Array.ConvertAll(inputs, input => Bind(input, schema));
    }

    protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => Array.ConvertAll(_outputs, MakeOutputColumn);

    internal override IEnumerable<DataViewSchema.Column> InputsOf(int output) => _columns;

    protected override Delegate MakeGetter(DataViewRow input, int output) => throw new InvalidOperationException("The outputs are made together.");

    internal override Delegate?[] MakeGetters(DataViewRow input, Func<int, bool> isActive, out Action? dispose)
    {
        OnnxTensor[] active = [.. _outputs.Where((_, i) => isActive(i))];
        var row = new OnnxRow(_model, input, _inputs, _columns, Array.ConvertAll(active, output => output.Name));
        dispose = row.Dispose;
        return Array.ConvertAll(_outputs, output => Array.IndexOf(active, output) >= 0 ? row.GetterOf(output) : null);
    }

    DataViewSchema.DetachedColumn MakeOutputColumn(OnnxTensor output)
    {
        // ML.NET's exporter adds this to names that would clash inside the graph.
        const string Suffix = ".output";
        string name = output.Name.EndsWith(Suffix, StringComparison.Ordinal) ? output.Name.Replace(Suffix, "", StringComparison.Ordinal) : output.Name;
        var annotations = new DataViewSchema.Annotations.Builder();
        if (_model.SlotNames.TryGetValue(name, out ReadOnlyMemory<char>[]? texts))
            annotations.AddSlotNames(texts.Length, (ref VBuffer<ReadOnlyMemory<char>> names) => names = new(texts.Length, [.. texts]));
        return new DataViewSchema.DetachedColumn(name, output.OutputType, annotations.ToAnnotations());
    }

    static DataViewSchema.Column Bind(OnnxTensor input, DataViewSchema schema)
    {
        int[] shape = input.InputShape;
        DataViewSchema.Column column = schema.GetColumnOrNull(input.Name) ?? throw SchemaMismatch.Missing("inputSchema", "input", input.Name);
        DataViewType item = column.Type.ItemTypeOf();
        if (!item.Equals(input.ItemType) && !(item is KeyDataViewType && item.RawType == input.ItemType.RawType))
            throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, $"{input.ItemType}", $"{column.Type}");

        int length = column.Type.ValueCount();
        bool open = shape.Contains(0);
        if (length == 0 && !open)
        {
            string expected = $"a vector of known size for the ONNX input's shape [{string.Join(", ", shape)}]";
            throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, expected, $"{column.Type}");
        }

        long known = shape.Where(dimension => dimension > 0).Aggregate(1L, (product, dimension) => product * dimension);
        if (length > 0 && (open ? length % known != 0 : length != known))
        {
            throw new InvalidOperationException(
                $"Input shape mismatch: ONNX input '{input.Name}' has the shape [{string.Join(", ", shape)}], its column is {column.Type}, {length} values.");
        }

        return column;
    }
}
