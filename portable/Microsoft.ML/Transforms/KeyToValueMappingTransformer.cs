using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.KeyToValueMappingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by the values their column says they stand for.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase, IModelLoader
{
    internal KeyToValueMappingTransformer(IHostEnvironment environment, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(KeyToValueMappingTransformer)), columns) { }

    KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx) { }

    static string IModelLoader.Signature => "KeyToValue";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new KeyToValueMappingTransformer(environment.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("KeyToValue");
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        if (input.Type.ItemTypeOf() is not KeyDataViewType)
            throw InputColumns.Wrong(input, "a key or a vector of keys");
        if (ValuesOf(input) is null)
            throw new InvalidOperationException($"Column '{input.Name}' has no KeyValues annotation that says what each of its {input.Type.KeyCountAsInt()} keys stands for.");
    }

    static VectorDataViewType? ValuesOf(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values
        && values.Size > 0 && values.Size == column.Type.KeyCountAsInt() ? values : null;

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(KeyToValueMappingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Pairs.Select((pair, i) => MakeColumn(pair.Output, Inputs[i]))];

        static DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source)
        {
            var item = ValuesOf(source)!.ItemType;
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(source.Annotations, kind => kind == AnnotationKinds.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;
            return new DataViewSchema.DetachedColumn(name, type, builder.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int output) =>
            new OfValue(input, Inputs[output]).With(ValuesOf(Inputs[output])!.ItemType.RawType);
    }

    /// <summary>The values' type is found first, then the keys' storage.</summary>
    sealed class OfValue(DataViewRow input, DataViewSchema.Column column) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<TValue>()
        {
            var values = column.VectorOrNull<TValue>(AnnotationKinds.KeyValues, column.Type.KeyCountAsInt())
                ?? throw new InvalidOperationException($"The KeyValues annotation of column '{column.Name}' has not the size it says.");
            return new OfKey<TValue>(input, column, values).With(column.Type.ItemTypeOf().RawType);
        }
    }

    sealed class OfKey<TValue>(DataViewRow input, DataViewSchema.Column column, TValue[] values) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<TKey>() => VectorMapping.Getter<TKey, TValue>(input, column, Value);

        // Key 0 minus one wraps around, so one comparison finds missing keys and keys too great.
        TValue Value<TKey>(TKey key) => KeyNumber.Of(key) - 1 is var index && index < (ulong)values.Length ? values[index] : MissingValue.Of<TValue>();
    }
}

/// <summary>Makes a <see cref="KeyToValueMappingTransformer"/>.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    readonly (string Output, string Input)[] _columns;

    internal KeyToValueMappingEstimator(IHostEnvironment environment, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(environment, columns)) => _columns = columns;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => Shape(inputSchema.Input(pair.Input), pair.Output)));
    }

    static SchemaShape.Column Shape(SchemaShape.Column source, string output)
    {
        if (!source.IsKey)
            throw SchemaMismatch.WrongType("inputSchema", "input", source.Name, "a key", source.GetTypeString());
        if (!source.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
            throw SchemaMismatch.WrongType("inputSchema", "input", source.Name, "a key with a KeyValues annotation", source.GetTypeString());
        return new SchemaShape.Column(output, source.Kind, values.ItemType, values.IsKey, new SchemaShape(source.Annotations.Only(AnnotationKinds.SlotNames)));
    }
}
