using System.Text.Json;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Tests.Pipelines;

namespace Cifar.Pipelines.Tests.Plots;

public sealed class PrincipalComponentsTests
{
    [Fact]
    public void Points_equal_those_of_scikit_learn()
    {
        // By benchmarks/peers/make_statistics_fixtures.py.
        var reference = EvaluationFixture.Read("statistics.json").GetProperty("principalComponents");
        var points = PrincipalComponents.Project(reference.GetProperty("features").Deserialize<float[]>(), reference.GetProperty("columns").GetInt32());
        double[][] expected = reference.GetProperty("points").Deserialize<double[][]>()!;
        Assert.Equal(expected.Length, points.Length);
        Assert.All(expected.Zip(points), pair =>
        {
            Assert.Equal(pair.First[0], pair.Second.X, 1e-5);
            Assert.Equal(pair.First[1], pair.Second.Y, 1e-5);
        });
    }

    [Fact]
    public void Features_that_vary_in_one_direction_lie_on_a_line()
    {
        var points = PrincipalComponents.Project([0, 0, 0, 1, 2, 2, 2, 4, 4], 3);
        Assert.Equal([-3, 0, 3], points.Select(point => point.X), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.All(points, point => Assert.Equal(0, point.Y, 1e-6));

        // Many features: what rounding leaves of the second direction must not be taken for one.
        const int Columns = 512;
        for (int rows = 2; rows <= 20; rows += 9)
        {
            float[] line = [.. Enumerable.Range(0, rows * Columns).Select(i => (i / Columns) * (float)Math.Sin(i % Columns))];
            points = PrincipalComponents.Project(line, Columns);
            Assert.InRange(points.Max(point => Math.Abs(point.X)), 1, double.MaxValue);
            Assert.All(points, point => Assert.Equal(0, point.Y, 1e-3));
        }

        Assert.All(PrincipalComponents.Project([1, 2, 1, 2], 2), point => Assert.Equal(new PlotPoint(0, 0), point));
    }

    [Fact]
    public void Numbers_that_are_no_features_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Project([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Project([1, 2], 2));
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => PrincipalComponents.Project([1, 2, 3, float.NaN], 2)).Message, StringComparison.Ordinal);
    }
}
