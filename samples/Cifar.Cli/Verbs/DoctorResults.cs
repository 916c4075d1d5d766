using System.Text.Json.Serialization;
using Cifar.Pipelines.Diagnostics;

namespace Cifar.Cli.Verbs;

/// <summary>How the findings of <c>doctor</c> become JSON: camel case, null where something is missing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(StackReport))]
internal sealed partial class DoctorResults : JsonSerializerContext;
