using System.Buffers.Binary;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Fuzzing;

internal static class SafeTensorsTargets
{
    private static readonly byte[] Whole = System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "safetensors", "all-types.safetensors"));

    private static readonly int HeaderEnd = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(Whole);

    public static FuzzTarget File(TemporaryFolder folder) => Of(folder, Whole, input => input);

    /// <summary>The header alone is damaged, and has the length it says; otherwise most changes that move something end at the first number of the file.</summary>
    public static FuzzTarget Header(TemporaryFolder folder) => Of(folder, Whole[sizeof(long)..HeaderEnd], input =>
    {
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, input.Length);
        return [.. length, .. input, .. Whole[HeaderEnd..]];
    });

    private static FuzzTarget Of(TemporaryFolder folder, byte[] good, Func<byte[], byte[]> complete)
    {
        folder.Write([], "x.safetensors");
        return new FuzzTarget(good)
        {
            Refuses = error => error is InvalidDataException,
            Contents = folder.Contents,
            MostBytes = 4 << 20,
            Tokens = ["\"dtype\":\"F64\"", "\"shape\":[", "-1", "9223372036854775807", "1e99", "\"data_offsets\":[0,", "__metadata__", "{", "}", "null"],
            Parse = input =>
            {
                using var scope = NewDisposeScope();
                byte[] file = complete(input);
                var read = SafeTensors.Read(folder.Write(file, "x.safetensors"));
                Assert.InRange(read.Values.Sum(tensor => tensor.numel() * tensor.element_size()), 0, file.Length);
            },
        };
    }
}
