using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What the catalogs of learning tasks share.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public abstract class TrainCatalogBase : IInternalCatalog
{
    private protected TrainCatalogBase(IHostEnvironment environment, string registrationName)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Environment = environment.Register(registrationName);
    }

    IHostEnvironment IInternalCatalog.Environment => Environment;

    private protected IHost Environment { get; }

    /// <summary>A model trained on all folds but one, and how well it did on that one.</summary>
    public sealed class CrossValidationResult<T> where T : class
    {
        public readonly ITransformer Model;
        public readonly T Metrics;
        public readonly IDataView ScoredHoldOutSet;
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scored, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scored;
            Fold = fold;
        }
    }

    /// <summary>Extension methods of its subclasses make trainers.</summary>
    public abstract class CatalogInstantiatorBase : IInternalCatalog
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase owner) => Owner = owner;

        IHostEnvironment IInternalCatalog.Environment => Owner.Environment;

        private protected TrainCatalogBase Owner { get; }
    }
}
