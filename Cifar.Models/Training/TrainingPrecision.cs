namespace Cifar.Models.Training;

/// <summary>The number format in which convolutions and hidden linear layers are computed. Weights, norms, the first and the last layer stay float32.</summary>
public enum TrainingPrecision
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>bfloat16: half the memory traffic, 8 bits of mantissa. Fast where the processor multiplies it (AVX-512 BF16, CUDA from Ampere on), slow elsewhere.</summary>
    BFloat16,

    /// <summary><see cref="BFloat16"/> where the device multiplies it, else <see cref="Float32"/>.</summary>
    Automatic,
}
