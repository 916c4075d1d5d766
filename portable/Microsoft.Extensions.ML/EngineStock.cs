using System.Collections.Concurrent;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>The idle engines of one loaded model. Retired when a newer model arrives: engines still at work finish on the old model and are then let go.</summary>
sealed class EngineStock<TData, TPrediction>(MLContext context, ITransformer model)
    where TData : class
    where TPrediction : class, new()
{
    readonly ConcurrentBag<PredictionEngine<TData, TPrediction>> idle = [];
    volatile bool retired;

    public ITransformer Model => model;

    public PredictionEngine<TData, TPrediction> Take() =>
        idle.TryTake(out var engine)
            ? engine
            : context.Model.CreatePredictionEngine<TData, TPrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });

    public void PutBack(PredictionEngine<TData, TPrediction> engine)
    {
        idle.Add(engine);
        if (retired || idle.Count > 2 * Environment.ProcessorCount) DropOne();
    }

    /// <summary>Lets the idle engines go. The model itself is left to the garbage collector, as callers may have asked the pool for it.</summary>
    public void Retire()
    {
        retired = true;
        while (DropOne()) { }
    }

    bool DropOne()
    {
        if (!idle.TryTake(out var engine)) return false;
        engine.Dispose();
        return true;
    }
}
