using System.Buffers.Binary;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(TorchTests.Name)]
public sealed class SafeTensorsFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_file_is_read_or_refused() => Run("safetensors", prepare: null);

    [Fact]
    public void So_is_one_whose_header_has_the_length_it_says() => Run("safetensors-header", input =>
    {
        // Otherwise most changes that move something end at the first number of the file.
        int end = input.AsSpan().LastIndexOf((byte)'}') + 1;
        if (input.Length >= 8 && end > 8)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input, end - 8);
        }

        return input;
    });

    private void Run(string name, Func<byte[], byte[]>? prepare)
    {
        folder.Write([], "x.safetensors");
        byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "safetensors", "all-types.safetensors"));
        var fuzzer = new Fuzzer(name, rounds: 150, whole)
        {
            Refuses = error => error is InvalidDataException,
            Contents = folder.Contents,
            MostBytes = 4 << 20,
            Tokens = ["\"dtype\":\"F64\"", "\"shape\":[", "-1", "9223372036854775807", "1e99", "\"data_offsets\":[0,", "__metadata__", "{", "}", "null"],
        };
        fuzzer.Run(
            input =>
            {
                using var scope = NewDisposeScope();
                var read = SafeTensors.Read(folder.Write(input, "x.safetensors"));
                Assert.InRange(read.Values.Sum(tensor => tensor.numel() * tensor.element_size()), 0, input.Length);
            },
            prepare);
    }
}
