using Cifar.Models.Augmentation;
using Cifar.Models.Augmentation.Colour;
using Cifar.Models.Augmentation.Geometry;
using Cifar.Models.Augmentation.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Augmentation;

/// <summary>Every operation at fixed strengths, against torchvision.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchvisionTests
{
    // Results are stored in steps of 1/256; single precision does the rest.
    private const double Close = 0.01;

    [Theory]
    [InlineData("shear-x", ImageOperation.ShearX)]
    [InlineData("shear-y", ImageOperation.ShearY)]
    [InlineData("translate-x", ImageOperation.TranslateX)]
    [InlineData("translate-y", ImageOperation.TranslateY)]
    [InlineData("rotate", ImageOperation.Rotate)]
    internal void Geometric_operations_equal_torchvision(string name, ImageOperation operation) => Check(name, (image, amount) =>
        Resample(image, new OperationRound(full_like(amount, (long)operation, ScalarType.Int64), amount).Maps((int)image.shape[2], (int)image.shape[3])));

    [Theory]
    [InlineData("brightness", ImageOperation.Brightness)]
    [InlineData("saturation", ImageOperation.Saturation)]
    [InlineData("contrast", ImageOperation.Contrast)]
    [InlineData("sharpness", ImageOperation.Sharpness)]
    internal void Enhancements_equal_torchvision(string name, ImageOperation operation) =>
        Check(name, (image, factor) => OperationRound.Change(operation, image, factor - 1));

    [Theory]
    [InlineData("posterize", ImageOperation.Posterize)]
    [InlineData("solarize", ImageOperation.Solarize)]
    [InlineData("auto-contrast", ImageOperation.AutoContrast)]
    [InlineData("equalize", ImageOperation.Equalize)]
    internal void Tone_curves_equal_torchvision(string name, ImageOperation operation) =>
        Check(name, (image, amount) => OperationRound.Change(operation, image, amount));

    [Fact]
    public void Hue_equals_torchvision() => Check("hue", ColourChanges.Hue, close: 0.05);

    [Fact]
    public void Zoom_equals_torchvision() => Check("zoom", (image, scale) => Resample(image, AffineMaps.Zoom(scale, scale)));

    [Fact]
    public void Rotation_of_a_policy_equals_torchvision() => Check("rotate", (image, angle) => Resample(image, AffineMaps.Rotate(angle)));

    [Fact]
    public void A_round_changes_each_image_by_its_own_operation()
    {
        (Tensor image, _, _) = AugmentationFixture.Cases("equalize").First();
        Tensor batch = image.repeat(14, 1, 1, 1);
        var amounts = full(new long[] { 14 }, 0.5, ScalarType.Float32);
        new OperationRound(arange(14, ScalarType.Int64), amounts).ChangeColours(batch);
        for (var operation = ImageOperation.Identity; operation <= ImageOperation.Equalize; operation++)
        {
            Tensor expected = operation < ImageOperation.Brightness ? image : OperationRound.Change(operation, image, amounts.narrow(0, 0, 1));
            Assert.Equal(0, Batches.LargestDifference(expected, batch.narrow(0, (long)operation, 1)));
        }
    }

    [Fact]
    public void Strengths_equal_torchvision_at_every_level()
    {
        var strengths = AugmentationFixture.References.GetProperty("strengths");
        foreach (ImageOperation operation in Enum.GetValues<ImageOperation>())
        {
            string name = operation == ImageOperation.Saturation ? "Color" : operation.ToString();
            bool whole = operation is ImageOperation.TranslateX or ImageOperation.TranslateY;
            double[] Expected(string space) => [.. strengths.GetProperty(space).GetProperty(name).Numbers().Select(value => whole ? Math.Truncate(value) : value)];
            double[] wide = Expected("trivial"), narrow = Expected("rand");
            for (int level = 0; level < OperationStrengths.Levels; level++)
            {
                Assert.Equal(wide[level], OperationStrengths.Wide(operation, level), 1e-4);
                Assert.Equal(narrow[level], OperationStrengths.Narrow(operation, level, 40, 24), 1e-4);
            }
        }
    }

    private static void Check(string name, Func<Tensor, Tensor, Tensor> operation, double close = Close)
    {
        using DisposeScope scope = NewDisposeScope();
        int cases = 0;
        foreach ((Tensor image, double amount, Tensor expected) in AugmentationFixture.Cases(name))
        {
            Tensor actual = operation(image.clone(), full(new long[] { 1 }, amount, ScalarType.Float32));
            double difference = Batches.LargestDifference(expected, actual);
            Assert.True(difference <= close, $"{name} {amount} at {image.shape[2]}x{image.shape[3]}: differs by {difference}");
            cases++;
        }

        Assert.True(cases >= 2, $"{cases} cases of {name}");
    }

    private static Tensor Resample(Tensor image, Tensor maps)
    {
        Tensor fill = tensor(AugmentationFixture.Fill, new long[] { 1, 3, 1, 1 });
        return new Resampling((int)image.shape[2], (int)image.shape[3], FillMode.Constant, fill).Apply(image, maps, null);
    }
}
