using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

/// <summary>Tiny sets with known content.</summary>
static class SmallSets
{
    public static readonly ClassLabels Labels = new(["ant", "bee", "cat", "dog"], ["insects", "pets"], [0, 0, 1, 1]);

    /// <summary>Image i has class i % 4; the pixels are noise, the same for the same salt, so that archives of them have some size.</summary>
    public static LabeledImages Images(int count, int salt = 0)
    {
        var pixels = new byte[count * CifarBinary.PixelBytes];
        new Random(salt).NextBytes(pixels);
        return new LabeledImages(32, 32, pixels, [.. Enumerable.Range(0, count).Select(i => i % 4)], null, Labels);
    }

    public static void Save(string folder, int train = 8, int test = 4)
    {
        CifarBinary.Save(folder, Cifar100Split.Train, Images(train));
        CifarBinary.Save(folder, Cifar100Split.Test, Images(test, salt: 1));
    }

    /// <summary>Overwrites one byte of a file.</summary>
    public static void Poke(string path, long at, byte value)
    {
        using FileStream file = File.OpenWrite(path);
        file.Position = at;
        file.WriteByte(value);
    }
}
