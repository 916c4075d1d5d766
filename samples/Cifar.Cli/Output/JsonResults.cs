using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Cli.Runs;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Precision;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Cli.Output;

/// <summary>What <c>data</c> verbs print: numbers of images, and whether all of them are right.</summary>
internal sealed record DataResult(string Data, string? Folder, int Train, int Test, bool Verified);

/// <summary>How good the kept weights are on the images held out from training.</summary>
internal sealed record ValidationResult(int Count, double? MicroAccuracy, double? LogLoss);

/// <summary>What <c>train</c> prints.</summary>
internal sealed record TrainResult(
    string Net, string Data, long Parameters, int Epochs, int BestEpoch, bool Interrupted, double Seconds, double ImagesPerSecond, ValidationResult Validation, TemperatureFit? Calibration, string Model, string Onnx);

/// <summary>What <c>evaluate</c> prints.</summary>
internal sealed record EvaluateResult(
    string Model,
    string Data,
    string Split,
    long Count,
    double MicroAccuracy,
    double MacroAccuracy,
    double Top5Accuracy,
    double LogLoss,
    double MacroPrecision,
    double MacroRecall,
    double MacroF1,
    double? CoarseAccuracy,
    double? ErrorsInsideSuperclass,
    double ExpectedCalibrationError,
    double Temperature,
    MetricIntervals? Intervals,
    AugmentedResult? Augmented,
    RunCosts Costs,
    TestSet TestSet,
    IReadOnlyList<string> Files,
    double Seconds)
{
    /// <summary>What became of the images by the model's threshold; absent where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SureAnswers? Sure { get; init; }
}

/// <summary>The answers that a model is sure of.</summary>
/// <param name="Threshold">From which probability on.</param>
/// <param name="Coverage">Share of the images that got one, 0..1.</param>
/// <param name="Error">Share of these that were wrong, 0..1; null where there are none.</param>
internal sealed record SureAnswers(AnswerThreshold Threshold, double Coverage, double? Error);

/// <summary>The same with test-time augmentation.</summary>
internal sealed record AugmentedResult(
    string Augmentation,
    double MicroAccuracy,
    double Top5Accuracy,
    double LogLoss,
    double MacroF1,
    double? CoarseAccuracy,
    double ExpectedCalibrationError,
    MetricIntervals? Intervals);

/// <summary>What <c>calibrate</c> prints; no data and no fit where the temperature is another model's.</summary>
internal sealed record CalibrateResult(IReadOnlyList<string> Models, string? Data, string? Split, double Temperature, TemperatureFit? Fit);

/// <summary>What <c>predict</c> prints for one picture.</summary>
internal sealed record PictureResult(string Image, IReadOnlyList<PredictionResult> Predictions)
{
    /// <summary>Whether the first prediction reaches the model's threshold; absent where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sure { get; init; }
}

/// <summary>A class and its probability, 0..1.</summary>
internal sealed record PredictionResult(string Label, double Probability);

/// <summary>A tensor or column of a model; a size that is free is null.</summary>
internal sealed record ModelPort(string Name, string Type, IReadOnlyList<int?> Shape);

/// <summary>What <c>info</c> prints.</summary>
internal sealed record InfoResult(
    string File,
    string Format,
    long Bytes,
    string Network,
    IReadOnlyList<ModelPort> Inputs,
    IReadOnlyList<ModelPort> Outputs,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string>? Superclasses,
    IReadOnlyList<int>? SuperclassOf,
    Preprocessing Preprocessing,
    double Temperature,
    TrainingSummary? Training)
{
    /// <summary>From which probability on the model is sure; absent where nobody has measured that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerThreshold? Threshold { get; init; }

    /// <summary>The numbers of an ONNX model's weights; absent for ML.NET models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelPrecision? Precision { get; init; }
}

/// <summary>How results become JSON: camel case, one line on the screen.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DataResult))]
[JsonSerializable(typeof(TrainResult))]
[JsonSerializable(typeof(EvaluateResult))]
[JsonSerializable(typeof(CalibrateResult))]
[JsonSerializable(typeof(ComparisonReport))]
[JsonSerializable(typeof(IReadOnlyList<PictureResult>))]
[JsonSerializable(typeof(InfoResult))]
internal sealed partial class JsonResults : JsonSerializerContext
{
    /// <summary>As <c>Default</c>, but with class names readable in any language: the output is no HTML.</summary>
    public static JsonResults Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
