namespace Cifar.Models.Transfer;

/// <summary>How images are brought to another size. Where they shrink, the filter widens, so that nothing is skipped (antialiasing).</summary>
public enum ResizeFilter
{
    /// <summary>Triangle: weights fall linearly to 0 at one pixel's distance.</summary>
    Bilinear,

    /// <summary>Keys' cubic convolution with a = -0.5 (IEEE Trans. ASSP 29(6), 1981): sharper, may go a little beyond the range of the pixels.</summary>
    Bicubic,
}
