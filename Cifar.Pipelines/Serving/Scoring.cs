using Microsoft.Extensions.ML;

namespace Cifar.Pipelines.Serving;

/// <summary>Lends the newest version of a model to workers: batches for ONNX files, engines of the pool for ML.NET models.</summary>
internal sealed class Scoring(ModelSource source, Func<PredictionEnginePool<ImageInput, ImagePrediction>> openPool, string name)
{
    private readonly Lazy<PredictionEnginePool<ImageInput, ImagePrediction>> pool = new(openPool);

    public ServedModelInfo Model => source.Current.Info;

    public ScoringLease Rent()
    {
        while (true)
        {
            var model = source.Current;
            if (model.Scorer is not { } scorer)
            {
                return RentEngine();
            }

            if (model.TryUse())
            {
                return new OnnxLease(model, scorer);
            }
        }
    }

    // The pool does not say which version an engine belongs to: when the version was the same before and after, it is that one.
    private EngineLease RentEngine()
    {
        while (true)
        {
            var before = pool.Value.GetModel(name);
            var engine = pool.Value.GetPredictionEngine(name);
            if (ReferenceEquals(before, pool.Value.GetModel(name)))
            {
                return new EngineLease((ServedModel)before, pool.Value, name, engine);
            }

            pool.Value.ReturnPredictionEngine(name, engine);
        }
    }
}
