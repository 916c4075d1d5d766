namespace Cifar.Pipelines.Serving;

/// <summary>Lends the newest version of a model to workers: batches for ONNX files, prediction engines for ML.NET models.</summary>
/// <remarks>
/// Engines come from their version and go back to it. A <c>PredictionEnginePool</c> puts an engine that returns after a reload among those of the newer version,
/// and then answers with the old weights under the new name.
/// </remarks>
internal sealed class Scoring(ModelSource source)
{
    public ServedModelInfo Model => source.Current.Info;

    public ScoringLease Rent()
    {
        while (true)
        {
            var model = source.Current;
            if (model.TryUse())
            {
                return model.Scorer is { } scorer ? new OnnxLease(model, scorer) : new EngineLease(model);
            }
        }
    }
}
