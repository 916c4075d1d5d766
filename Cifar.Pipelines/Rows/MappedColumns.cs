using Microsoft.ML;

namespace Cifar.Pipelines.Rows;

/// <summary>Tells the columns of a mapped schema apart: those of the input come first, those of the mapper follow.</summary>
internal sealed class MappedColumns
{
    public MappedColumns(ColumnMapper mapper)
    {
        Mapper = mapper;
        Schema = mapper.CreateOutputSchema();
    }

    public ColumnMapper Mapper { get; }

    public DataViewSchema Schema { get; }

    public int InputCount => Mapper.InputSchema.Count;

    /// <summary>Input columns that must be active so that <paramref name="wanted"/> columns of <see cref="Schema"/> can be read.</summary>
    public IReadOnlyList<DataViewSchema.Column> InputsFor(IEnumerable<DataViewSchema.Column> wanted)
    {
        var inputs = new Dictionary<int, DataViewSchema.Column>();
        foreach (var column in wanted)
        {
            if (column.Index < InputCount)
            {
                inputs[column.Index] = Mapper.InputSchema[column.Index];
                continue;
            }

            foreach (var dependency in Mapper.Dependencies)
            {
                inputs[dependency.Index] = dependency;
            }
        }

        return [.. inputs.Values];
    }
}
