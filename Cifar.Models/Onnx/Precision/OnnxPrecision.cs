using Cifar.Models.Onnx.Format;
using Google.Protobuf;

namespace Cifar.Models.Onnx.Precision;

/// <summary>Finished models with smaller numbers: 16-bit floats or 8-bit integers, by operators of opset 13. Labels, preprocessing and all other metadata stay.</summary>
public static class OnnxPrecision
{
    /// <summary>Says in which numbers a model keeps its weights.</summary>
    /// <param name="model">The bytes of an .onnx file that this library wrote.</param>
    /// <returns>The smallest kind of number among the weights of its layers.</returns>
    /// <exception cref="ModelFormatException">The bytes are no model of this library.</exception>
    public static ModelPrecision Of(byte[] model) => Of(OnnxModelCheck.Parse(model));

    /// <summary>Keeps the weights of a model as 16-bit floats.</summary>
    /// <param name="model">The bytes of an .onnx file that this library wrote, of 32-bit floats. Not changed.</param>
    /// <returns>
    /// The bytes of the new file. Weights are rounded to the nearest; a <c>Cast</c> after each gives 32-bit floats again, which a runtime does once, at loading:
    /// processors compute as before. Small constants (preprocessing, biases, normalisations), and weights beyond the range of 16 bits, stay as they are.
    /// </returns>
    /// <exception cref="ModelFormatException">The bytes are no model of this library, or have been converted before.</exception>
    public static byte[] ToFloat16(byte[] model)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model);
        CheckIsFloat32(parsed);
        HalfWeights.Narrow(parsed);
        return parsed.ToByteArray();
    }

    /// <summary>Gives the weights of a model their 32 bits back, for engines that cannot read 16-bit floats.</summary>
    /// <param name="model">The bytes of an .onnx file that this library wrote. Not changed.</param>
    /// <returns>The bytes of a file that computes the same, to the last bit; what was rounded stays rounded.</returns>
    /// <exception cref="ModelFormatException">The bytes are no model of this library, or one of 8-bit integers.</exception>
    public static byte[] ToFloat32(byte[] model)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model);
        if (Of(parsed) == ModelPrecision.Int8)
        {
            throw new ModelFormatException("The model is one of 8-bit integers; there is no way back to floats. Give the file that training wrote.");
        }

        HalfWeights.Widen(parsed);
        return parsed.ToByteArray();
    }

    /// <summary>Makes a model compute in 8-bit integers, as far as that is accurate: every convolution and hidden dense layer, but not preprocessing, first layer and head.</summary>
    /// <param name="model">The bytes of an .onnx file from pixels to probabilities that this library wrote, of 32-bit floats. Not changed.</param>
    /// <param name="pixels">Planar RGB bytes [N, 3, H, W] of the model's size: pictures of the kind it will see, to learn the ranges of its activations from. Some hundreds.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>
    /// The bytes of the new file: weights as signed integers with a scale for each output channel, activations as unsigned ones with a scale and a zero point
    /// for each tensor (Jacob et al., arXiv:1712.05877; operators <c>QLinearConv</c> and <c>MatMulInteger</c>).
    /// </returns>
    /// <exception cref="ModelFormatException">The bytes are no model from pixels of this library, or have been converted before.</exception>
    /// <exception cref="ArgumentException">There are no pictures, the bytes are no whole number of them, or the network has no layer that can be converted.</exception>
    public static byte[] ToInt8(byte[] model, ReadOnlySpan<byte> pixels, Int8Options? options = null)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model);
        CheckIsFloat32(parsed);
        options ??= new();
        BatchNormFolding.Apply(parsed.Graph);
        Int8Layers layers = Int8Layers.Find(parsed.Graph);
        if (layers.Count == 0)
        {
            throw new ArgumentException("The network has no layer that would gain by 8-bit integers: no convolution but the first one, no dense layer but the last one.", nameof(model));
        }

        var ranges = ActivationRanges.Measure(parsed, layers.Activations, pixels, options.Percentile);
        new Int8Graph(parsed.Graph, layers, ranges, options.WeightBits).Rewrite();
        return parsed.ToByteArray();
    }

    internal static ModelPrecision Of(ModelProto model) =>
        model.Graph.Node.Any(node => node.OpType is "QLinearConv" or "MatMulInteger") ? ModelPrecision.Int8
        : model.Graph.Initializer.Any(tensor => tensor.DataType == HalfWeights.HalfType) ? ModelPrecision.Float16
        : ModelPrecision.Float32;

    private static void CheckIsFloat32(ModelProto model)
    {
        if (Of(model) is var precision and not ModelPrecision.Float32)
        {
            throw new ModelFormatException($"The model is one of {(precision == ModelPrecision.Int8 ? "8-bit integers" : "16-bit floats")} already; give the 32-bit one that training wrote.");
        }
    }
}
