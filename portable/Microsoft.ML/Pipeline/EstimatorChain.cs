using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators that are fitted one after the other, each on what the ones before it make of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>> where TLastTransformer : class, ITransformer
{
    readonly EstimatorStep[] _steps;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain() : this([]) { }

    internal EstimatorChain(EstimatorStep[] steps)
    {
        _steps = steps;
        LastEstimator = steps.Length == 0 ? null! : (IEstimator<TLastTransformer>)steps[^1].Estimator;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // A column that is missing or of the wrong type shows here, before any training.
        GetOutputSchema(SchemaShape.Create(input.Schema));

        var fitted = new ITransformer[_steps.Length];
        IDataView data = input;
        for (int i = 0; i < _steps.Length; i++)
        {
            fitted[i] = _steps[i].Estimator.Fit(data);
            if (i == _steps.Length - 1)
                break;
            data = fitted[i].Transform(data);
            if (_steps[i].CacheAfter)
                data = new CacheView(data);
        }

        return new TransformerChain<TLastTransformer>(fitted, _steps.Select(step => step.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (EstimatorStep step in _steps)
            inputSchema = step.Estimator.GetOutputSchema(inputSchema);
        return inputSchema;
    }

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>([.. _steps, new EstimatorStep(estimator, scope, CacheAfter: false)]);
    }

    /// <summary>Keeps in memory what has been computed so far, for the estimators appended after it.</summary>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (_steps.Length == 0)
            throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        return new EstimatorChain<TLastTransformer>([.. _steps[..^1], _steps[^1] with { CacheAfter = true }]);
    }
}

/// <summary>An estimator in a chain.</summary>
sealed record EstimatorStep(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
