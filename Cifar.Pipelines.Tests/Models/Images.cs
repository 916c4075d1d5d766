namespace Cifar.Pipelines.Tests.Models;

internal static class Images
{
    public static byte[] Random(int count, int seed)
    {
        var pixels = new byte[count];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }
}
