using System.Buffers.Binary;
using System.Text;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Checkpoints;

/// <summary>Files from strangers: each fault is named, nothing is allocated because a file says so.</summary>
[Collection(TorchTests.Name)]
public sealed class SafeTensorsDamageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "'a' reaches beyond the end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'a' starts at byte 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[4,12]}}""", 12, "'b' starts at byte 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[8,12]}}""", 12, "'b' starts at byte 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "'a' of type F32 and shape [3]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "does not take")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "does not take")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}""", 8, "data_offsets of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}""", 8, "type F8")]
    [InlineData("""{"a":{"dtype":7,"shape":[8],"data_offsets":[0,8]}}""", 8, "type unknown")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[8],"data_offsets":[0,8]}}""", 8, "'dtype' of tensor 'a' occurs twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "'a' occurs twice")]
    [InlineData("""{"a":8}""", 8, "'a' is not described")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "metadata")]
    [InlineData("""{"__metadata__":[]}""", 0, "metadata")]
    [InlineData("""{"a":{"dtype":"U8","shape":[[[[8]]]],"data_offsets":[0,8]}}""", 8, "JSON")]
    [InlineData("""[]""", 0, "'{'")]
    [InlineData("""{"a" """, 0, "JSON")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 8, "JSON")]
    public void A_header_that_does_not_fit_is_refused(string header, int content, string complaint)
    {
        string path = folder.Write([.. Size((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[content]], "x");
        string message = Assert.Throws<InvalidDataException>(() => SafeTensors.Open(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1ul << 63)]
    [InlineData(100_000_001ul)]
    [InlineData(99_999_999ul)]
    public void A_header_larger_than_the_file_is_never_allocated(ulong size)
    {
        string path = folder.Write([.. Size(size), (byte)'{', (byte)'}'], "x");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => SafeTensors.Open(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_truth_value_that_is_neither_is_refused()
    {
        const string Header = """{"mask":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""";
        string path = folder.Write([.. Size((ulong)Header.Length), .. Encoding.UTF8.GetBytes(Header), 1, 2], "x");
        Assert.Contains("'mask'", Assert.Throws<InvalidDataException>(() => SafeTensors.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_random_mutations_are_refused_or_read_whole()
    {
        var random = new Random(11);
        byte[] valid = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "safetensors", "all-types.safetensors"));
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] mutated = Mutate(valid, random);
            string path = folder.Write(mutated, "mutated");
            long before = GC.GetAllocatedBytesForCurrentThread();
            using DisposeScope inner = NewDisposeScope();
            try
            {
                // What is accepted can be written again, so every number was read.
                var read = SafeTensors.Read(path);
                SafeTensors.Write(Stream.Null, read);
                Assert.InRange(read.Values.Sum(tensor => tensor.numel() * tensor.dtype.ElementSize()), 0, mutated.Length);
            }
            catch (InvalidDataException damage)
            {
                Assert.StartsWith(path, damage.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }

        Assert.InRange(refused, 300, 999);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        byte[] mutated = random.Next(4) switch
        {
            0 => valid[..random.Next(valid.Length)],
            1 => [.. valid, .. new byte[random.Next(1, 20)]],
            _ => (byte[])valid.Clone(),
        };
        for (int flips = random.Next(mutated.Length == valid.Length ? 1 : 0, 4); flips > 0 && mutated.Length > 0; flips--)
        {
            // Half of them in the header, where the numbers are.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(1000, mutated.Length) : mutated.Length);
            mutated[at] = random.Next(2) == 0 ? (byte)('0' + random.Next(10)) : (byte)random.Next(256);
        }

        return mutated;
    }

    private static byte[] Size(ulong size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, size);
        return bytes;
    }
}
