using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.ValueToKeyMappingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces values by the keys they got when the transformer was made.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase, IModelLoader
{
    readonly TermMap[] _maps;
    readonly bool[] _asText;

    internal ValueToKeyMappingTransformer(IHostEnvironment environment, (string Output, string Input)[] columns, TermMap[] maps, bool[] asText)
        : base(environment.Register(nameof(ValueToKeyMappingTransformer)), columns)
    {
        _maps = maps;
        _asText = asText;
    }

    ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx)
    {
        _maps = new TermMap[ColumnPairs.Length];
        _asText = new bool[ColumnPairs.Length];
        for (int i = 0; i < _maps.Length; i++)
        {
            _asText[i] = ctx.Reader.ReadBoolean();
            _maps[i] = TermMap.Read(ctx.Reader);
        }
    }

    static string IModelLoader.Signature => "ValueToKey";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ValueToKeyMappingTransformer(environment.Register(nameof(ValueToKeyMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("ValueToKey");
        SaveColumns(ctx);
        for (int i = 0; i < _maps.Length; i++)
        {
            ctx.Writer.Write(_asText[i]);
            _maps[i].Save(ctx.Writer);
        }
    }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        // Of keys only the storage must be the same: another data set may count more of them.
        var learned = _maps[pair].ItemType;
        var found = input.Type.ItemTypeOf();
        if (found.RawType != learned.RawType || found is KeyDataViewType != learned is KeyDataViewType)
            throw InputColumns.Wrong(input, $"{learned} or a vector of it");
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(ValueToKeyMappingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly TermMap[] _maps = parent._maps;
        readonly bool[] _asText = parent._asText;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Pairs.Select((pair, i) => MakeColumn(pair.Output, i))];

        DataViewSchema.DetachedColumn MakeColumn(string name, int i)
        {
            var source = Inputs[i];
            var key = _maps[i].KeyType;
            var builder = new DataViewSchema.Annotations.Builder();
            _maps[i].AddKeyValues(builder, source, _asText[i]);
            if (source.HasSlotNames())
                builder.Add(source.Annotations, kind => kind == AnnotationKinds.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(key, vector.Dimensions) : key;
            return new DataViewSchema.DetachedColumn(name, type, builder.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int output) => _maps[output].MakeGetter(input, Inputs[output]);
    }
}
