using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Format;
using Google.Protobuf;

namespace Cifar.Models.Training.Observers;

/// <summary>A network's graph as TensorBoard shows it: the operators that its ONNX file has, weights left out.</summary>
internal static class GraphEvent
{
    // Sorts before the files of SummaryWriter, which TensorBoard reads in the order of their names.
    private const string FileName = "events.out.tfevents.0000000000.graph";

    // Field numbers of TensorFlow's Event, GraphDef, NodeDef and VersionDef messages.
    private const int WallTime = 1, FileVersion = 3, GraphDefinition = 4, GraphNode = 1, GraphVersions = 4, NodeName = 1, NodeOperation = 2, NodeInput = 3, Producer = 1;
    private const int ProducerVersion = 22;

    /// <summary>Writes an event file with the graph.</summary>
    /// <exception cref="UnsupportedLayerException">The network has a layer that cannot be written as ONNX.</exception>
    public static void Write(string folder, ImageNetwork network)
    {
        var builder = new OnnxGraphBuilder(new LayerShapes(network, network.Height, network.Width), withWeights: false);
        builder.AddInput(OnnxExport.PixelsInput, [PixelNormalization.Channels, network.Height, network.Width]);
        builder.AddOutput(builder.Add(network, OnnxExport.PixelsInput), OnnxExport.LogitsOutput, [network.Classes]);
        byte[] graph = Definition(builder.Build());

        byte[] version = EventRecords.Frame(Message(output => output.Double(WallTime, Now()).Text(FileVersion, "brain.Event:2")));
        byte[] content = EventRecords.Frame(Message(output => output.Double(WallTime, Now()).Bytes(GraphDefinition, graph)));
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
        {
            stream.Write(version);
            stream.Write(content);
        });
    }

    private static byte[] Definition(GraphProto graph) => Message(output =>
    {
        var makers = new Dictionary<string, string>();
        foreach (var input in graph.Input)
        {
            makers[input.Name] = input.Name;
            output.Bytes(GraphNode, Message(node => node.Text(NodeName, input.Name).Text(NodeOperation, "Placeholder")));
        }

        foreach (var operation in graph.Node)
        {
            foreach (string made in operation.Output)
            {
                makers[made] = operation.Name;
            }

            output.Bytes(GraphNode, Message(node =>
            {
                node.Text(NodeName, operation.Name).Text(NodeOperation, operation.OpType);
                foreach (string read in operation.Input.Where(makers.ContainsKey))
                {
                    node.Text(NodeInput, makers[read]);
                }
            }));
        }

        output.Bytes(GraphVersions, Message(versions => versions.Whole(Producer, ProducerVersion)));
    });

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private static byte[] Message(Action<Fields> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(new Fields(output));
        }

        return buffer.ToArray();
    }

    private readonly struct Fields(CodedOutputStream output)
    {
        public Fields Text(int field, string value)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(value);
            return this;
        }

        public Fields Bytes(int field, byte[] value)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(value));
            return this;
        }

        public Fields Double(int field, double value)
        {
            output.WriteTag(field, WireFormat.WireType.Fixed64);
            output.WriteDouble(value);
            return this;
        }

        public Fields Whole(int field, long value)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(value);
            return this;
        }
    }
}
