using Google.Protobuf;

namespace Cifar.Models.Onnx.Format;

internal sealed partial class ModelProto
{
    /// <summary>Reads the bytes of a model, and says by one type of exception that they are none.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>The model; nothing in it has been checked.</returns>
    /// <exception cref="ModelFormatException">The bytes are no model, or are damaged.</exception>
    public static ModelProto Of(byte[] bytes)
    {
        try
        {
            return Parser.ParseFrom(bytes);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // A length near 2^31 inside a message makes Google.Protobuf, up to 3.34 at least, read past the end of the array instead of calling the message damaged.
            throw new ModelFormatException($"This is no ONNX model, or it is damaged: {error.Message}", error);
        }
    }
}
