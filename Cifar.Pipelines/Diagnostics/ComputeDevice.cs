using System.Globalization;
using Cifar.Models.Diagnostics;
using TorchSharp;

namespace Cifar.Pipelines.Diagnostics;

/// <summary>Something that networks can be trained on.</summary>
/// <param name="Name">As options spell it: cpu, cuda:0.</param>
/// <param name="Description">What it is.</param>
public sealed record ComputeDevice(string Name, string Description)
{
    internal static IReadOnlyList<ComputeDevice> Find(NativeComponent libtorch)
    {
        string threads = libtorch.Works ? string.Create(CultureInfo.InvariantCulture, $", libtorch now uses {torch.get_num_threads()}") : "";
        string instructions = string.Join(", ", Processor.VectorInstructions.Append(Processor.HasBFloat16 ? "bfloat16 in hardware" : "no bfloat16 in hardware"));
        var cpu = new ComputeDevice("cpu", string.Create(CultureInfo.InvariantCulture, $"{Processor.Name}, {Processor.Threads} threads{threads}; {instructions}"));
        int gpus = libtorch.Works && torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return [cpu, .. Enumerable.Range(0, gpus).Select(index => new ComputeDevice(string.Create(CultureInfo.InvariantCulture, $"cuda:{index}"), "a GPU that libtorch can use"))];
    }
}
