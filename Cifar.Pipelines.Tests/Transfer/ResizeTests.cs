using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Transfer;

[Collection(TorchTests.Name)]
public sealed class ResizeTests
{
    [Theory]
    [InlineData(32, 160, ResizeFilter.Bilinear)]
    [InlineData(32, 160, ResizeFilter.Bicubic)]
    [InlineData(160, 48, ResizeFilter.Bilinear)]
    [InlineData(160, 48, ResizeFilter.Bicubic)]
    [InlineData(33, 96, ResizeFilter.Bicubic)]
    public void Resizing_by_matrices_equals_libtorch_with_antialiasing(int from, int to, ResizeFilter filter)
    {
        using Tensor x = tensor(Reference.Random([1, 3, from, from]), new long[] { 1, 3, from, from });
        using var resize = new ImageResize(from, from, to, to, filter);
        using Tensor actual = resize.call(x);
        InterpolationMode mode = filter == ResizeFilter.Bilinear ? InterpolationMode.Bilinear : InterpolationMode.Bicubic;
        using Tensor expected = nn.functional.interpolate(x, [to, to], null, mode, false, false, true);
        Reference.Near(expected.data<float>().ToArray(), actual.contiguous().data<float>().ToArray(), 1e-5);
    }

    [Fact]
    public void Resizing_outlives_the_scope_it_is_made_in()
    {
        ImageResize resize;
        using (NewDisposeScope())
        {
            resize = new ImageResize(8, 8, 16, 12, ResizeFilter.Bilinear);
        }

        using (resize)
        {
            Assert.Equal(3 * 16 * 12, Reference.Run(resize, Reference.Random([1, 3, 8, 8]), [1, 3, 8, 8]).Length);
        }
    }

    [Fact]
    public void Mirroring_while_resizing_equals_resizing_and_mirroring()
    {
        using Tensor x = tensor(Reference.Random([1, 3, 20, 30]), new long[] { 1, 3, 20, 30 });
        using var plain = new ImageResize(20, 30, 40, 24, ResizeFilter.Bicubic);
        using var mirrored = new ImageResize(20, 30, 40, 24, ResizeFilter.Bicubic, mirrored: true);
        using Tensor expected = plain.call(x).flip(3), actual = mirrored.call(x);
        Reference.Near(expected.contiguous().data<float>().ToArray(), actual.contiguous().data<float>().ToArray(), 1e-6);
    }
}
