namespace Microsoft.Extensions.ML;

/// <summary>Where the model of one pool entry comes from.</summary>
public class PredictionEnginePoolOptions<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    public ModelLoader ModelLoader { get; set; } = null!;
}
