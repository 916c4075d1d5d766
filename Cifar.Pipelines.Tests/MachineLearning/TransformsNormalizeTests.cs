using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsNormalizeTests
{
    readonly MLContext _context = new(seed: 1);

    sealed class Row
    {
        public float X { get; set; }

        [VectorType(3)]
        public double[] V { get; set; } = [];
    }

    // V: from -1 to 3 with mean 1; constant; with a missing value that counts for nothing.
    IDataView Data => _context.Data.LoadFromEnumerable([
        new Row { X = 2, V = [-1, 5, 1] }, new Row { X = 4, V = [1, 5, double.NaN] }, new Row { X = 6, V = [3, 5, 3] }]);

    [Fact]
    public void Min_max_with_fixed_zero_divides_by_the_greatest_absolute_value()
    {
        var view = _context.Transforms.NormalizeMinMax("V").Fit(Data).Transform(Data);
        Assert.Equal([-1 / 3.0, 0, 1 / 3.0], view.Vectors<double>("V")[0], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.True(view.Schema["V"].IsNormalized());
    }

    [Fact]
    public void Min_max_without_fixed_zero_goes_from_zero_to_one()
    {
        var view = _context.Transforms.NormalizeMinMax("Y", "X", fixZero: false).Fit(Data).Transform(Data);
        Assert.Equal([0, 0.5f, 1], view.GetColumn<float>("Y"));
        Assert.Equal([1, 0, 1], _context.Transforms.NormalizeMinMax("V", fixZero: false).Fit(Data).Transform(Data).Vectors<double>("V")[2]);
    }

    [Fact]
    public void Mean_variance_with_fixed_zero_divides_by_the_root_of_the_mean_square()
    {
        float root = MathF.Sqrt(56 / 3f);
        Assert.Equal([2 / root, 4 / root, 6 / root], _context.Transforms.NormalizeMeanVariance("X").Fit(Data).Transform(Data).GetColumn<float>("X"), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Mean_variance_without_fixed_zero_centres()
    {
        var transformer = _context.Transforms.NormalizeMeanVariance("V", fixZero: false).Fit(Data);
        double deviation = Math.Sqrt(8 / 3.0);
        Assert.Equal([-2 / deviation, 0, -1], transformer.Transform(Data).Vectors<double>("V")[0], (a, b) => Math.Abs(a - b) < 1e-12);
        var learned = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<double>>>(transformer.GetNormalizerModelParameters(0));
        Assert.Equal([1, 0, 2], learned.Offset.ToArray());
        Assert.Equal(1, learned.Scale[2], 12);
    }

    [Fact]
    public void The_cumulative_form_gives_the_place_in_a_normal_distribution()
    {
        float[] places = [.. _context.Transforms.NormalizeMeanVariance("X", useCdf: true).Fit(Data).Transform(Data).GetColumn<float>("X")];
        Assert.Equal(0.5f, places[1]);
        Assert.Equal(0.8897f, places[2], 2e-3f);
        Assert.Equal(1, places[0] + places[2], 1e-6f);
    }

    [Fact]
    public void Normalizers_survive_a_model_file_and_refuse_another_size()
    {
        var chain = _context.Transforms.NormalizeMinMax("V", fixZero: false).Append(_context.Transforms.NormalizeMeanVariance("X", useCdf: true)).Fit(Data);
        var loaded = chain.Reloaded(_context, Data.Schema);
        Assert.Equal(chain.Transform(Data).Vectors<double>("V")[2], loaded.Transform(Data).Vectors<double>("V")[2]);
        Assert.Equal(chain.Transform(Data).GetColumn<float>("X"), loaded.Transform(Data).GetColumn<float>("X"));
        var other = _context.Transforms.Concatenate("V", "X", "X").Fit(Data).Transform(Data);
        Assert.Throws<ArgumentOutOfRangeException>(() => loaded.Transform(other));
    }
}
