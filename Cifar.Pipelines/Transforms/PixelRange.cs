namespace Cifar.Pipelines.Transforms;

/// <summary>What range pixels 0..255 are mapped to.</summary>
public enum PixelRange
{
    /// <summary>-1..1: <c>(pixel - 127.5) / 127.5</c>.</summary>
    MinusOneToOne,

    /// <summary>0..1: <c>pixel / 255</c>.</summary>
    ZeroToOne,

    /// <summary>0..255: pixels as they are.</summary>
    ZeroTo255,
}
