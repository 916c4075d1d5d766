using System.Security.Cryptography;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Where the bytes of a model come from, and how they are had again when the transformer is saved.</summary>
abstract class OnnxSource
{
    /// <summary>Larger models are refused: 1 GiB, half of what a protobuf file can hold.</summary>
    internal const int MaxBytes = 1 << 30;

    /// <summary>For messages: the file's path in quotes, or words.</summary>
    internal abstract string Name { get; }

    internal abstract byte[] Read();

    /// <summary>A file stays where it is and is read again for saving, so that a large model is not held in memory twice.</summary>
    internal static OnnxSource FromFile(string path) => new InFile(path);

    /// <summary>The whole stream, from its beginning when it can seek.</summary>
    internal static OnnxSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
            stream.Position = 0;
        return new InMemory(ReadAll(stream, "The stream"));
    }

    internal static OnnxSource FromBytes(byte[] bytes) => new InMemory(bytes);

    static byte[] ReadAll(Stream stream, string name)
    {
        if (stream.CanSeek)
        {
            Check(stream.Length, name);
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length);
            stream.ReadExactly(bytes);
            return bytes;
        }

        using var copy = new MemoryStream();
        byte[] buffer = new byte[81920];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            Check(copy.Length + count, name);
            copy.Write(buffer, 0, count);
        }

        return copy.ToArray();
    }

    static void Check(long length, string name)
    {
        if (length > MaxBytes)
            throw new InvalidOperationException($"{name} has more than {MaxBytes} bytes, the limit for ONNX models.");
    }

    sealed class InMemory(byte[] bytes) : OnnxSource
    {
        internal override string Name => "the given stream";

        internal override byte[] Read() => bytes;
    }

    sealed class InFile(string path) : OnnxSource
    {
        byte[]? _hash;

        internal override string Name => $"'{path}'";

        internal override byte[] Read()
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path, "modelFile");
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            byte[] bytes = ReadAll(file, Name);
            byte[] hash = SHA256.HashData(bytes);
            if (_hash is not null && !hash.AsSpan().SequenceEqual(_hash))
                throw new InvalidOperationException($"{Name} has changed since the model was opened; what is saved would not be what was used.");
            _hash = hash;
            return bytes;
        }
    }
}
