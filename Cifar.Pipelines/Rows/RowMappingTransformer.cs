using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Rows;

/// <summary>A transformer that maps rows by a <see cref="ColumnMapper"/>, made anew for each input schema.</summary>
internal sealed class RowMappingTransformer(Func<DataViewSchema, ColumnMapper> bind) : ITransformer
{
    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Schema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(Bind(inputSchema));

    public IDataView Transform(IDataView input) => new MappedDataView(input, Bind(input.Schema));

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new InvalidOperationException("This transform cannot be saved by itself; save the transform that contains it.");

    private MappedColumns Bind(DataViewSchema inputSchema) => new(bind(inputSchema));
}
