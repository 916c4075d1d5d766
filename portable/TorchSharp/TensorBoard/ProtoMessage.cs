using Google.Protobuf;

namespace TorchSharp.TensorBoard;

/// <summary>Writes the fields of one protocol-buffer message. TensorBoard's messages are few and small enough to be written by field number.</summary>
internal sealed class ProtoMessage
{
    readonly CodedOutputStream output;

    ProtoMessage(CodedOutputStream output) => this.output = output;

    internal static ByteString Build(Action<ProtoMessage> fields)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true)) fields(new ProtoMessage(output));
        return ByteString.CopyFrom(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    internal void Number(int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    internal void Number(int field, double value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(value);
    }

    internal void Number(int field, float value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    }

    internal void Text(int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    internal void Bytes(int field, ByteString value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(value);
    }

    internal void Packed(int field, IReadOnlyCollection<double> values)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(values.Count * sizeof(double));
        foreach (double value in values) output.WriteDouble(value);
    }
}
