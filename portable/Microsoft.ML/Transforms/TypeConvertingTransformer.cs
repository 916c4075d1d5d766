using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.TypeConvertingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Converts values to another type.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase, IModelLoader
{
    readonly DataKind _kind;

    internal TypeConvertingTransformer(IHostEnvironment environment, DataKind outputKind, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(TypeConvertingTransformer)), columns)
    {
        if (!Enum.IsDefined(outputKind))
            throw new ArgumentOutOfRangeException(nameof(outputKind), outputKind, "Not a kind of data.");
        _kind = outputKind;
    }

    TypeConvertingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx) => _kind = ctx.Reader.ReadEnum<DataKind>();

    static string IModelLoader.Signature => "ConvertType";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new TypeConvertingTransformer(environment.Register(nameof(TypeConvertingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("ConvertType");
        SaveColumns(ctx);
        ctx.Writer.Write((int)_kind);
    }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        if (Target(input.Type.ItemTypeOf()) is null)
            throw new ArgumentOutOfRangeException("inputSchema", $"source column '{input.Name}' with item type '{input.Type}' is not compatible with destination type '{_kind}'");
    }

    /// <summary>The item type after conversion, or null when there is no such conversion. Keys stay keys, in another storage.</summary>
    internal PrimitiveDataViewType? Target(DataViewType item)
    {
        var plain = _kind switch
        {
            DataKind.String => TextDataViewType.Instance,
            DataKind.Boolean => BooleanDataViewType.Instance,
            DataKind.DateTime => DateTimeDataViewType.Instance,
            DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
            DataKind.TimeSpan => TimeSpanDataViewType.Instance,
            _ => DataViewTypes.PrimitiveFor(Type.GetType($"System.{_kind}")!)!,
        };
        if (item is not KeyDataViewType key)
            return StandardConversion.Exists(item.RawType, plain.RawType) || item.Equals(plain) ? plain : null;
        if (!KeyDataViewType.IsValidDataType(plain.RawType))
            return null;
        ulong greatest = plain.RawType == typeof(byte) ? byte.MaxValue : plain.RawType == typeof(ushort) ? ushort.MaxValue : plain.RawType == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
        return key.Count <= greatest ? new KeyDataViewType(plain.RawType, key.Count) : null;
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(TypeConvertingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly TypeConvertingTransformer _parent = parent;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Pairs.Select((pair, i) => MakeColumn(pair.Output, Inputs[i]))];

        DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source)
        {
            var from = source.Type.ItemTypeOf();
            var to = _parent.Target(from)!;
            var builder = new DataViewSchema.Annotations.Builder();
            if (source.Type.IsKnownSizeVector())
                builder.Add(source.Annotations, kind => kind == AnnotationKinds.SlotNames);
            if (from is KeyDataViewType)
                builder.Add(source.Annotations, kind => kind == AnnotationKinds.KeyValues);
            if (from is NumberDataViewType && to is NumberDataViewType)
                builder.Add(source.Annotations, kind => kind == AnnotationKinds.IsNormalized);
            else if (source.Type is BooleanDataViewType && to is NumberDataViewType)
                builder.AddTrue(AnnotationKinds.IsNormalized);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(to, vector.Dimensions) : to;
            return new DataViewSchema.DetachedColumn(name, type, builder.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int output)
        {
            Type from = Inputs[output].Type.ItemTypeOf().RawType, to = Outputs[output].Type.ItemTypeOf().RawType;
            return from == to
                ? input.GetterOf(input.Schema[Inputs[output].Index])
                : new FromType(input, Inputs[output], to, StandardConversion.Get(from, to)).With(from);
        }
    }

    sealed class FromType(DataViewRow input, DataViewSchema.Column column, Type to, Delegate convert) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<TFrom>() => new ToType<TFrom>(input, column, convert).With(to);
    }

    sealed class ToType<TFrom>(DataViewRow input, DataViewSchema.Column column, Delegate convert) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<TTo>() => VectorMapping.Getter(input, column, (VectorMapping.Map<TFrom, TTo>)convert);
    }
}

/// <summary>Makes a <see cref="TypeConvertingTransformer"/>.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    readonly (string Output, string Input)[] _columns;

    internal TypeConvertingEstimator(IHostEnvironment environment, DataKind outputKind, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(environment, outputKind, columns)) => _columns = columns;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => Shape(inputSchema.Input(pair.Input), pair.Output)));
    }

    SchemaShape.Column Shape(SchemaShape.Column source, string output)
    {
        var item = source.IsKey ? new KeyDataViewType(source.ItemType.RawType, 1) : source.ItemType;
        var target = Transformer.Target(item) ?? throw SchemaMismatch.WrongType("inputSchema", "input", source.Name, "a type that can be converted", source.GetTypeString());
        var annotations = new List<SchemaShape.Column>();
        if (source.Kind == SchemaShape.Column.VectorKind.Vector)
            annotations.AddRange(source.Annotations.Only(AnnotationKinds.SlotNames));
        if (source.IsKey)
            annotations.AddRange(source.Annotations.Only(AnnotationKinds.KeyValues));
        if (!source.IsKey && source.ItemType is NumberDataViewType && target is NumberDataViewType)
            annotations.AddRange(source.Annotations.Only(AnnotationKinds.IsNormalized));
        else if (source.Kind == SchemaShape.Column.VectorKind.Scalar && source.ItemType is BooleanDataViewType && target is NumberDataViewType)
            annotations.Add(AnnotationVectors.NormalizedShape);
        return new SchemaShape.Column(output, source.Kind, DataViewTypes.PrimitiveFor(target.RawType)!, target is KeyDataViewType, new SchemaShape(annotations));
    }
}
