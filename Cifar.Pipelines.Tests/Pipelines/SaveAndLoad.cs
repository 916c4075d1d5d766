using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Pipelines;

internal static class SaveAndLoad
{
    /// <summary>The model as another program would see it: written by one context, read by another.</summary>
    public static ITransformer Through(MLContext ml, ITransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }
}
