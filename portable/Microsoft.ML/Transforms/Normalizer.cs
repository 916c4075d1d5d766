using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Normalizes the slots of one column.</summary>
abstract class Normalizer
{
    internal abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    internal static Normalizer Create(DataViewType type, NormalizationKind kind, SlotStatistics statistics, bool fixZero)
    {
        var (first, second) = kind == NormalizationKind.Cumulative ? statistics.Gauss() : statistics.Affine(kind, fixZero);
        return type.ItemTypeOf().RawType == typeof(float)
            ? new Normalizer<float>(kind == NormalizationKind.Cumulative, type is VectorDataViewType, Array.ConvertAll(first, value => (float)value), Array.ConvertAll(second, value => (float)value))
            : new Normalizer<double>(kind == NormalizationKind.Cumulative, type is VectorDataViewType, first, second);
    }

    internal static Normalizer Load(ModelReader reader)
    {
        bool single = reader.ReadBoolean(), cumulative = reader.ReadBoolean(), vector = reader.ReadBoolean();
        return single
            ? Checked(new Normalizer<float>(cumulative, vector, reader.ReadArray<float>(), reader.ReadArray<float>()))
            : Checked(new Normalizer<double>(cumulative, vector, reader.ReadArray<double>(), reader.ReadArray<double>()));
    }

    internal abstract void Save(ModelWriter writer);

    internal abstract bool Fits(DataViewType type);

    internal abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    static Normalizer Checked<T>(Normalizer<T> loaded) where T : unmanaged, IFloatingPointIeee754<T> =>
        loaded.IsConsistent ? loaded : throw new InvalidDataException("A normalizer has not as many scales as offsets.");
}

/// <inheritdoc />
/// <param name="cumulative">Whether the parameters are mean and standard deviation, not scale and offset.</param>
/// <param name="vector">Whether the column is a vector.</param>
/// <param name="first">Scale or mean of each slot.</param>
/// <param name="second">Offset or standard deviation of each slot.</param>
sealed class Normalizer<T>(bool cumulative, bool vector, T[] first, T[] second) : Normalizer where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly bool _keepsZero = !cumulative && Array.TrueForAll(second, offset => offset == T.Zero);

    internal bool IsConsistent => first.Length == second.Length && first.Length > 0 && (vector || first.Length == 1);

    internal override NormalizingTransformer.NormalizerModelParametersBase Parameters => (cumulative, vector) switch
    {
        (false, false) => new NormalizingTransformer.AffineNormalizerModelParameters<T>(first[0], second[0]),
        (false, true) => new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. first], [.. second]),
        (true, false) => new NormalizingTransformer.CdfNormalizerModelParameters<T>(first[0], second[0]),
        (true, true) => new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. first], [.. second]),
    };

    internal override void Save(ModelWriter writer)
    {
        writer.Write(typeof(T) == typeof(float));
        writer.Write(cumulative);
        writer.Write(vector);
        writer.WriteArray<T>(first);
        writer.WriteArray<T>(second);
    }

    internal override bool Fits(DataViewType type) =>
        type.ItemTypeOf().RawType == typeof(T) && type is VectorDataViewType == vector && type.ValueCount() == first.Length;

    internal override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column)
    {
        column = input.Schema[column.Index];
        if (!vector)
        {
            var one = input.GetGetter<T>(column);
            return (ValueGetter<T>)((ref T value) =>
            {
                one(ref value);
                value = Apply(value, 0);
            });
        }

        var get = input.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            get(ref buffer);
            if (buffer.Length != first.Length)
                throw new InvalidOperationException($"Normalizer expected {first.Length} slots but got {buffer.Length}");
            if (buffer.IsDense || _keepsZero)
                Explicit(buffer, ref destination);
            else
                All(buffer, ref destination);
        });
    }

    void Explicit(in VBuffer<T> buffer, ref VBuffer<T> destination)
    {
        var values = buffer.GetValues();
        var indices = buffer.GetIndices();
        var editor = VBufferEditor.Create(ref destination, buffer.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            editor.Values[i] = Apply(values[i], buffer.IsDense ? i : indices[i]);
        indices.CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    void All(in VBuffer<T> buffer, ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, buffer.Length);
        buffer.CopyTo(editor.Values);
        for (int i = 0; i < editor.Values.Length; i++)
            editor.Values[i] = Apply(editor.Values[i], i);
        destination = editor.Commit();
    }

    T Apply(T value, int slot)
    {
        if (!cumulative)
            return (value - second[slot]) * first[slot];
        if (second[slot] == T.Zero)
            return T.Zero;

        // 0.5 * (1 + erf(x / sqrt 2)) with the elementary approximation of erf by S. Winitzki (2008).
        T x = (value - first[slot]) / second[slot], half = x * x * T.CreateTruncating(0.5), a = T.CreateTruncating(0.147) * half;
        T root = T.Sqrt(T.One - T.Exp(-half * (T.CreateTruncating(4 / Math.PI) + a) / (T.One + a)));
        return T.CreateTruncating(0.5) * (T.One + (T.IsNegative(x) ? -root : root));
    }
}
