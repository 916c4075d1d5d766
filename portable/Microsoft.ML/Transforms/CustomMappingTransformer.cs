using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Adds columns computed by a user's action from an object of one class to an object of another.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer where TSrc : class, new() where TDst : class, new()
{
    readonly Action<TSrc, TDst> _mapAction;
    readonly string? _contractName;

    internal CustomMappingTransformer(
        IHostEnvironment environment, Action<TSrc, TDst> mapAction, string? contractName, SchemaDefinition? inputSchemaDefinition, SchemaDefinition? outputSchemaDefinition)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(mapAction);
        _mapAction = mapAction;
        _contractName = contractName;
        InputDefinition = inputSchemaDefinition;
        Added = ObjectColumns<TDst>.Of(outputSchemaDefinition);
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal SchemaDefinition? InputDefinition { get; }

    internal ObjectColumns<TDst> Added { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowMapperView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        if (string.IsNullOrEmpty(_contractName))
            throw new InvalidOperationException("Empty contract name for a transform: the transform cannot be saved");
        CustomMappingContract.Save(ctx, _contractName, _mapAction.Method.DeclaringType?.Assembly ?? _mapAction.Method.Module.Assembly);
    }

    RowMapperBinding Bind(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new RowMapperBinding(new Mapper(this, schema));
    }

    sealed class Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema schema) : RowMapper(schema)
    {
        readonly RowFiller<TSrc> _filler = RowFiller<TSrc>.Create(schema, ignoreMissingColumns: false, parent.InputDefinition);
        readonly CustomMappingTransformer<TSrc, TDst> _parent = parent;

        internal override IEnumerable<DataViewSchema.Column> InputsOf(int output) => _filler.Columns;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. _parent.Added.Schema.Select(column => new DataViewSchema.DetachedColumn(column))];

        // MakeGetters makes all of them, because they share the object the action fills.
        protected override Delegate MakeGetter(DataViewRow input, int output) => MakeGetters(input, i => i == output, out _)[output]!;

        internal override Delegate?[] MakeGetters(DataViewRow input, Func<int, bool> isActive, out Action? dispose)
        {
            dispose = null;
            var mapped = new MappedObject(input, _filler.Bind(input), _parent._mapAction);
            var getters = new Delegate?[Outputs.Length];
            for (int i = 0; i < getters.Length; i++)
            {
                if (isActive(i))
                    getters[i] = new Refreshed(_parent.Added.MakeGetter(i, mapped.Holder), mapped.Refresh).With(Outputs[i].Type.RawType);
            }

            return getters;
        }
    }

    /// <summary>The objects of one cursor; the action runs once for each row it is on, when the first output is asked for.</summary>
    sealed class MappedObject(DataViewRow input, Action<TSrc> fill, Action<TSrc, TDst> map)
    {
        readonly TSrc _source = new();
        long? _position;

        internal RowHolder<TDst> Holder { get; } = new() { Value = new TDst() };

        internal void Refresh()
        {
            if (_position == input.Position)
                return;
            fill(_source);
            map(_source, Holder.Value!);
            _position = input.Position;
        }
    }

    sealed class Refreshed(Delegate getter, Action refresh) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<T>()
        {
            var get = (ValueGetter<T>)getter;
            return (ValueGetter<T>)((ref T value) =>
            {
                refresh();
                get(ref value);
            });
        }
    }
}
