using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>A classifier made of a pretrained backbone and a head: resizing, backbone and head in one network.</summary>
/// <remarks>Input <c>[N, 3, H, W]</c> of the images' own size, normalised as the backbone wants it; output logits <c>[N, classes]</c>.</remarks>
public sealed class TransferNetwork : ImageNetwork, IOnnxLayer
{
    private readonly BackboneFeatures features;
    private readonly nn.Module<Tensor, Tensor> head;

    internal TransferNetwork(string name, int classes, int height, int width, BackboneFeatures features, nn.Module<Tensor, Tensor> head)
        : base(name, classes, height, width)
    {
        this.features = features;
        this.head = head;
        RegisterComponents();
        eval();
    }

    /// <summary>The backbone.</summary>
    public OnnxModule Backbone => features.Network;

    /// <summary>From features to logits.</summary>
    public nn.Module<Tensor, Tensor> Head => head;

    /// <inheritdoc/>
    public override Tensor forward(Tensor pixels)
    {
        using Tensor x = features.call(pixels);
        return head.call(x);
    }

    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input) => graph.Add(head, graph.Add(features, input));
}
