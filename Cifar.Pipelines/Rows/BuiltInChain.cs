using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Rows;

/// <summary>Puts ML.NET's own transformers together without training data: they are fitted on a data view that has the right columns and no rows.</summary>
internal static class BuiltInChain
{
    public static ITransformer Fit(IEstimator<ITransformer> chain, params DataViewSchema.DetachedColumn[] inputs) =>
        chain.Fit(new InMemoryDataView(0, Array.ConvertAll(inputs, input => new InMemoryColumn(input, _ => throw new InvalidOperationException("There are no rows to read.")))));
}
