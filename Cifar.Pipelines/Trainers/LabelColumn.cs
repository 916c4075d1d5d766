using System.Globalization;
using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>The column of true classes: a key, with the names of the classes as key values.</summary>
internal static class LabelColumn
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException(nameof(name), $"There is no label column '{name}'.");
        return column.Type is KeyDataViewType && column.Type.RawType == typeof(uint)
            ? column
            : throw new ArgumentException(
                $"Label column '{name}' is of type {column.Type}; it must be a key. Make one with ml.Transforms.Conversion.MapValueToKey(\"{name}\").", nameof(name));
    }

    /// <summary>Names in key order, with the superclasses where the column tells them; numbers where keys have no names.</summary>
    public static ClassLabels ReadClasses(DataViewSchema.Column column)
    {
        var names = KeyColumn.ReadNames(column);
        if (names.Length == 0)
        {
            int count = (int)((KeyDataViewType)column.Type).Count;
            return new ClassLabels([.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))]);
        }

        return KeyColumn.ReadSuperclasses(column) is { } classes && classes.Fine.SequenceEqual(names) ? classes : new ClassLabels(names);
    }
}
