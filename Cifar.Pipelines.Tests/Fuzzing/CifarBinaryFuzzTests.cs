using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

public sealed class CifarBinaryFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train.bin")]
    [InlineData("fine_label_names.txt")]
    [InlineData("coarse_label_names.txt")]
    public void A_damaged_set_is_read_or_refused(string damaged)
    {
        SmallSets.Save(folder.Root);
        byte[] whole = File.ReadAllBytes(folder[damaged]);
        var fuzzer = new Fuzzer($"cifar-binary-{damaged}", rounds: 100, whole)
        {
            Refuses = error => error is InvalidDataException,
            Contents = folder.Contents,
            Tokens = ["ant", "\n", "\r\n", "\0", "\u00e9"],
        };
        fuzzer.Run(input =>
        {
            File.WriteAllBytes(folder[damaged], input);
            LabeledImages images = CifarBinary.Load(folder.Root, Cifar100Split.Train);

            // What is accepted makes sense.
            Assert.All(images.Labels, label => Assert.InRange(label, 0, images.Classes.Fine.Count - 1));
            Assert.Equal(images.Count * CifarBinary.PixelBytes, images.Pixels.Length);
        });
    }
}
