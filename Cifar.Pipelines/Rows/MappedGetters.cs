using Microsoft.ML;

namespace Cifar.Pipelines.Rows;

/// <summary>The getters of one mapped row or cursor: passed through for input columns, made by the mapper for its own.</summary>
internal sealed class MappedGetters
{
    private readonly DataViewRow input;
    private readonly MappedColumns columns;
    private readonly bool[] active;
    private readonly Delegate?[] own;

    public MappedGetters(DataViewRow input, MappedColumns columns, IEnumerable<DataViewSchema.Column> active)
    {
        this.input = input;
        this.columns = columns;
        this.active = new bool[columns.Schema.Count];
        own = new Delegate?[columns.Mapper.Outputs.Count];
        foreach (var column in active)
        {
            this.active[column.Index] = true;
        }
    }

    public bool IsActive(DataViewSchema.Column column) => active[column.Index];

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
        {
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when this cursor was opened, so it has no values here.");
        }

        if (column.Index < columns.InputCount)
        {
            return input.GetGetter<TValue>(columns.Mapper.InputSchema[column.Index]);
        }

        int output = column.Index - columns.InputCount;
        own[output] ??= columns.Mapper.CreateGetter(input, output);
        return own[output] as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type} values; a getter of {typeof(TValue)} cannot read it.");
    }
}
