using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>A classifier by ML.NET's own transformers, the form in which it lies in a model file.</summary>
/// <remarks>
/// The network is an ONNX model. The names of its classes come from lookup tables: index to name, name to key in class order,
/// and one row with the description of the model.
/// </remarks>
internal static class SavedClassifier
{
    // network: ONNX from featureColumnName to outputName.
    public static ITransformer Create(byte[] network, string featureColumnName, string outputName, ModelDescription description, string descriptionJson)
    {
        var ml = new MLContext();
        var names = description.Labels.Fine;
        using var onnx = new MemoryStream(OnnxSlotNames.Add(network, outputName, names));
        IEstimator<ITransformer> score = ml.Transforms.ApplyOnnxModel(outputName, featureColumnName, onnx);
        if (outputName != ColumnNames.Score)
        {
            score = score.Append(ml.Transforms.CopyColumns(ColumnNames.Score, outputName)).Append(ml.Transforms.DropColumns(outputName));
        }

        var chain = score
            .Append(ml.Transforms.CustomMapping(new PredictedIndex().GetMapping(), PredictedIndex.Contract))
            .Append(ml.Transforms.Conversion.MapValue(
                ColumnNames.PredictedClass, names.Select((name, index) => KeyValuePair.Create((uint)index, name)), PredictedIndex.IndexColumn))
            .Append(ml.Transforms.Conversion.MapValueToKey(
                ColumnNames.PredictedLabel, ColumnNames.PredictedClass, keyData: ml.Data.LoadFromEnumerable(names.Select(name => new ClassName { Name = name }))))
            .Append(ml.Transforms.Conversion.MapValue(
                ColumnNames.ModelDescription, [KeyValuePair.Create(0u, descriptionJson)], PredictedIndex.ZeroColumn))
            .Append(ml.Transforms.DropColumns(PredictedIndex.IndexColumn, PredictedIndex.ZeroColumn));
        var features = new VectorDataViewType(NumberDataViewType.Single, 3, description.Height, description.Width);
        return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(featureColumnName, features));
    }

    private sealed class ClassName
    {
        public string Name { get; set; } = "";
    }
}
