using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Tests of the value of one column.</summary>
static class ColumnValueFilter
{
    /// <summary>Whether a number is at least the lower and below the upper bound; NaN never is.</summary>
    internal static FilterView InRange(IDataView data, DataViewSchema.Column column, double lower, double upper)
    {
        bool InRange(double value) => value >= lower && value < upper;
        return new FilterView(data, [column], row =>
        {
            if (column.Type == NumberDataViewType.Double)
                return Test(row.GetGetter<double>(column), InRange);
            ValueGetter<float> single = row.GetGetter<float>(column);
            return Test(single, value => InRange(value));
        });
    }

    /// <summary>Whether the place of a key among all keys, as a fraction of their count, is in the range. Missing keys never are.</summary>
    internal static FilterView InKeyRange(IDataView data, DataViewSchema.Column column, KeyDataViewType key, double lower, double upper) =>
        new(data, [column], row =>
        {
            Func<ulong> value = Unsigned(row, column);
            double count = key.Count;
            return () => value() is > 0 and ulong number && (number - 0.5) / count is double place && place >= lower && (place < upper || upper >= 1);
        });

    /// <summary>Whether none of the columns has a missing value: a NaN, or a key of 0; in a vector, in any slot.</summary>
    internal static FilterView NoneMissing(IDataView data, DataViewSchema.Column[] columns) =>
        new(data, columns, row =>
        {
            Func<bool>[] missing = Array.ConvertAll(columns, column => new MissingTest(row, column).With(column.Type.ItemTypeOf().RawType));
            return () => Array.TrueForAll(missing, isMissing => !isMissing());
        });

    static Func<bool> Test<T>(ValueGetter<T> getter, Func<T, bool> test)
    {
        T value = default!;
        return () =>
        {
            getter(ref value);
            return test(value);
        };
    }

    static Func<ulong> Unsigned(DataViewRow row, DataViewSchema.Column column)
    {
        return Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.Byte => Read(row.GetGetter<byte>(column), value => value),
            TypeCode.UInt16 => Read(row.GetGetter<ushort>(column), value => value),
            TypeCode.UInt32 => Read(row.GetGetter<uint>(column), value => value),
            _ => Read(row.GetGetter<ulong>(column), value => value),
        };

        static Func<ulong> Read<T>(ValueGetter<T> getter, Func<T, ulong> convert)
        {
            T value = default!;
            return () =>
            {
                getter(ref value);
                return convert(value);
            };
        }
    }

    sealed class MissingTest(DataViewRow row, DataViewSchema.Column column) : RawTypeWork<Func<bool>>
    {
        protected internal override Func<bool> Do<T>()
        {
            bool isKey = column.Type.ItemTypeOf() is KeyDataViewType;
            Func<T, bool> isMissing =
                typeof(T) == typeof(float) ? (Func<T, bool>)(object)(Func<float, bool>)float.IsNaN
                : typeof(T) == typeof(double) ? (Func<T, bool>)(object)(Func<double, bool>)double.IsNaN
                : static key => EqualityComparer<T>.Default.Equals(key, default);
            if (column.Type is not VectorDataViewType)
                return Test(row.GetGetter<T>(column), isMissing);
            return Test<VBuffer<T>>(row.GetGetter<VBuffer<T>>(column), vector =>
            {
                if (isKey && !vector.IsDense)
                    return true;
                foreach (T value in vector.GetValues())
                    if (isMissing(value))
                        return true;
                return false;
            });
        }
    }
}
