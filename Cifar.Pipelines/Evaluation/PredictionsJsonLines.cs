using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Per-image results for programs that read a line at a time.</summary>
internal static class PredictionsJsonLines
{
    public static void Write(Stream stream, ImageResults images)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var names = images.Classes.Fine;
        foreach (var image in images)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", image.Row);
            writer.WriteString("file", image.File);
            writer.WriteNumber("label", image.Label);
            writer.WriteString("labelName", names[image.Label]);
            writer.WriteNumber("predicted", image.Predicted);
            writer.WriteString("predictedName", names[image.Predicted]);
            writer.WriteBoolean("correct", image.Correct);
            writer.WriteNumber("loss", image.Loss);
            writer.WriteStartArray("top");
            foreach (var guess in image.Top)
            {
                writer.WriteStartObject();
                writer.WriteNumber("class", guess.Class);
                writer.WriteString("name", names[guess.Class]);
                writer.WriteNumber("probability", (float)guess.Probability);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            stream.WriteByte((byte)'\n');
        }
    }
}
