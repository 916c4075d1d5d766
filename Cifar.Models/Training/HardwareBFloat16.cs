using System.Runtime.Intrinsics.X86;

namespace Cifar.Models.Training;

/// <summary>Whether a device multiplies bfloat16 numbers in hardware.</summary>
internal static class HardwareBFloat16
{
    // CPUID leaf 7, subleaf 1, register EAX (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2A).
    private const int ExtendedFeatures = 7;
    private const int SecondPage = 1;
    private const int Avx512BFloat16 = 1 << 5;

    /// <param name="device">As TorchSharp spells it.</param>
    public static bool Has(string device) => device.StartsWith("cuda", StringComparison.Ordinal) || (device == "cpu" && Processor);

    // libtorch needs AVX-512 for its bfloat16 convolutions.
    private static bool Processor => X86Base.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported
        && (X86Base.CpuId(ExtendedFeatures, SecondPage).Eax & Avx512BFloat16) != 0;
}
