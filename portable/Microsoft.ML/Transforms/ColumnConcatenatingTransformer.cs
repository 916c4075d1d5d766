using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Data.ColumnConcatenatingTransformer>]

namespace Microsoft.ML.Data;

/// <summary>Joins columns of one item type into a vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase, IModelLoader
{
    readonly string _output;
    readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(IHostEnvironment environment, string output, string[] inputs)
        : base(environment.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _output = output;
        _inputs = inputs;
    }

    static string IModelLoader.Signature => "Concatenate";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        string output = ctx.Reader.ReadString();
        var inputs = Array.ConvertAll(ctx.Reader.ReadTexts(), name => name.ToString());
        if (output.Length == 0 || inputs.Length == 0 || inputs.Contains(""))
            throw new InvalidDataException("Columns to concatenate have no name.");
        return new ColumnConcatenatingTransformer(environment, output, inputs);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("Concatenate");
        ctx.Writer.Write(_output);
        ctx.Writer.WriteTexts(Array.ConvertAll(_inputs, name => name.AsMemory()));
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper : RowMapper
    {
        readonly string _output;
        readonly DataViewSchema.Column[] _sources;
        readonly VectorDataViewType _type;

        internal Mapper(ColumnConcatenatingTransformer parent, DataViewSchema schema) : base(schema)
        {
            _output = parent._output;
            _sources = Array.ConvertAll(parent._inputs, schema.Input);
            var item = _sources[0].Type.ItemTypeOf() as PrimitiveDataViewType ?? throw InputColumns.Wrong(_sources[0], "a primitive type or a vector of one");
            int size = 0;
            bool known = true;
            foreach (var source in _sources)
            {
                if (!source.Type.ItemTypeOf().Equals(item))
                    throw InputColumns.Wrong(source, $"{item}");
                size = checked(size + source.Type.ValueCount());
                known &= source.Type.ValueCount() > 0;
            }

            // A single vector passes through as it is, with its dimensions.
            _type = _sources.Length == 1 && _sources[0].Type is VectorDataViewType same ? same : new VectorDataViewType(item, known ? size : 0);
        }

        bool PassesThrough => _sources.Length == 1 && _sources[0].Type is VectorDataViewType;

        internal override IEnumerable<DataViewSchema.Column> InputsOf(int output) => _sources;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [new(_output, _type, PassesThrough ? _sources[0].Annotations : MakeAnnotations())];

        DataViewSchema.Annotations MakeAnnotations()
        {
            var builder = new DataViewSchema.Annotations.Builder();
            if (_type.ItemType is NumberDataViewType && _sources.All(source => source.IsNormalized()))
                builder.AddTrue(AnnotationKinds.IsNormalized);
            if (_type.IsKnownSize && _sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
                builder.AddTexts(AnnotationKinds.SlotNames, MakeSlotNames());
            return builder.ToAnnotations();
        }

        /// <summary>A scalar names its slot; a vector puts its name before those of its slots, or leaves them empty when they have none.</summary>
        ReadOnlyMemory<char>[] MakeSlotNames()
        {
            var names = new ReadOnlyMemory<char>[_type.Size];
            int slot = 0;
            foreach (var source in _sources)
            {
                if (source.Type is not VectorDataViewType)
                    names[slot] = source.Name.AsMemory();
                else if (source.SlotNamesOrNull() is { } own)
                    for (int i = 0; i < own.Length; i++)
                        names[slot + i] = own[i].IsEmpty ? default : $"{source.Name}.{own[i]}".AsMemory();
                slot += source.Type.ValueCount();
            }

            return names;
        }

        protected override Delegate MakeGetter(DataViewRow input, int output) =>
            PassesThrough ? input.GetterOf(input.Schema[_sources[0].Index]) : new MakeJoin(input, _sources).With(_type.ItemType.RawType);
    }

    sealed class MakeJoin(DataViewRow input, DataViewSchema.Column[] sources) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<T>() => new Join<T>(input, sources).Getter;
    }

    /// <summary>Reads the sources of one row and writes their values behind each other, sparse when that is less than half.</summary>
    sealed class Join<T>
    {
        readonly Action[] _reads;
        readonly VBuffer<T>[] _parts;

        internal Join(DataViewRow input, DataViewSchema.Column[] sources)
        {
            _parts = new VBuffer<T>[sources.Length];
            _reads = new Action[sources.Length];
            for (int i = 0; i < sources.Length; i++)
            {
                int at = i;
                var column = input.Schema[sources[i].Index];
                if (column.Type is VectorDataViewType)
                {
                    var get = input.GetGetter<VBuffer<T>>(column);
                    _reads[i] = () => get(ref _parts[at]);
                }
                else
                {
                    var get = input.GetGetter<T>(column);
                    var value = new T[1];
                    _parts[i] = new VBuffer<T>(1, value);
                    _reads[i] = () => get(ref value[0]);
                }
            }
        }

        internal ValueGetter<VBuffer<T>> Getter => Get;

        void Get(ref VBuffer<T> destination)
        {
            int length = 0, present = 0;
            for (int i = 0; i < _parts.Length; i++)
            {
                _reads[i]();
                length += _parts[i].Length;
                present += _parts[i].GetValues().Length;
            }

            if (present < length / 2)
                Sparse(ref destination, length, present);
            else
                Dense(ref destination, length);
        }

        void Dense(ref VBuffer<T> destination, int length)
        {
            var editor = VBufferEditor.Create(ref destination, length);
            int slot = 0;
            foreach (var part in _parts)
            {
                part.CopyTo(editor.Values.Slice(slot, part.Length));
                slot += part.Length;
            }

            destination = editor.Commit();
        }

        void Sparse(ref VBuffer<T> destination, int length, int present)
        {
            var editor = VBufferEditor.Create(ref destination, length, present);
            int slot = 0, at = 0;
            foreach (var part in _parts)
            {
                var values = part.GetValues();
                var indices = part.GetIndices();
                values.CopyTo(editor.Values[at..]);
                for (int i = 0; i < values.Length; i++)
                    editor.Indices[at + i] = slot + (part.IsDense ? i : indices[i]);
                at += values.Length;
                slot += part.Length;
            }

            destination = editor.Commit();
        }
    }
}
