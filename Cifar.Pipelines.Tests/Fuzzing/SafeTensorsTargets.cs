using System.Buffers.Binary;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Fuzzing;

internal static class SafeTensorsTargets
{
    public static FuzzTarget File(TemporaryFolder folder) => Of(folder, input => input);

    /// <summary>The header always has the length it says; otherwise most changes that move something end at the first number of the file.</summary>
    public static FuzzTarget Header(TemporaryFolder folder) => Of(folder, input =>
    {
        int end = input.AsSpan().LastIndexOf((byte)'}') + 1;
        if (input.Length >= 8 && end > 8)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input, end - 8);
        }

        return input;
    });

    private static FuzzTarget Of(TemporaryFolder folder, Func<byte[], byte[]> prepare)
    {
        folder.Write([], "x.safetensors");
        return new FuzzTarget(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "safetensors", "all-types.safetensors")))
        {
            Refuses = error => error is InvalidDataException,
            Contents = folder.Contents,
            MostBytes = 4 << 20,
            Tokens = ["\"dtype\":\"F64\"", "\"shape\":[", "-1", "9223372036854775807", "1e99", "\"data_offsets\":[0,", "__metadata__", "{", "}", "null"],
            Parse = input =>
            {
                using var scope = NewDisposeScope();
                var read = SafeTensors.Read(folder.Write(prepare(input), "x.safetensors"));
                Assert.InRange(read.Values.Sum(tensor => tensor.numel() * tensor.element_size()), 0, input.Length);
            },
        };
    }
}
