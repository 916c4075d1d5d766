using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Values and the keys they got: 1 for the first value, 0 for every value not among them.</summary>
abstract class TermMap
{
    private protected TermMap(PrimitiveDataViewType itemType) => ItemType = itemType;

    /// <summary>The type of the values; a key type when keys were mapped to keys.</summary>
    internal PrimitiveDataViewType ItemType { get; }

    internal abstract int Count { get; }

    /// <summary>The type of the mapped column's items. A key type has at least one value, even when nothing was learned.</summary>
    internal KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    internal static TermMap Read(ModelReader reader)
    {
        if (reader.ReadType() is not PrimitiveDataViewType itemType)
            throw new InvalidDataException("Values that get keys are of no primitive type.");
        return new ReadMap(reader, itemType).With(itemType.RawType);
    }

    internal abstract void Save(ModelWriter writer);

    internal abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    /// <summary>Adds the values of the keys; for keys that were keys before, the values those stood for.</summary>
    internal abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText);

    sealed class ReadMap(ModelReader reader, PrimitiveDataViewType itemType) : RawTypeWork<TermMap>
    {
        protected internal override TermMap Do<T>() => new TermMap<T>(itemType, reader.ReadItems<T>());
    }
}

#pragma warning disable CS8714 // The raw types of columns are value types: their values are never null.
/// <inheritdoc />
sealed class TermMap<T> : TermMap
{
    readonly T[] _terms;
    readonly Dictionary<T, uint> _keys;

    internal TermMap(PrimitiveDataViewType itemType, T[] terms) : base(itemType)
    {
        _terms = terms;
        _keys = new Dictionary<T, uint>(terms.Length, TextComparer.EqualityOf<T>());
        for (int i = 0; i < terms.Length; i++)
        {
            if (!_keys.TryAdd(terms[i], (uint)i + 1))
                throw new InvalidDataException($"The value '{terms[i]}' has two keys.");
        }
    }

    internal override int Count => _terms.Length;

    internal override void Save(ModelWriter writer)
    {
        writer.WriteType(ItemType);
        writer.WriteItems(_terms);
    }

    internal override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column) =>
        VectorMapping.Getter<T, uint>(input, column, value => _keys.GetValueOrDefault(value));

    internal override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText)
    {
        if (_terms.Length == 0)
            return;
        if (ItemType is KeyDataViewType && source.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values
            && values.Size == source.Type.KeyCountAsInt() && values.Size > 0)
        {
            new AddInnerValues(builder, source, values, Array.ConvertAll(_terms, KeyNumber.Of)).With(values.ItemType.RawType);
            return;
        }

        if (asText && ItemType is not TextDataViewType)
            builder.AddTexts(AnnotationKinds.KeyValues, Array.ConvertAll(_terms, term => string.Create(CultureInfo.InvariantCulture, $"{term}").AsMemory()));
        else
            builder.AddVector(AnnotationKinds.KeyValues, new VectorDataViewType(ItemType, _terms.Length), _terms);
    }

    sealed class AddInnerValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, VectorDataViewType type, ulong[] keys) : RawTypeWork<bool>
    {
        protected internal override bool Do<TInner>()
        {
            if (source.VectorOrNull<TInner>(AnnotationKinds.KeyValues, type.Size) is not { } all)
                return false;
            var values = Array.ConvertAll(keys, key => key - 1 < (ulong)all.Length ? all[key - 1] : default!);
            builder.AddVector(AnnotationKinds.KeyValues, new VectorDataViewType(type.ItemType, values.Length), values);
            return true;
        }
    }
}
