using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes each of its output columns from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected readonly (string OutputColumnName, string InputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, (string OutputColumnName, string InputColumnName)[] columns) : base(host)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string output, string input) in columns)
        {
            ArgumentException.ThrowIfNullOrEmpty(output, nameof(columns));
            ArgumentException.ThrowIfNullOrEmpty(input, nameof(columns));
            if (!seen.Add(output))
                throw new ArgumentOutOfRangeException(nameof(columns), $"Output column '{output}' specified multiple times");
        }

        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx) : this(host, LoadColumns(ctx)) { }

    /// <summary>Throws when the input column cannot be used; the base accepts every type.</summary>
    private protected virtual void CheckInputColumn(DataViewSchema.Column input, int pair) { }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach ((string output, string input) in ColumnPairs)
        {
            ctx.Writer.Write(output);
            ctx.Writer.Write(input);
        }
    }

    static (string, string)[] LoadColumns(ModelLoadContext ctx)
    {
        var pairs = new (string, string)[ctx.Reader.ReadCount(itemBytes: 2)];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = (ctx.Reader.ReadString(), ctx.Reader.ReadString());
        return pairs;
    }

    /// <summary>The mapper of a one-to-one transformer: one output column for each pair, from the input column of the pair.</summary>
    private protected abstract class OneToOneMapper : RowMapper
    {
        protected OneToOneMapper(OneToOneTransformerBase parent, DataViewSchema inputSchema) : base(inputSchema)
        {
            Pairs = parent.ColumnPairs;
            Inputs = new DataViewSchema.Column[Pairs.Length];
            for (int i = 0; i < Pairs.Length; i++)
            {
                if (!inputSchema.TryGetColumn(Pairs[i].Input, out Inputs[i]))
                    throw SchemaMismatch.Missing(nameof(inputSchema), "input", Pairs[i].Input);
                parent.CheckInputColumn(Inputs[i], i);
            }
        }

        protected (string Output, string Input)[] Pairs { get; }

        /// <summary>The input column of each pair.</summary>
        protected DataViewSchema.Column[] Inputs { get; }

        internal sealed override IEnumerable<DataViewSchema.Column> InputsOf(int output) => [Inputs[output]];
    }
}
