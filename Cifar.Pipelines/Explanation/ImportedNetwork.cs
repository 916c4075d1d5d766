using Cifar.Models.Onnx.Import;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Explanation;

/// <summary>A network from an ONNX file, cut in two at its last feature maps.</summary>
internal sealed class ImportedNetwork(OnnxFeatureMaps parts) : IGradCamNetwork
{
    public int Height => (int)parts.Maps.InputShape[1];

    public int Width => (int)parts.Maps.InputShape[2];

    public (Tensor Maps, Tensor Logits) Run(Tensor image)
    {
        Tensor maps;
        using (no_grad())
        {
            maps = parts.Maps.call(image);
        }

        maps = maps.detach().requires_grad_();
        return (maps, parts.Head.call(maps));
    }

    public void Dispose() => parts.Dispose();
}
