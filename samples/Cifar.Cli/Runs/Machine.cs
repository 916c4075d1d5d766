using System.Runtime.InteropServices;

namespace Cifar.Cli.Runs;

/// <summary>The hardware a number was measured on.</summary>
internal sealed record Machine(string Processor, int Cores, long MemoryBytes, string OperatingSystem)
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    public static Machine Current => new(
        ProcessorName(), Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription);

    private static string ProcessorName()
    {
        string? line = File.Exists(LinuxProcessors)
            ? File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
