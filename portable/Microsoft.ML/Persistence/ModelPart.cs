using System.Text;

namespace Microsoft.ML;

/// <summary>The file of one part: eight bytes that name the format, signature, version, payload.</summary>
static class ModelPart
{
    internal const string EntryName = "Model.key";

    static ReadOnlySpan<byte> Magic => "MLNCPART"u8;

    internal static void Write(Stream stream, string signature, int version, MemoryStream payload)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(signature);
        writer.Write(version);
        writer.Write(payload.Length);
        writer.Flush();
        payload.WriteTo(stream);
    }

    internal static (string Signature, int Version, ModelReader Payload) Read(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"A part does not begin with '{Encoding.ASCII.GetString(Magic)}'.");
        var reader = new ModelReader(file);
        reader.BaseStream.Position = Magic.Length;
        string signature = reader.ReadString();
        int version = reader.ReadInt32();
        long length = reader.ReadInt64();
        if (length != reader.Left)
            throw new InvalidDataException($"The part '{signature}' should have {length} bytes of payload and has {reader.Left}.");
        return (signature, version, reader);
    }
}
