using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Rows;

/// <summary>A <see cref="ColumnMapper"/> as ML.NET wants it for single rows.</summary>
internal sealed class RowMapper(MappedColumns columns) : IRowToRowMapper
{
    public DataViewSchema InputSchema => columns.Mapper.InputSchema;

    public DataViewSchema OutputSchema => columns.Schema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => columns.InputsFor(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new MappedRow(input, columns, activeColumns);
}
