using static TorchSharp.torch;

namespace Cifar.Pipelines.Explanation;

/// <summary>A network whose last feature maps can be got at.</summary>
internal interface IGradCamNetwork : IDisposable
{
    public int Height { get; }

    public int Width { get; }

    /// <summary>Runs one image [1, 3, H, W].</summary>
    /// <returns>The maps [1, C, h, w], and the logits [1, classes] as a function of them.</returns>
    public (Tensor Maps, Tensor Logits) Run(Tensor image);
}
