using System.Globalization;
using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;
using Google.Protobuf;

namespace Cifar.Models.Onnx;

/// <summary>Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", 2017) of finished models: logits are divided by a number before the softmax.</summary>
public static class OnnxTemperature
{
    private const string TemperatureKey = "temperature";
    private const double Smallest = 1e-3;
    private const double Greatest = 1e3;

    /// <summary>Divides the logits of a finished model by a further factor: a division before its last softmax, and the temperature in its metadata.</summary>
    /// <param name="model">The bytes of an .onnx file that this library wrote. Not changed.</param>
    /// <param name="factor">What to divide by, above 0; above 1 makes the model less certain. 1 changes nothing but the way it is written.</param>
    /// <param name="threshold">From which probability on the rescaled model is sure of its answer; null: that is not known. What the model said before goes.</param>
    /// <returns>The bytes of the new file; its <c>logits</c> output and the order of its probabilities are the same.</returns>
    /// <exception cref="ModelFormatException">The bytes are no model of this library.</exception>
    /// <exception cref="ArgumentException">The factor, or the temperature it leads to, is out of the range of <see cref="ModelDescription.Temperature"/>.</exception>
    public static byte[] Rescale(byte[] model, double factor, AnswerThreshold? threshold = null)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model);
        StringStringEntryProto entry = parsed.MetadataProps.FirstOrDefault(entry => entry.Key == TemperatureKey)
            ?? throw new ModelFormatException($"The model has no metadata entry '{TemperatureKey}'; it was not written by this library, or was stripped of its metadata.");
        double before = OnnxJson.Read(entry.Value, OnnxJsonContext.Default.Double, TemperatureKey);
        double after = Checked(before * factor);
        entry.Value = after.ToString("R", CultureInfo.InvariantCulture);

        if (parsed.MetadataProps.FirstOrDefault(entry => entry.Key == OnnxMetadata.ThresholdKey) is { } old)
        {
            parsed.MetadataProps.Remove(old);
        }

        if (threshold is not null)
        {
            parsed.MetadataProps.Add(new StringStringEntryProto { Key = OnnxMetadata.ThresholdKey, Value = OnnxJson.Write(threshold, OnnxJsonContext.Default.AnswerThreshold) });
        }

        HashSet<string> outputs = [.. parsed.Graph.Output.Select(output => output.Name)];
        NodeProto softmax = parsed.Graph.Node.LastOrDefault(node => node.OpType == "Softmax" && outputs.Contains(node.Output[0]))
            ?? throw new ModelFormatException("The model does not end in a softmax, so there are no logits to divide.");
        if (Divisor(parsed.Graph, softmax, before) is { } divisor)
        {
            divisor.FloatData.Clear();
            divisor.RawData = Bytes(after);
        }
        else
        {
            InsertDivision(parsed.Graph, softmax, after);
        }

        return parsed.ToByteArray();
    }

    /// <summary>Writes a model that does to finished probabilities what a temperature would have done to the logits behind them.</summary>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <param name="factor">What to divide by; see <see cref="Rescale"/>.</param>
    /// <param name="input">Name of the input: float32 [N, classes], probabilities.</param>
    /// <param name="output">Name of the output, of the same shape; another than the input's.</param>
    /// <returns>The bytes of the .onnx file.</returns>
    /// <exception cref="ArgumentException">A number is out of range, or the names are equal.</exception>
    public static byte[] WriteStep(int classes, double factor, string input, string output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Checked(factor);
        if (input == output)
        {
            throw new ArgumentException($"Input and output are both named '{input}'; they must differ.", nameof(output));
        }

        var graph = new OnnxGraphBuilder();
        graph.AddInput(input, [classes]);

        // The logarithm of a probability is its logit less a constant, and a softmax does not see constants.
        string logarithms = graph.Node("Log", [input]);
        string scaled = graph.Node("Div", [logarithms, graph.Constant([(float)factor], 1)]);
        graph.AddOutput(graph.Node("Softmax", [scaled], ("axis", 1)), output, [classes]);
        return OnnxExport.CreateModel(graph).ToByteArray();
    }

    /// <summary>The constant that an exported model of that temperature divides by.</summary>
    private static TensorProto? Divisor(GraphProto graph, NodeProto softmax, double temperature)
    {
        NodeProto? division = graph.Node.FirstOrDefault(node => node.OpType == "Div" && node.Output[0] == softmax.Input[0]);
        TensorProto? constant = division is null ? null : graph.Initializer.FirstOrDefault(tensor => tensor.Name == division.Input[1]);
        bool isOurs = constant is { DataType: OnnxGraphBuilder.FloatType, HasRawData: true, RawData.Length: sizeof(float) }
            && MemoryMarshal.Read<float>(constant.RawData.Span) == (float)temperature
            && graph.Node.Sum(node => node.Input.Count(name => name == constant.Name)) == 1;
        return isOurs ? constant : null;
    }

    private static void InsertDivision(GraphProto graph, NodeProto softmax, double temperature)
    {
        string name = "temperature";
        while (graph.Initializer.Any(tensor => tensor.Name == name) || graph.Node.Any(node => node.Output.Any(output => output.StartsWith(name, StringComparison.Ordinal))))
        {
            name += "_";
        }

        string scaled = name + "_scaled";
        graph.Initializer.Add(new TensorProto { Name = name, DataType = OnnxGraphBuilder.FloatType, Dims = { 1 }, RawData = Bytes(temperature) });
        graph.Node.Insert(graph.Node.IndexOf(softmax), new NodeProto { OpType = "Div", Name = scaled, Input = { softmax.Input[0], name }, Output = { scaled } });
        softmax.Input[0] = scaled;
    }

    // The range of ModelDescription.Temperature.
    private static double Checked(double temperature) => temperature is >= Smallest and <= Greatest
        ? temperature
        : throw new ArgumentException($"The temperature is {temperature}; it must be {Smallest} to {Greatest}.");

    private static ByteString Bytes(double value) => ByteString.CopyFrom(BitConverter.GetBytes((float)value));
}
