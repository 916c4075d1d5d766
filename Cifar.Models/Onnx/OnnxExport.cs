using Cifar.Models.Networks;
using Cifar.Models.Onnx.Format;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>Writes trained networks as ONNX: opset 13, IR version 8, standard operators, any batch size, deterministic bytes.</summary>
public static class OnnxExport
{
    /// <summary>Name of the input of whole models: float32 [N, 3, H, W], RGB, 0..255.</summary>
    public const string PixelsInput = "pixels";

    /// <summary>Name of the output before the softmax: float32 [N, classes].</summary>
    public const string LogitsOutput = "logits";

    /// <summary>Name of the output after the softmax: float32 [N, classes], rows that sum to 1.</summary>
    public const string ProbabilitiesOutput = "probabilities";

    /// <summary>Name of the output of superclasses, of models with <see cref="NetworkHeads.FineAndCoarse"/>: float32 [N, superclasses], rows that sum to 1.</summary>
    public const string CoarseOutput = "CoarseScore";

    private const int IrVersion = 8;
    private const int Opset = 13;

    /// <summary>Writes a whole model: pixels in, sharpening, normalisation and network inside, <c>logits</c> and <c>probabilities</c> out.</summary>
    /// <param name="network">The network: [N, 3, H, W] normalised to [N, classes] logits. Its weights are copied; running statistics are used as in evaluation mode.</param>
    /// <param name="description">What goes into the metadata, and decides size, preprocessing and temperature.</param>
    /// <returns>The bytes of the .onnx file.</returns>
    /// <exception cref="UnsupportedLayerException">A layer cannot be written.</exception>
    /// <exception cref="ArgumentException">The network's superclasses are not those of the description.</exception>
    /// <exception cref="NotSupportedException">The image is too small for the sharpening kernel's mirrored border.</exception>
    public static byte[] Export(nn.Module<Tensor, Tensor> network, ModelDescription description)
    {
        Check(network, description);
        var graph = new OnnxGraphBuilder(new(network, description.Height, description.Width));
        graph.AddInput(PixelsInput, [PixelNormalization.Channels, description.Height, description.Width]);
        string x = OnnxPreprocessing.Write(graph, description.Preprocessing, description.Height, description.Width, PixelsInput);
        string logits = graph.Add(network, x);
        graph.AddOutput(logits, LogitsOutput, [description.Labels.Fine.Count]);
        graph.AddOutput(Softmax(graph, LogitsOutput, description.Temperature), ProbabilitiesOutput, [description.Labels.Fine.Count]);
        AddCoarse(graph, network, ProbabilitiesOutput, description);
        return Serialize(graph, description, OnnxMetadata.Pixels);
    }

    /// <summary>Writes the network alone, for pipelines that preprocess images themselves: normalised features in, probabilities out.</summary>
    /// <param name="network">The network, as in <see cref="Export"/>.</param>
    /// <param name="description">What goes into the metadata, and decides size and temperature; its preprocessing is recorded but not written into the graph.</param>
    /// <param name="input">Name of the input: float32 [N, 3, H, W], preprocessed.</param>
    /// <param name="output">Name of the output: float32 [N, classes], probabilities.</param>
    /// <returns>The bytes of the .onnx file.</returns>
    /// <exception cref="UnsupportedLayerException">A layer cannot be written.</exception>
    /// <exception cref="ArgumentException">The network's superclasses are not those of the description.</exception>
    public static byte[] ExportWithoutPreprocessing(nn.Module<Tensor, Tensor> network, ModelDescription description, string input = "Features", string output = "Score")
    {
        Check(network, description);
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (input == output)
        {
            throw new ArgumentException($"Input and output are both named '{input}'; they must differ.", nameof(output));
        }

        var graph = new OnnxGraphBuilder(new(network, description.Height, description.Width));
        graph.AddInput(input, [PixelNormalization.Channels, description.Height, description.Width]);
        string logits = graph.Add(network, input);
        graph.AddOutput(Softmax(graph, logits, description.Temperature), output, [description.Labels.Fine.Count]);
        AddCoarse(graph, network, output, description);
        return Serialize(graph, description, OnnxMetadata.Features);
    }

    /// <summary>Checks, before any training, that a network can be delivered: writes it as it is and compares ONNX Runtime's logits with its own on two random images.</summary>
    /// <param name="network">The network, trained or not. Its mode and weights are left as they are.</param>
    /// <param name="description">As for <see cref="Export"/>.</param>
    /// <exception cref="UnsupportedLayerException">A layer cannot be written, or the written network computes something else.</exception>
    /// <exception cref="NotSupportedException">The image is too small for the sharpening kernel's mirrored border.</exception>
    public static void Verify(nn.Module<Tensor, Tensor> network, ModelDescription description) => OnnxVerification.Run(network, description);

    /// <summary>Checks that a network can be delivered, in milliseconds and without copying weights. <see cref="Verify"/> also compares what comes out.</summary>
    /// <param name="network">The network, trained or not. Its mode and weights are left as they are.</param>
    /// <exception cref="UnsupportedLayerException">A layer cannot be written, or the network is too large for a model file.</exception>
    public static void CheckWritable(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        long bytes = sizeof(float) * network.CountParameters();
        if (bytes > OnnxModelCheck.MaximumBytes)
        {
            throw new UnsupportedLayerException($"{network.Name} cannot be delivered as ONNX: its weights have {bytes:N0} bytes; at most {OnnxModelCheck.MaximumBytes:N0} are supported.");
        }

        var graph = new OnnxGraphBuilder(new(network, network.Height, network.Width), withWeights: false);
        graph.AddInput(PixelsInput, [PixelNormalization.Channels, network.Height, network.Width]);
        graph.Add(network, PixelsInput);
    }

    private static void AddCoarse(OnnxGraphBuilder graph, nn.Module<Tensor, Tensor> network, string probabilities, ModelDescription description)
    {
        if (network is not HierarchicalNetwork hierarchical)
        {
            return;
        }

        if (description.Labels.CoarseOfFine is not { } coarseOfFine || !coarseOfFine.SequenceEqual(hierarchical.CoarseOfFine))
        {
            throw new ArgumentException("The superclasses of the network are not those of the description.", nameof(description));
        }

        graph.AddOutput(hierarchical.WriteCoarse(graph, probabilities), CoarseOutput, [hierarchical.Superclasses]);
    }

    private static string Softmax(OnnxGraphBuilder graph, string logits, double temperature)
    {
        string scaled = temperature == 1 ? logits : graph.Node("Div", [logits, graph.Constant([(float)temperature], 1)]);
        return graph.Node("Softmax", [scaled], ("axis", 1));
    }

    internal static ModelProto CreateModel(OnnxGraphBuilder graph) => new()
    {
        IrVersion = IrVersion,
        ProducerName = "MlNetCifar",
        Graph = graph.Build(),
        OpsetImport = { new OperatorSetIdProto { Version = Opset } },
    };

    private static byte[] Serialize(OnnxGraphBuilder graph, ModelDescription description, string inputKind)
    {
        var model = CreateModel(graph);
        OnnxMetadata.Write(model.MetadataProps, description, inputKind);
        return model.ToByteArray();
    }

    private static void Check(nn.Module<Tensor, Tensor> network, ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(description);
    }
}
