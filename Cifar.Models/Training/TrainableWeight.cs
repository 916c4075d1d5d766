using TorchSharp.Modules;

namespace Cifar.Models.Training;

/// <summary>A weight that a training changes.</summary>
/// <param name="Name">Its name in the network's state dictionary.</param>
/// <param name="Value">The weight, float32.</param>
/// <param name="Kind">What it does.</param>
internal sealed record TrainableWeight(string Name, Parameter Value, WeightKind Kind);
