using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>A set in the binary layout of which one file is damaged.</summary>
internal static class CifarBinaryTarget
{
    public static FuzzTarget In(TemporaryFolder folder, string damaged)
    {
        SmallSets.Save(folder.Root, train: 2, test: 1);
        return new FuzzTarget(File.ReadAllBytes(folder[damaged]))
        {
            Refuses = error => error is InvalidDataException,
            Contents = folder.Contents,
            Tokens = ["ant", "\n", "\r\n", "\0", "\u00e9"],
            Parse = input =>
            {
                File.WriteAllBytes(folder[damaged], input);
                LabeledImages images = CifarBinary.Load(folder.Root, Cifar100Split.Train);

                // What is accepted makes sense.
                Assert.All(images.Labels, label => Assert.InRange(label, 0, images.Classes.Fine.Count - 1));
                Assert.Equal(images.Count * CifarBinary.PixelBytes, images.Pixels.Length);
            },
        };
    }
}
