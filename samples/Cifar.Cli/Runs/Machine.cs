using System.Runtime.InteropServices;
using Host = Cifar.Models.Diagnostics.Processor;

namespace Cifar.Cli.Runs;

/// <summary>The hardware a number was measured on.</summary>
internal sealed record Machine(string Processor, int Cores, long MemoryBytes, string OperatingSystem)
{
    public static Machine Current => new(
        Host.Name, Host.Threads, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription);
}
