using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Serving;

/// <summary>The model that answers at the moment.</summary>
/// <param name="Version">The first 16 hexadecimal digits of the SHA-256 of its file.</param>
/// <param name="Description">Classes, preprocessing, size and training.</param>
/// <param name="LoadedAt">When it was loaded.</param>
public sealed record ServedModelInfo(string Version, ModelDescription Description, DateTimeOffset LoadedAt);
