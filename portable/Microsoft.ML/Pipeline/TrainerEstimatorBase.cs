using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>An estimator that learns a model.</summary>
public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
    where TTransformer : IPredictionTransformer<TModel>
    where TModel : class
{
    TrainerInfo Info { get; }
}

/// <summary>A trainer that reads a feature column and perhaps a label and a weight column.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;

    /// <summary>Not initialized when the trainer needs no label.</summary>
    public readonly SchemaShape.Column LabelColumn;

    /// <summary>Not initialized when all rows weigh the same.</summary>
    public readonly SchemaShape.Column WeightColumn;

    private protected readonly IHost Host;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (!feature.IsValid)
            throw new ArgumentException("The feature column is not initialized.", nameof(feature));
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    public abstract TrainerInfo Info { get; }

    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckInput(SchemaShape.Create(input.Schema));
        return TrainTransformer(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInput(inputSchema);
        return inputSchema.With(GetOutputColumnsCore(inputSchema));
    }

    private protected abstract SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema);

    private protected abstract TTransformer TrainTransformer(IDataView input);

    /// <summary>Throws when the label cannot be used; the base wants the very type of <see cref="LabelColumn"/>.</summary>
    private protected virtual void CheckLabelCompatible(SchemaShape.Column label) => CheckCompatible("label", LabelColumn, label);

    void CheckInput(SchemaShape input)
    {
        CheckCompatible("feature", FeatureColumn, Find(input, "feature", FeatureColumn.Name));
        if (LabelColumn.IsValid)
            CheckLabelCompatible(Find(input, "label", LabelColumn.Name));
        if (WeightColumn.IsValid)
            CheckCompatible("weight", WeightColumn, Find(input, "weight", WeightColumn.Name));
    }

    static SchemaShape.Column Find(SchemaShape input, string role, string name) =>
        input.TryFindColumn(name, out SchemaShape.Column found) ? found : throw SchemaMismatch.Missing("inputSchema", role, name);

    static void CheckCompatible(string role, SchemaShape.Column wanted, SchemaShape.Column found)
    {
        if (!wanted.IsCompatibleWith(found))
            throw SchemaMismatch.WrongType("inputSchema", role, wanted.Name, wanted.GetTypeString(), found.GetTypeString());
    }
}
