using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

// TorchSharp's own format: LEB128 element type, LEB128 number of dimensions and dimensions, raw little-endian elements.
public static partial class TensorExtensionMethods
{
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        writer.WriteLeb128((long)tensor.dtype);
        long[] shape = tensor.shape;
        writer.WriteLeb128(shape.Length);
        foreach (long size in shape) writer.WriteLeb128(size);
        writer.Flush();
        tensor.WriteBytesToStream(writer.BaseStream);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads into an existing tensor of the same element type and shape, on whatever device and with whatever strides.</summary>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != tensor.dtype)
            throw new ArgumentException($"The file holds elements of type {type}, the tensor to fill has {tensor.dtype}: this is another model's file.");
        if (!shape.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException($"The file holds a tensor of shape [{string.Join(", ", shape)}], the one to fill has " +
                $"[{string.Join(", ", tensor.shape)}]: this is another model's file.");
        }
        if (skip)
        {
            Skip(reader, type, shape);
            return;
        }
        using var notRecorded = no_grad();
        using var read = ReadElements(reader, type, shape);
        tensor.copy_(read);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (!skip) return ReadElements(reader, type, shape);
        Skip(reader, type, shape);
        return null!;
    }

    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        var read = Load(reader, skip);
        if (read is null) return;
        tensor?.Dispose();
        tensor = read;
    }

    static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        long type = reader.ReadLeb128(), dimensions = reader.ReadLeb128();
        if (type is < 0 or > 15 or 8 || dimensions > 64)
            throw new InvalidDataException($"No tensor in TorchSharp's format: element type {type}, {dimensions} dimensions.");
        var shape = new long[dimensions];
        for (int i = 0; i < shape.Length; i++) shape[i] = reader.ReadLeb128();
        return ((ScalarType)type, shape);
    }

    static Tensor ReadElements(BinaryReader reader, ScalarType type, long[] shape)
    {
        var tensor = empty(shape, dtype: type, device: CPU);
        tensor.ReadBytesFromStream(reader.BaseStream);
        return tensor;
    }

    static void Skip(BinaryReader reader, ScalarType type, long[] shape)
    {
        long bytes = shape.TotalSize() * type.ElementSize();
        if (reader.BaseStream.CanSeek)
        {
            reader.BaseStream.Seek(bytes, SeekOrigin.Current);
            return;
        }
        for (; bytes > 0; bytes -= 4096) reader.ReadBytes((int)Math.Min(4096, bytes));
    }
}

public static partial class torch
{
    public static void save(Tensor t, string location) => t.save(location);

    public static Tensor load(string location) => Tensor.load(location);

    public partial class Tensor
    {
        public void save(string location) => this.Save(location);

        public static Tensor load(string location) => Load(location);

        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);
    }
}
