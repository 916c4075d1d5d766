using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Data.MulticlassPredictionLoader>]

namespace Microsoft.ML.Data;

/// <summary>Adds the predicted label and the scores of a multiclass model.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel> where TModel : class
{
    readonly string _labelColumn;

    internal MulticlassPredictionTransformer(IHostEnvironment environment, TModel model, DataViewSchema trainSchema, string featureColumn, string labelColumn)
        : base(environment.Register(nameof(MulticlassPredictionTransformer<TModel>)), model, Only(trainSchema, featureColumn, labelColumn), featureColumn) =>
        _labelColumn = labelColumn;

    internal MulticlassPredictionTransformer(IHostEnvironment environment, ModelLoadContext ctx)
        : base(environment.Register(nameof(MulticlassPredictionTransformer<TModel>)), ctx)
    {
        _labelColumn = ctx.Reader.ReadString();
        if (TrainSchema.GetColumnOrNull(_labelColumn)?.Type.KeyCountAsInt() != Scorer.Classes || FeatureColumnType.ValueCount() != Scorer.Features)
            throw new InvalidDataException("A classifier's feature and label columns do not fit its model.");
    }

    IMulticlassScorer Scorer => (IMulticlassScorer)Model;

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature(MulticlassPredictionLoader.Name);
        SaveSingleFeature(ctx);
        ctx.Writer.Write(_labelColumn);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema)
    {
        if (!schema.TryGetColumn(FeatureColumnName, out var feature))
            throw SchemaMismatch.Missing("inputSchema", "feature", FeatureColumnName);
        if (!feature.Type.Equals(FeatureColumnType))
            throw SchemaMismatch.WrongType("inputSchema", "feature", FeatureColumnName, $"{FeatureColumnType}", $"{feature.Type}");
        return new MulticlassRowMapper(schema, feature, TrainSchema[_labelColumn], Scorer);
    }

    /// <summary>The two columns the transformer remembers; the others of the training data are none of its business.</summary>
    static DataViewSchema Only(DataViewSchema schema, string feature, string label)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns([schema[feature], schema[label]]);
        return builder.ToSchema();
    }
}

/// <summary>Loads a multiclass classifier with whatever model it was saved with.</summary>
sealed class MulticlassPredictionLoader : IModelLoader
{
    internal const string Name = "MulticlassPrediction";

    static string IModelLoader.Signature => Name;

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(environment, ctx);
    }
}
