using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Transfer;

namespace Cifar.Cli.Verbs;

/// <summary>What <c>transfer</c> prints, and writes as run.json.</summary>
internal sealed record TransferReport(
    string Net,
    string Backbone,
    string BackboneFile,
    string BackboneSha256,
    string Data,
    int Images,
    long Parameters,
    TransferOptions Options,
    string HeadSetting,
    double FeatureSeconds,
    int ComputedImages,
    double HeadSeconds,
    double FineTuneSeconds,
    int Epochs,
    IReadOnlyList<FineTuneEpoch> FineTuning,
    double Seconds,
    double? ImagesPerSecond,
    double? FrozenAccuracy,
    ValidationResult Validation,
    bool Interrupted,
    string Model,
    string Onnx,
    IReadOnlyList<BadImage> SkippedImages);

/// <summary>What <c>features</c> prints.</summary>
internal sealed record FeaturesReport(string Backbone, string Data, string Split, int Images, int Features, int ComputedImages, double Seconds, double? ImagesPerSecond, string Cache, IReadOnlyList<BadImage> SkippedImages);

/// <summary>One backbone of what <c>backbones</c> prints.</summary>
internal sealed record BackboneReport(
    string Name, string File, bool Present, string? Url, long Bytes, string Sha256, string HashSource, string Licence, int ImageSize, int SizeMultiple, int Features, bool Checked, string Description);

/// <summary>What <c>backbones</c> prints.</summary>
internal sealed record BackbonesReport(string Folder, IReadOnlyList<BackboneReport> Backbones);

/// <summary>How these become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TransferReport))]
[JsonSerializable(typeof(FeaturesReport))]
[JsonSerializable(typeof(BackbonesReport))]
internal sealed partial class TransferJson : JsonSerializerContext
{
    /// <summary>With names readable in any language: the output is no HTML.</summary>
    public static TransferJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
