namespace Microsoft.ML;

/// <summary>Gives each row of a view a random number, and makes views of the rows whose number is in (or out of) a range.</summary>
sealed class RowSplit(IDataView source, string? samplingKeyColumn, int seed)
{
    readonly DataViewSchema.Column? _key = samplingKeyColumn is null ? null : KeyColumn(source.Schema, samplingKeyColumn);

    /// <summary>The rows whose number is at least <paramref name="from"/> and below <paramref name="to"/>, or all others.</summary>
    internal IDataView Rows(double from, double to, bool outside = false)
    {
        bool Chosen(ulong place) => SplitMix.Uniform(seed, place) is double number && (number >= from && number < to) != outside;
        if (_key is DataViewSchema.Column key)
        {
            // The number depends on the value of the key alone, so equal keys stay together.
            return new FilterView(source, [key], row =>
            {
                Func<ulong> value = SamplingKey.Of(row, key);
                return () => Chosen(value());
            });
        }

        return new ChosenRowsView(source, cursor =>
        {
            ulong place = 0;
            return () =>
            {
                while (cursor.MoveNext())
                    if (Chosen(place++))
                        return true;
                return false;
            };
        });
    }

    static DataViewSchema.Column KeyColumn(DataViewSchema schema, string name) =>
        schema.TryGetColumn(name, out DataViewSchema.Column column) ? column : throw Data.SchemaMismatch.Missing("samplingKeyColumnName", "sampling key", name);
}
