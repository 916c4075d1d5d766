namespace Cifar.Models.Onnx.Precision;

/// <summary>In which numbers a model keeps its weights, and computes.</summary>
public enum ModelPrecision
{
    /// <summary>32-bit floats: what training delivers.</summary>
    Float32,

    /// <summary>Weights as 16-bit floats, widened when the model is loaded; it computes in 32 bits. Half the file, the same speed.</summary>
    Float16,

    /// <summary>Most layers in 8-bit integers, weights and activations. A quarter of the file.</summary>
    Int8,
}
