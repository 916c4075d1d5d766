using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.ActivationMaps;
using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Precision;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Onnx;

[Collection(TorchTests.Name)]
public sealed class PrecisionTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Integers_give_what_PyTorchs_quantised_arithmetic_gives(int bits)
    {
        byte[] model = PrecisionFixture.Model();
        Exported.AreClose(PrecisionFixture.Logits, Logits(model, PrecisionFixture.Tested), 1e-4);
        byte[] small = OnnxPrecision.ToInt8(model, PrecisionFixture.Learnt, new Int8Options { WeightBits = bits, Percentile = 100 });
        float[] expected = PrecisionFixture.LogitsOf(bits);

        // One number of an activation may be rounded the other way, where both engines differ in the last digit before.
        Exported.AreClose(expected, Logits(small, PrecisionFixture.Tested), 0.01 * (expected.Max() - expected.Min()));
        Assert.Equal(ModelPrecision.Int8, OnnxPrecision.Of(small));
        Assert.Equal(["Conv", "Gemm"], ModelProto.Parser.ParseFrom(small).Graph.Node.Select(node => node.OpType).Where(type => type is "Conv" or "Gemm"));
    }

    [Theory]
    [InlineData("simple-cnn")]
    [InlineData("speed-net")]
    [InlineData("wrn-16-4")]
    public void Half_the_bits_give_the_same_probabilities_and_half_the_file(string name)
    {
        byte[] model = Model(name), half = OnnxPrecision.ToFloat16(model), pixels = Models.Images.Random(20 * 3 * 32 * 32, seed: 1);
        using var before = new OnnxImageScorer(model);
        using var after = new OnnxImageScorer(half);
        Exported.AreClose(before.Score(pixels), after.Score(pixels), 2e-3);
        Assert.InRange((double)half.Length / model.Length, 0.49, 0.52);
        Assert.Equal(before.Description.ToJson(), after.Description.ToJson());
        Assert.Equal((ModelPrecision.Float32, ModelPrecision.Float16), (OnnxPrecision.Of(model), OnnxPrecision.Of(half)));
        Assert.Equal(half, OnnxPrecision.ToFloat16(model));
        using var widened = new OnnxImageScorer(OnnxPrecision.ToFloat32(half));
        Assert.Equal(after.Score(pixels), widened.Score(pixels));
        Assert.Equal(NetworkCosts.Count(model), NetworkCosts.Count(half));
    }

    [Theory]
    [InlineData("simple-cnn", 0.99)]
    [InlineData("speed-net", 0.99)]
    [InlineData("vanilla-cnn", 0.99)]
    public void Integers_agree_with_floats_on_images_of_the_kind_they_were_fitted_to(string name, double correlation)
    {
        var images = Cifar.Models.Data.SyntheticImages.Generate(Cifar.Models.Data.Cifar100Split.Train, 100);
        byte[] model = Model(name), small = OnnxPrecision.ToInt8(model, images.Take(60).Pixels);
        byte[] others = images.Select([.. Enumerable.Range(60, 40)]).Pixels;
        float[] before = Logits(model, others), after = Logits(small, others);
        Assert.True(Correlation(before, after) > correlation, $"correlation of the logits: {Correlation(before, after)}");
        Assert.InRange((double)small.Length / model.Length, 0.2, 0.35);
        Assert.Equal(new OnnxImageScorer(model).Description.ToJson(), new OnnxImageScorer(small).Description.ToJson());
        var (costs, fewer) = (NetworkCosts.Count(model), NetworkCosts.Count(small));
        Assert.Equal(costs.MultiplyAdds, fewer.MultiplyAdds);
        Assert.InRange((double)fewer.Parameters / costs.Parameters, 0.98, 1);
    }

    [Fact]
    public void A_model_of_half_the_bits_is_explained_calibrated_and_counted_like_the_original()
    {
        byte[] model = Model("speed-net"), half = OnnxPrecision.ToFloat16(model), picture = Models.Images.Random(3 * 32 * 32, seed: 3);
        using var before = new OnnxGradCam(model);
        using var after = new OnnxGradCam(half);
        Exported.AreClose(before.Explain(picture, 7).Values.ToArray(), after.Explain(picture, 7).Values.ToArray(), 0.02);
        byte[] calibrated = OnnxTemperature.Rescale(half, 0.5, new AnswerThreshold(0.4, 0.2, 0.9, 1000));
        using var scorer = new OnnxImageScorer(calibrated);
        Assert.Equal((0.5, 0.4), (scorer.Description.Temperature, scorer.Description.Threshold!.Probability));
        Assert.Equal(ModelPrecision.Float16, OnnxPrecision.Of(calibrated));
    }

    [Fact]
    public void What_was_made_smaller_is_not_made_smaller_again()
    {
        byte[] model = PrecisionFixture.Model(), half = OnnxPrecision.ToFloat16(model.Length > 0 ? Model("simple-cnn") : model), small = OnnxPrecision.ToInt8(model, PrecisionFixture.Learnt);
        foreach (byte[] done in new[] { half, small })
        {
            Assert.Contains("already", Assert.Throws<ModelFormatException>(() => OnnxPrecision.ToFloat16(done)).Message, StringComparison.Ordinal);
            Assert.Contains("already", Assert.Throws<ModelFormatException>(() => OnnxPrecision.ToInt8(done, PrecisionFixture.Learnt)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_cannot_be_converted_is_refused()
    {
        byte[] model = PrecisionFixture.Model();
        Assert.Throws<ModelFormatException>(() => OnnxPrecision.ToFloat16([1, 2, 3]));
        Assert.Contains("no pictures", Assert.Throws<ArgumentException>(() => OnnxPrecision.ToInt8(model, [])).Message, StringComparison.Ordinal);
        Assert.Contains("no whole number", Assert.Throws<ArgumentException>(() => OnnxPrecision.ToInt8(model, new byte[100])).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => OnnxPrecision.ToFloat32(OnnxPrecision.ToInt8(model, PrecisionFixture.Learnt)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Int8Options { WeightBits = 4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Int8Options { Percentile = 50 });
        using var flat = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 5));
        byte[] tiny = OnnxExport.Export(flat, Exported.Describe(5, 8));
        Assert.Contains("no layer that would gain", Assert.Throws<ArgumentException>(() => OnnxPrecision.ToInt8(tiny, PrecisionFixture.Learnt)).Message, StringComparison.Ordinal);
        Assert.Equal(ModelPrecision.Float32, OnnxPrecision.Of(OnnxPrecision.ToFloat16(tiny)));
    }

    [Fact]
    public void Damaged_small_models_are_refused_or_load_but_never_crash()
    {
        byte[] small = OnnxPrecision.ToInt8(PrecisionFixture.Model(), PrecisionFixture.Learnt);
        var random = new Random(11);
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = (byte[])small.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                using var scorer = new OnnxImageScorer(damaged);
                scorer.Score(new byte[3 * scorer.Height * scorer.Width]);
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    // Untrained, but with the statistics of images in its normalisations, so that activations are of the size they are meant to be.
    private static byte[] Model(string name)
    {
        random.manual_seed(1);
        using var network = NetworkCatalog.Create(name, 10);
        using (no_grad())
        using (NewDisposeScope())
        {
            network.train();
            network.call(rand(64, 3, 32, 32) * 2 - 1);
            network.eval();
        }

        return OnnxExport.Export(network, Exported.Describe(10, 32));
    }

    private static float[] Logits(byte[] model, byte[] pixels)
    {
        using var scorer = new OnnxImageScorer(model);
        var logits = new float[pixels.Length / (3 * scorer.Height * scorer.Width) * scorer.Classes];
        scorer.Run(pixels, default, logits);
        return logits;
    }

    private static double Correlation(float[] one, float[] other)
    {
        double first = one.Average(), second = other.Average();
        double Sum(Func<double, double, double> of) => one.Zip(other, (a, b) => of(a - first, b - second)).Sum();
        return Sum((a, b) => a * b) / Math.Sqrt(Sum((a, _) => a * a) * Sum((_, b) => b * b));
    }
}
