using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.KeyToVectorMappingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by vectors with a 1 at the key's place; the vectors of a vector of keys lie behind each other or, as counts, on top.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase, IModelLoader
{
    readonly bool _counts;

    internal KeyToVectorMappingTransformer(IHostEnvironment environment, bool outputCountVector, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(KeyToVectorMappingTransformer)), columns) => _counts = outputCountVector;

    KeyToVectorMappingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx) => _counts = ctx.Reader.ReadBoolean();

    static string IModelLoader.Signature => "KeyToVector";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new KeyToVectorMappingTransformer(environment.Register(nameof(KeyToVectorMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("KeyToVector");
        SaveColumns(ctx);
        ctx.Writer.Write(_counts);
    }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        if (input.Type.KeyCountAsInt() == 0)
            throw InputColumns.Wrong(input, "a key or a vector of keys of known count");
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(KeyToVectorMappingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly bool _counts = parent._counts;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Pairs.Select((pair, i) => MakeColumn(pair.Output, Inputs[i]))];

        DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source)
        {
            int keys = source.Type.KeyCountAsInt(), slots = source.Type.ValueCount();
            bool flat = _counts || slots == 1;
            var type = flat ? new VectorDataViewType(NumberDataViewType.Single, keys) : new VectorDataViewType(NumberDataViewType.Single, slots, keys);
            var builder = new DataViewSchema.Annotations.Builder();
            if (type.IsKnownSize && source.HasKeyValues() && source.VectorOrNull<ReadOnlyMemory<char>>(AnnotationKinds.KeyValues, keys) is { } texts)
                builder.AddVector(AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, type.Dimensions), flat ? texts : Combined(source, texts));
            if (!_counts && slots > 0)
                builder.AddVector(AnnotationVectors.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, slots, 2), Ranges(slots, keys));
            if (!_counts || source.Type is PrimitiveDataViewType)
                builder.AddTrue(AnnotationKinds.IsNormalized);
            return new DataViewSchema.DetachedColumn(name, type, builder.ToAnnotations());
        }

        /// <summary>"slot.key" for each slot and key; a slot without a name is "[its number]".</summary>
        static ReadOnlyMemory<char>[] Combined(DataViewSchema.Column source, ReadOnlyMemory<char>[] keys)
        {
            var slots = source.SlotNamesOrNull() ?? new ReadOnlyMemory<char>[source.Type.ValueCount()];
            return [.. slots.SelectMany((slot, i) => keys.Select(key => $"{(slot.IsEmpty ? $"[{i}]" : slot)}.{key}".AsMemory()))];
        }

        static int[] Ranges(int slots, int keys) => [.. Enumerable.Range(0, slots).SelectMany(slot => new[] { slot * keys, ((slot + 1) * keys) - 1 })];

        protected override Delegate MakeGetter(DataViewRow input, int output) =>
            new Make(input, Inputs[output], _counts).With(Inputs[output].Type.ItemTypeOf().RawType);
    }

    sealed class Make(DataViewRow input, DataViewSchema.Column source, bool counts) : RawTypeWork<Delegate>
    {
        readonly int _keys = source.Type.KeyCountAsInt();

        protected internal override Delegate Do<TKey>()
        {
            var column = input.Schema[source.Index];
            if (column.Type is not VectorDataViewType)
                return One(input.GetGetter<TKey>(column));
            var get = input.GetGetter<VBuffer<TKey>>(column);
            return counts ? Counts(get) : Indicators(get);
        }

        ValueGetter<VBuffer<float>> One<TKey>(ValueGetter<TKey> get) => (ref VBuffer<float> destination) =>
        {
            TKey key = default!;
            get(ref key);
            ulong index = KeyNumber.Of(key) - 1;
            var editor = VBufferEditor.Create(ref destination, _keys, index < (ulong)_keys ? 1 : 0, requireIndicesOnDense: true);
            if (index < (ulong)_keys)
            {
                editor.Values[0] = 1;
                editor.Indices[0] = (int)index;
            }

            destination = editor.Commit();
        };

        ValueGetter<VBuffer<float>> Counts<TKey>(ValueGetter<VBuffer<TKey>> get)
        {
            VBuffer<TKey> buffer = default;
            return (ref VBuffer<float> destination) =>
            {
                get(ref buffer);
                var editor = VBufferEditor.Create(ref destination, _keys);
                editor.Values.Clear();
                foreach (TKey key in buffer.GetValues())
                {
                    if (KeyNumber.Of(key) - 1 is var index && index < (ulong)_keys)
                        editor.Values[(int)index]++;
                }

                destination = editor.Commit();
            };
        }

        ValueGetter<VBuffer<float>> Indicators<TKey>(ValueGetter<VBuffer<TKey>> get)
        {
            VBuffer<TKey> buffer = default;
            return (ref VBuffer<float> destination) =>
            {
                get(ref buffer);
                var values = buffer.GetValues();
                var indices = buffer.GetIndices();
                var editor = VBufferEditor.Create(ref destination, checked(buffer.Length * _keys), values.Length, requireIndicesOnDense: true);
                int present = 0;
                for (int i = 0; i < values.Length; i++)
                {
                    if (KeyNumber.Of(values[i]) - 1 is var index && index >= (ulong)_keys)
                        continue;
                    editor.Values[present] = 1;
                    editor.Indices[present++] = ((buffer.IsDense ? i : indices[i]) * _keys) + (int)index;
                }

                destination = editor.CommitTruncated(present);
            };
        }
    }
}

/// <summary>Makes a <see cref="KeyToVectorMappingTransformer"/>.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    readonly (string Output, string Input)[] _columns;
    readonly bool _counts;

    internal KeyToVectorMappingEstimator(IHostEnvironment environment, bool outputCountVector, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(KeyToVectorMappingEstimator)), new KeyToVectorMappingTransformer(environment, outputCountVector, columns))
    {
        _columns = columns;
        _counts = outputCountVector;
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => Shape(inputSchema.Input(pair.Input), pair.Output)));
    }

    SchemaShape.Column Shape(SchemaShape.Column source, string output)
    {
        if (!source.IsKey)
            throw SchemaMismatch.WrongType("inputSchema", "input", source.Name, "a key", source.GetTypeString());
        bool scalar = source.Kind == SchemaShape.Column.VectorKind.Scalar;
        var annotations = new List<SchemaShape.Column>();
        if (source.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values) && values.ItemType is TextDataViewType)
            annotations.Add(AnnotationVectors.VectorShape(AnnotationKinds.SlotNames, TextDataViewType.Instance));
        if (!_counts && source.Kind != SchemaShape.Column.VectorKind.VariableVector)
            annotations.Add(AnnotationVectors.VectorShape(AnnotationVectors.CategoricalSlotRanges, NumberDataViewType.Int32));
        if (!_counts || scalar)
            annotations.Add(AnnotationVectors.NormalizedShape);
        var kind = !_counts && source.Kind == SchemaShape.Column.VectorKind.VariableVector
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;
        return new SchemaShape.Column(output, kind, NumberDataViewType.Single, isKey: false, new SchemaShape(annotations));
    }
}
