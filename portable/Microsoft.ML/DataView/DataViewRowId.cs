namespace Microsoft.ML.Data;

/// <summary>A 128-bit number that names a row however it is reached. Derived ids are well mixed, so they collide only by chance.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    /// <summary>The id of a row made from this one alone; applying it n times gives n different ids.</summary>
    public DataViewRowId Next() => Mix(Low + 0x9E3779B97F4A7C15, High ^ 0x2545F4914F6CDD1D);

    /// <summary>As <see cref="Next"/>, from another family of numbers.</summary>
    public DataViewRowId Fork() => Mix(Low ^ 0xD6E8FEB86659FD93, High + 0xA0761D6478BD642F);

    /// <summary>The id of a row made from this one and another.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        DataViewRowId mixed = Mix(Low + (other.Low * 0x9E3779B97F4A7C15), High ^ other.High);
        return Mix(mixed.Low ^ other.High, mixed.High + other.Low);
    }

    public override string ToString() => $"{High:x16}{Low:x16}";

    static DataViewRowId Mix(ulong low, ulong high)
    {
        low ^= Scramble(high);
        high += Scramble(low);
        return new DataViewRowId(low ^ Scramble(high), high);
    }

    static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
