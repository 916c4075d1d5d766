using System.Text;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Pictures that are none, or none any more.</summary>
static class DamagedImages
{
    static readonly string[] Samples = ["rgb8.png", "palette8.png", "color.jpg", "progressive.jpg", "lossy.webp", "lossless-alpha.webp", "rgb24.bmp", "plain.gif"];

    static readonly string[] Extensions = [".png", ".jpg", ".webp", ".bmp", ".gif"];

    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", name));

    public static IEnumerable<DamagedInput> Truncated(TemporaryFolder folder, string model) =>
        from name in Samples
        from share in new[] { 0.1, 0.25, 0.5, 0.75 }
        select Predict(model, folder.Write(Damage.CutTo(Sample(name), share), $"{share:P0}-of-{name}"));

    public static IEnumerable<DamagedInput> BitFlipped(TemporaryFolder folder, string model) =>
        from name in Samples
        from seed in Enumerable.Range(0, 8)
        select Predict(model, folder.Write(Damage.FlipBits(Sample(name), seed), $"flipped-{seed}-{name}")) with { MayWork = true };

    public static IEnumerable<DamagedInput> Giant(TemporaryFolder folder, string model) =>
        GiantImages.All().Select(image => Predict(model, folder.Write(image.Bytes, image.Name)));

    public static IEnumerable<DamagedInput> NoImages(TemporaryFolder folder, string model)
    {
        byte[] text = Encoding.UTF8.GetBytes("This is a letter to my grandmother, not a picture.\n");
        foreach (string extension in Extensions)
        {
            yield return Predict(model, folder.Write([], "empty" + extension));
            yield return Predict(model, folder.Write(text, "letter" + extension));
        }

        yield return Predict(model, folder.Write(Damage.Noise(5000, seed: 1), "noise.jpg"));
        yield return Predict(model, folder.Write(Sample("rgb8.png")[..8], "signature-only.png"));
        yield return Predict(model, folder.Write(File.ReadAllBytes(model)[..5000], "model.png"));
        yield return Predict(model, folder["missing.png"]);
        Directory.CreateDirectory(folder["folder.png"]);
        yield return Predict(model, folder["folder.png"]);
    }

    public static DamagedInput Predict(string model, string image) => new(Path.GetFileName(image), ["predict", "--model", model, image]);
}
