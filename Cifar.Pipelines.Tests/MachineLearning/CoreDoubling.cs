using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>A transformer as a third party writes it, with public API alone: Doubled = 2 * Value.</summary>
/// <param name="save">How it saves itself; the default writes nothing.</param>
public sealed class CoreDoubling(Action<ModelSaveContext>? save = null) : ITransformer, IDisposable
{
    public int Disposed { get; private set; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapper(inputSchema).OutputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(inputSchema);

    public IDataView Transform(IDataView input) => new View(input, new Mapper(input.Schema));

    public void Save(ModelSaveContext ctx) => save?.Invoke(ctx);

    public void Dispose() => Disposed++;

    sealed class Mapper : IRowToRowMapper
    {
        internal Mapper(DataViewSchema input)
        {
            InputSchema = input;
            Value = input["Value"];
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(input);
            builder.AddColumn("Doubled", NumberDataViewType.Single);
            OutputSchema = builder.ToSchema();
        }

        public DataViewSchema InputSchema { get; }

        public DataViewSchema OutputSchema { get; }

        internal DataViewSchema.Column Value { get; }

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
            dependingColumns.Select(column => column.Index < InputSchema.Count ? InputSchema[column.Index] : Value).DistinctBy(column => column.Index);

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
            new Row(input, this, activeColumns.Select(column => column.Index).ToHashSet());

        internal ValueGetter<TValue> Getter<TValue>(DataViewRow input, DataViewSchema.Column column)
        {
            if (column.Index < InputSchema.Count)
                return input.GetGetter<TValue>(InputSchema[column.Index]);
            ValueGetter<float> source = input.GetGetter<float>(Value);
            return (ValueGetter<TValue>)(object)(ValueGetter<float>)((ref float value) =>
            {
                source(ref value);
                value *= 2;
            });
        }
    }

    sealed class Row(DataViewRow input, Mapper mapper, HashSet<int> active) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapper.Getter<TValue>(input, column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            base.Dispose(disposing);
        }
    }

    sealed class Cursor(DataViewRowCursor input, Mapper mapper, HashSet<int> active) : DataViewRowCursor
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapper.Getter<TValue>(input, column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            base.Dispose(disposing);
        }
    }

    sealed class View(IDataView input, Mapper mapper) : IDataView
    {
        public bool CanShuffle => input.CanShuffle;

        public DataViewSchema Schema => mapper.OutputSchema;

        public long? GetRowCount() => input.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Cursor(input.GetRowCursor(mapper.GetDependencies(columnsNeeded), rand), mapper, columnsNeeded.Select(column => column.Index).ToHashSet());

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
    }
}

/// <summary>Makes one <see cref="CoreDoubling"/>, and counts how often it was asked to.</summary>
public sealed class CoreDoublingEstimator : IEstimator<CoreDoubling>
{
    public int Fits { get; private set; }

    public CoreDoubling Fit(IDataView input)
    {
        Fits++;
        return new CoreDoubling();
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (inputSchema.All(column => column.Name != "Value"))
            throw new ArgumentOutOfRangeException(nameof(inputSchema), "Could not find input column 'Value'");
        return inputSchema;
    }
}

public sealed class CoreDoubled
{
    public float Doubled { get; set; }

    public int Number { get; set; }
}
