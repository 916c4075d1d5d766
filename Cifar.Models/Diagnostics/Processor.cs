using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Cifar.Models.Training;

namespace Cifar.Models.Diagnostics;

/// <summary>The processor this process runs on, as far as it matters to training and predicting.</summary>
public static class Processor
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    /// <summary>What the maker calls it; the architecture where the system does not tell.</summary>
    public static string Name
    {
        get
        {
            string? line = File.Exists(LinuxProcessors)
                ? File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                : null;
            return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
                ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
                ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    /// <summary>Logical processors that this process may use, at least 1: a container's or a job's limit counts.</summary>
    public static int Threads => Environment.ProcessorCount;

    /// <summary>The vector instructions that the libraries here make use of, the widest last; empty on processors without any of them.</summary>
    public static IReadOnlyList<string> VectorInstructions =>
    [
        .. new (string Name, bool Has)[]
        {
            ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("NEON", AdvSimd.IsSupported),
            ("AVX-512", Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported),
        }
        .Where(instruction => instruction.Has)
        .Select(instruction => instruction.Name),
    ];

    /// <summary>Whether bfloat16 numbers are multiplied in hardware, so that training in bfloat16 is faster than in float32.</summary>
    public static bool HasBFloat16 => HardwareBFloat16.Has("cpu");
}
