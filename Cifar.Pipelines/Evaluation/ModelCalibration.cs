using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Rows;
using Cifar.Pipelines.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Writes a temperature into finished models.</summary>
public static class ModelCalibration
{
    private const string Calibrated = "MlNetCifar.Calibrated";

    /// <summary>Reads a model file, divides its logits by a factor, and writes the result; the file appears whole or not at all.</summary>
    /// <param name="ml">The context to read it with.</param>
    /// <param name="source">A <c>model.zip</c> or <c>.onnx</c> file of this library.</param>
    /// <param name="target">Where the calibrated model goes, with the same extension; may be <paramref name="source"/>.</param>
    /// <param name="factor">What to divide by; see <see cref="CalibrationCatalog.FitTemperature"/>.</param>
    /// <param name="threshold">From which probability on the calibrated model is sure of its answer; null: that is not known.</param>
    /// <returns>The description of the model that was written, with its new temperature.</returns>
    /// <remarks>In an .onnx file a division is put before the softmax. An ML.NET model gets one more step that does the same to its probabilities.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or no image classifier of this library.</exception>
    /// <exception cref="ArgumentException">The temperature would leave the range of <see cref="ModelDescription.Temperature"/>, or the extensions differ.</exception>
    public static ModelDescription Apply(MLContext ml, string source, string target, double factor, AnswerThreshold? threshold = null)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        string extension = Path.GetExtension(source);
        if (!extension.Equals(Path.GetExtension(target), StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"{source} and {target} must have the same extension: calibrating does not change the form of a model.", nameof(target));
        }

        using var model = ImageClassifierModel.Load(ml, source);
        var description = model.Description with { Temperature = model.Description.Temperature * factor, Threshold = threshold };
        if (extension.Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            byte[] bytes = OnnxTemperature.Rescale(File.ReadAllBytes(source), factor, threshold);
            AtomicFile.Write(target, stream => stream.Write(bytes));
        }
        else
        {
            var whole = ml.Model.Load(source, out var schema);
            using var sessions = whole as IDisposable;
            using var step = (IDisposable)Step(description, factor);
            AtomicFile.Write(target, stream => ml.Model.Save(whole.Append((ITransformer)step), schema, stream));
        }

        return description;
    }

    /// <summary>From <c>Score</c> to the calibrated <c>Score</c>, and the description that says so, by ML.NET's own transformers.</summary>
    private static ITransformer Step(ModelDescription description, double factor)
    {
        var ml = new MLContext();
        var names = description.Labels.Fine;
        using var onnx = new MemoryStream(OnnxSlotNames.Add(OnnxTemperature.WriteStep(names.Count, factor, ColumnNames.Score, Calibrated), Calibrated, names));
        var chain = ml.Transforms.ApplyOnnxModel(Calibrated, ColumnNames.Score, onnx)
            .Append(ml.Transforms.CopyColumns(ColumnNames.Score, Calibrated))
            .Append(ml.Transforms.DropColumns(Calibrated))
            .Append(ml.Transforms.CustomMapping(new PredictedIndex().GetMapping(), PredictedIndex.Contract))
            .Append(ml.Transforms.Conversion.MapValue(
                ColumnNames.ModelDescription, [KeyValuePair.Create(0u, description.ToJson())], PredictedIndex.ZeroColumn))
            .Append(ml.Transforms.DropColumns(PredictedIndex.IndexColumn, PredictedIndex.ZeroColumn));
        return BuiltInChain.Fit(chain, new DataViewSchema.DetachedColumn(ColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, names.Count)));
    }
}
