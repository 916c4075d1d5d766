using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="ColumnConcatenatingTransformer"/>.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    readonly IHost _host;
    readonly string _output;
    readonly string[] _inputs;

    internal ColumnConcatenatingEstimator(IHostEnvironment environment, string outputColumnName, string[] inputColumnNames)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(inputColumnNames);
        if (inputColumnNames.Length == 0 || inputColumnNames.Any(string.IsNullOrEmpty))
            throw new ArgumentException("Columns to concatenate must be given, each with a name.", nameof(inputColumnNames));
        _host = environment.Register(nameof(ColumnConcatenatingEstimator));
        _output = outputColumnName;
        _inputs = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new ColumnConcatenatingTransformer(_host, _output, _inputs);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var sources = Array.ConvertAll(_inputs, inputSchema.Input);
        if (sources is [{ Kind: not SchemaShape.Column.VectorKind.Scalar } only])
            return inputSchema.With(only.Renamed(_output));
        bool varies = sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.VariableVector);
        foreach (var source in sources)
        {
            if (source.IsKey != sources[0].IsKey || !source.ItemType.Equals(sources[0].ItemType))
                throw SchemaMismatch.WrongType(nameof(inputSchema), "input", source.Name, $"{sources[0].ItemType}", source.GetTypeString());
        }

        var annotations = new List<SchemaShape.Column>();
        if (sources[0].ItemType is NumberDataViewType && !sources[0].IsKey && sources.All(source => Has(source, AnnotationKinds.IsNormalized)))
            annotations.Add(AnnotationVectors.NormalizedShape);
        if (!varies && sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.Scalar || Has(source, AnnotationKinds.SlotNames)))
            annotations.Add(AnnotationVectors.VectorShape(AnnotationKinds.SlotNames, TextDataViewType.Instance));
        var kind = varies ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        return inputSchema.With(new SchemaShape.Column(_output, kind, sources[0].ItemType, sources[0].IsKey, new SchemaShape(annotations)));
    }

    static bool Has(SchemaShape.Column column, string annotation) => column.Annotations.TryFindColumn(annotation, out _);
}
