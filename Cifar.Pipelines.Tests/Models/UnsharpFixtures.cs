namespace Cifar.Pipelines.Tests.Models;

/// <summary>Images sharpened by OpenCV, made by benchmarks/peers/make_unsharp_fixtures.py.</summary>
internal static class UnsharpFixtures
{
    public static IEnumerable<(int Height, int Width, byte[] Input, byte[] Expected)> FromOpenCv()
    {
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "unsharp", "opencv_filter2d.bin")));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            int height = reader.ReadInt32(), width = reader.ReadInt32(), length = 3 * height * width;
            yield return (height, width, reader.ReadBytes(length), reader.ReadBytes(length));
        }
    }
}
