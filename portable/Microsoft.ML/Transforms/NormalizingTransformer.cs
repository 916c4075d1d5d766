using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.NormalizingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Brings the numbers of columns to the ranges that were learned.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public sealed class NormalizingTransformer : OneToOneTransformerBase, IModelLoader
{
    internal const string Expected = "Single, Double, Vector of Single or Vector of Double";

    readonly Normalizer[] _normalizers;

    internal NormalizingTransformer(IHostEnvironment environment, (string Output, string Input)[] columns, Normalizer[] normalizers)
        : base(environment.Register(nameof(NormalizingTransformer)), columns) => _normalizers = normalizers;

    NormalizingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx) =>
        _normalizers = Array.ConvertAll(ColumnPairs, _ => Normalizer.Load(ctx.Reader));

    static string IModelLoader.Signature => "Normalize";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new NormalizingTransformer(environment.Register(nameof(NormalizingTransformer)), ctx);
    }

    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _normalizers.Length);
        return _normalizers[index].Parameters;
    }

    internal static void CheckType(DataViewSchema.Column column)
    {
        if (column.Type.ValueCount() == 0 || column.Type.ItemTypeOf() is not NumberDataViewType item || (item.RawType != typeof(float) && item.RawType != typeof(double)))
            throw InputColumns.Wrong(column, Expected);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("Normalize");
        SaveColumns(ctx);
        foreach (var normalizer in _normalizers)
            normalizer.Save(ctx.Writer);
    }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        CheckType(input);
        if (!_normalizers[pair].Fits(input.Type))
            throw InputColumns.Wrong(input, "the type the normalizer was made for");
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(NormalizingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly Normalizer[] _normalizers = parent._normalizers;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Pairs.Select((pair, i) => MakeColumn(pair.Output, Inputs[i]))];

        static DataViewSchema.DetachedColumn MakeColumn(string name, DataViewSchema.Column source)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            builder.AddTrue(AnnotationKinds.IsNormalized);
            builder.Add(source.Annotations, kind => kind == AnnotationKinds.SlotNames);
            return new DataViewSchema.DetachedColumn(name, source.Type, builder.ToAnnotations());
        }

        protected override Delegate MakeGetter(DataViewRow input, int output) => _normalizers[output].MakeGetter(input, Inputs[output]);
    }

    /// <summary>What a normalizer learned of a column.</summary>
    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase() { }
    }

    /// <summary>A value becomes (value - offset) * scale.</summary>
    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        public TData Scale { get; }

        public TData Offset { get; }
    }

    /// <summary>A value becomes its place in a normal distribution.</summary>
    public sealed class CdfNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal CdfNormalizerModelParameters(TData mean, TData standardDeviation)
        {
            Mean = mean;
            StandardDeviation = standardDeviation;
        }

        public TData Mean { get; }

        public TData StandardDeviation { get; }

        /// <summary>Always false: no normalizer here takes logarithms first.</summary>
        [SuppressMessage("Performance", "CA1822", Justification = "An instance property in the API this one follows.")]
        public bool UseLog => false;
    }
}
