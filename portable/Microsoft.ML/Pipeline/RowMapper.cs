using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Computes output columns from the columns of a row: what every built-in row-by-row transformer is made of.</summary>
/// <remarks>One mapper serves many cursors at once, so whatever a getter changes belongs to the getter, not to the mapper.</remarks>
abstract class RowMapper(DataViewSchema inputSchema)
{
    DataViewSchema.DetachedColumn[]? _outputs;

    internal DataViewSchema InputSchema { get; } = inputSchema;

    internal DataViewSchema.DetachedColumn[] Outputs => _outputs ??= MakeOutputColumns();

    /// <summary>Names, types and annotations of the columns this mapper adds. Called once.</summary>
    protected abstract DataViewSchema.DetachedColumn[] MakeOutputColumns();

    /// <summary>The columns of <see cref="InputSchema"/> that an output column is computed from.</summary>
    internal abstract IEnumerable<DataViewSchema.Column> InputsOf(int output);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the output's raw type, reading from <paramref name="input"/>.</summary>
    protected abstract Delegate MakeGetter(DataViewRow input, int output);

    /// <summary>The getters of the active outputs, null in the other places. Override it where outputs share work or own native memory.</summary>
    /// <param name="input">The row or cursor to read.</param>
    /// <param name="isActive">Which outputs are wanted.</param>
    /// <param name="dispose">What to do when the row is disposed, or null.</param>
    internal virtual Delegate?[] MakeGetters(DataViewRow input, Func<int, bool> isActive, out Action? dispose)
    {
        dispose = null;
        var getters = new Delegate?[Outputs.Length];
        for (int i = 0; i < getters.Length; i++)
            if (isActive(i))
                getters[i] = MakeGetter(input, i);
        return getters;
    }
}
