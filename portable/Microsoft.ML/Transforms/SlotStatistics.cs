using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What a normalizer learns of each slot of a column: extremes, mean and variance, in one pass (Welford's update).</summary>
abstract class SlotStatistics(int slots)
{
    private protected double[] Minimum { get; } = Filled(slots, double.PositiveInfinity);

    private protected double[] Maximum { get; } = Filled(slots, double.NegativeInfinity);

    private protected double[] Mean { get; } = new double[slots];

    private protected double[] Squares { get; } = new double[slots];

    private protected long[] Counts { get; } = new long[slots];

    private protected void Add(int slot, double value)
    {
        if (value < Minimum[slot])
            Minimum[slot] = value;
        if (value > Maximum[slot])
            Maximum[slot] = value;

        // Not-a-number and infinity have no place in a mean.
        if (!double.IsFinite(value))
            return;
        Counts[slot]++;
        double delta = value - Mean[slot];
        Mean[slot] += delta / Counts[slot];
        Squares[slot] += delta * (value - Mean[slot]);
    }

    /// <summary>Scale and offset of each slot so that a value becomes (value - offset) * scale. A slot that is constant gets scale 0.</summary>
    internal (double[] Scale, double[] Offset) Affine(NormalizationKind kind, bool fixZero)
    {
        double[] scale = new double[slots], offset = new double[slots];
        for (int i = 0; i < slots; i++)
        {
            double variance = Counts[i] > 0 ? Squares[i] / Counts[i] : 0;
            (scale[i], offset[i]) = (kind, fixZero) switch
            {
                (NormalizationKind.MinMax, _) when !(Maximum[i] > Minimum[i]) => (0, 0),
                (NormalizationKind.MinMax, true) => (1 / Math.Max(Math.Abs(Maximum[i]), Math.Abs(Minimum[i])), 0),
                (NormalizationKind.MinMax, false) => (1 / (Maximum[i] - Minimum[i]), Minimum[i]),
                _ when variance == 0 => (0, 0),
                (_, true) => (1 / Math.Sqrt(variance + (Mean[i] * Mean[i])), 0),
                _ => (1 / Math.Sqrt(variance), Mean[i]),
            };
            if (scale[i] == 0)
                offset[i] = 0;
        }

        return (scale, offset);
    }

    /// <summary>Mean and standard deviation of each slot; both 0 for a slot that is constant.</summary>
    internal (double[] Mean, double[] Deviation) Gauss()
    {
        var deviation = new double[slots];
        for (int i = 0; i < slots; i++)
        {
            if (Squares[i] == 0 || Counts[i] == 0)
                Mean[i] = 0;
            else
                deviation[i] = Math.Sqrt(Squares[i] / Counts[i]);
        }

        return (Mean, deviation);
    }

    internal abstract void Read();

    internal static SlotStatistics Of(DataViewRow row, DataViewSchema.Column column) => column.Type.ItemTypeOf().RawType == typeof(float)
        ? new SlotStatistics<float>(row, column)
        : new SlotStatistics<double>(row, column);

    static double[] Filled(int count, double value)
    {
        var values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}

/// <inheritdoc />
sealed class SlotStatistics<T> : SlotStatistics where T : struct, IFloatingPoint<T>
{
    readonly ValueGetter<T>? _getOne;
    readonly ValueGetter<VBuffer<T>>? _getMany;
    VBuffer<T> _buffer;

    internal SlotStatistics(DataViewRow row, DataViewSchema.Column column) : base(column.Type.ValueCount())
    {
        if (column.Type is VectorDataViewType)
            _getMany = row.GetGetter<VBuffer<T>>(column);
        else
            _getOne = row.GetGetter<T>(column);
    }

    internal override void Read()
    {
        if (_getOne is not null)
        {
            T value = default;
            _getOne(ref value);
            Add(0, double.CreateTruncating(value));
            return;
        }

        _getMany!(ref _buffer);
        if (_buffer.Length != Mean.Length)
            throw new InvalidOperationException($"Normalizer expected {Mean.Length} slots but got {_buffer.Length}");
        int slot = 0;
        foreach (T value in _buffer.DenseValues())
            Add(slot++, double.CreateTruncating(value));
    }
}
