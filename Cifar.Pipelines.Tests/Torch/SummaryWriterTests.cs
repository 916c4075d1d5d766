using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class SummaryWriterTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("tensorboard-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Scalars_can_be_read_back()
    {
        var writer = torch.utils.tensorboard.SummaryWriter(folder);
        for (int step = 0; step < 3; step++) writer.add_scalar("loss/train", 1.5f - step, step, walltime: 1_700_000_000);

        var events = Events(folder);
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(events[0].Bytes(3)));
        for (int step = 0; step < 3; step++)
        {
            var (record, value) = (events[step + 1], events[step + 1].Message(5).Message(1));
            Assert.Equal(1_700_000_000, record.Double(1));
            Assert.Equal(step, record.Number(2));
            Assert.Equal("loss/train", Encoding.UTF8.GetString(value.Bytes(1)));
            Assert.Equal(1.5f - step, value.Single(2));
        }
    }

    [Fact]
    public void Curves_of_one_diagram_are_runs_of_their_own()
    {
        var writer = torch.utils.tensorboard.SummaryWriter(folder);
        writer.add_scalars("accuracy", new Dictionary<string, float> { ["train"] = 0.5f, ["test"] = 0.25f }, 1);
        Assert.Equal(0.25f, Events(Path.Combine(folder, "accuracy_test"))[1].Message(5).Message(1).Single(2));
        Assert.Equal(0.5f, Events(Path.Combine(folder, "accuracy_train"))[1].Message(5).Message(1).Single(2));
    }

    [Fact]
    public void Histograms_count_every_value()
    {
        using var values = tensor(new[] { -1f, 0, 0, 2, 2, 2 });
        var writer = torch.utils.tensorboard.SummaryWriter(folder);
        writer.add_histogram("weights", values, 3);
        var histogram = Events(folder)[1].Message(5).Message(1).Message(5);
        Assert.Equal((-1, 2, 6, 5, 13), (histogram.Double(1), histogram.Double(2), histogram.Double(3), histogram.Double(4), histogram.Double(5)));
        double[] limits = histogram.Doubles(6), buckets = histogram.Doubles(7);
        Assert.Equal(limits.Length, buckets.Length);
        Assert.Equal(6, buckets.Sum());
    }

    [SkippableFact]
    public void Images_are_PNG_files_with_the_pixels_given()
    {
        using var image = tensor(new byte[] { 255, 0, 0, 0, 128, 0, 0, 0, 64, 0, 0, 7 }, [3, 2, 2]);
        var writer = torch.utils.tensorboard.SummaryWriter(folder);
        writer.add_img("sample", image, 0);
        var message = Events(folder)[1].Message(5).Message(1).Message(4);
        Assert.Equal((2L, 2L), (message.Number(1), message.Number(2)));

        byte[] png = message.Bytes(4);
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png[..8]));
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Skip.If(png[25] != 2 || png[24] != 8, "Another encoder chose another pixel format.");
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        var rows = new byte[14];
        zlib.ReadExactly(rows);
        Assert.Equal([0, 255, 128, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], rows);
    }

    [Fact]
    public void Texts_carry_the_plugin_that_shows_them()
    {
        var writer = torch.utils.tensorboard.SummaryWriter(folder);
        writer.add_text("notes", "größer als gestern", 0);
        var value = Events(folder)[1].Message(5).Message(1);
        Assert.Equal("text", Encoding.UTF8.GetString(value.Message(9).Message(1).Bytes(1)));
        Assert.Equal("größer als gestern", Encoding.UTF8.GetString(value.Message(8).Bytes(8)));
    }

    // Checks both checksums of each record.
    static List<ProtoFields> Events(string folder)
    {
        byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder, "events.out.tfevents.*")));
        var events = new List<ProtoFields>();
        for (int position = 0; position < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(position));
            Assert.Equal(Masked(file.AsSpan(position, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(position + 8)));
            Assert.Equal(Masked(file.AsSpan(position + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(position + 12 + length)));
            events.Add(new ProtoFields(file.AsMemory(position + 12, length)));
            position += 16 + length;
        }
        return events;
    }

    static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in data) crc = BitOperations.Crc32C(crc, one);
        return uint.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
