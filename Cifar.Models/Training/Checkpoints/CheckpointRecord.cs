using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cifar.Models.Training.Checkpoints;

/// <summary>A tensors file as its JSON knows it.</summary>
/// <param name="File">Its name, in the folder of the JSON.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, lower-case hex.</param>
internal sealed record TensorsReference(string File, long Bytes, string Sha256);

/// <summary>Content of last.json.</summary>
internal sealed record LastRecord(
    TensorsReference Tensors,
    CheckpointPosition Position,
    double Seconds,
    IReadOnlyDictionary<string, double> Scalars,
    IReadOnlyList<TrainingEpoch> Epochs,
    CheckpointIdentity Identity);

/// <summary>The weights of one epoch among the best.</summary>
internal sealed record KeptWeights(int Epoch, double? Accuracy, TensorsReference Tensors);

/// <summary>Content of best.json: the kept epochs, the best first.</summary>
internal sealed record BestRecord(IReadOnlyList<KeptWeights> Kept, CheckpointIdentity Identity);

/// <summary>How checkpoints are written: for people to read as well, each number exactly.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LastRecord))]
[JsonSerializable(typeof(BestRecord))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
