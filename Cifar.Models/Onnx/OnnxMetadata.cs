using System.Globalization;
using Cifar.Models.Data;
using Cifar.Models.Onnx.Format;
using Google.Protobuf.Collections;

namespace Cifar.Models.Onnx;

/// <summary>The description of a model as key-value pairs of the ONNX file, each value JSON.</summary>
internal static class OnnxMetadata
{
    public const string Pixels = "pixels";
    public const string Features = "features";

    private const string LabelsKey = "labels";
    private const string SuperclassesKey = "superclasses";
    private const string SuperclassOfKey = "superclassOf";
    private const string PreprocessingKey = "preprocessing";
    private const string TemperatureKey = "temperature";
    public const string ThresholdKey = "answerThreshold";

    private const string TrainingKey = "training";
    private const string NetworkKey = "network";
    private const string InputKey = "input";

    /// <summary>Whether there is anything here that this library writes; what of it is missing or wrong, <see cref="Read"/> says.</summary>
    public static bool IsDescribed(RepeatedField<StringStringEntryProto> metadata) => metadata.Any(entry => entry.Key is PreprocessingKey or TemperatureKey);

    public static void Write(RepeatedField<StringStringEntryProto> metadata, ModelDescription description, string inputKind)
    {
        void Put(string key, string value) => metadata.Add(new StringStringEntryProto { Key = key, Value = value });

        Put(NetworkKey, OnnxJson.Write(description.Network, OnnxJsonContext.Default.String));
        Put(InputKey, OnnxJson.Write(inputKind, OnnxJsonContext.Default.String));
        Put(LabelsKey, OnnxJson.Write([.. description.Labels.Fine], OnnxJsonContext.Default.StringArray));
        if (description.Labels is { Coarse: { } coarse, CoarseOfFine: { } coarseOfFine })
        {
            Put(SuperclassesKey, OnnxJson.Write([.. coarse], OnnxJsonContext.Default.StringArray));
            Put(SuperclassOfKey, OnnxJson.Write([.. coarseOfFine], OnnxJsonContext.Default.Int32Array));
        }

        Put(PreprocessingKey, description.Preprocessing.ToJson());
        Put(TemperatureKey, description.Temperature.ToString("R", CultureInfo.InvariantCulture));
        if (description.Threshold is { } threshold)
        {
            Put(ThresholdKey, OnnxJson.Write(threshold, OnnxJsonContext.Default.AnswerThreshold));
        }

        if (description.Training is { } training)
        {
            Put(TrainingKey, OnnxJson.Write(training, OnnxJsonContext.Default.TrainingSummary));
        }
    }

    public static (ModelDescription Description, string InputKind) Read(RepeatedField<StringStringEntryProto> metadata, int height, int width)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (StringStringEntryProto entry in metadata)
        {
            if (!values.TryAdd(entry.Key, entry.Value))
            {
                throw new ModelFormatException($"The model has two metadata entries '{entry.Key}'.");
            }
        }

        string Need(string key) => values.TryGetValue(key, out string? value)
            ? value
            : throw new ModelFormatException($"The model has no metadata entry '{key}'; it was not written by this library, or was stripped of its metadata.");

        string[]? superclasses = values.TryGetValue(SuperclassesKey, out string? names) ? OnnxJson.Read(names, OnnxJsonContext.Default.StringArray, SuperclassesKey) : null;
        int[]? superclassOf = superclasses is null ? null : OnnxJson.Read(Need(SuperclassOfKey), OnnxJsonContext.Default.Int32Array, SuperclassOfKey);
        string[] labels = OnnxJson.Read(Need(LabelsKey), OnnxJsonContext.Default.StringArray, LabelsKey);
        try
        {
            var description = new ModelDescription(
                new ClassLabels(labels, superclasses, superclassOf),
                Preprocessing.FromJson(Need(PreprocessingKey)),
                OnnxJson.Read(Need(NetworkKey), OnnxJsonContext.Default.String, NetworkKey),
                height,
                width,
                OnnxJson.Read(Need(TemperatureKey), OnnxJsonContext.Default.Double, TemperatureKey),
                values.TryGetValue(TrainingKey, out string? training) ? OnnxJson.Read(training, OnnxJsonContext.Default.TrainingSummary, TrainingKey) : null)
            {
                Threshold = values.TryGetValue(ThresholdKey, out string? threshold) ? OnnxJson.Read(threshold, OnnxJsonContext.Default.AnswerThreshold, ThresholdKey) : null,
            };
            return (description, OnnxJson.Read(Need(InputKey), OnnxJsonContext.Default.String, InputKey));
        }
        catch (ArgumentException error)
        {
            throw new ModelFormatException($"The metadata of the model is not valid: {error.Message}", error);
        }
    }
}
