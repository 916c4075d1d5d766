using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Import;

/// <summary>A network from an ONNX file in two parts: from the image to its last feature maps, and from those to the result.</summary>
/// <remarks>The place where a network still knows where something is, and knows best what it is: what class activation maps are made of.</remarks>
/// <param name="Maps">From the image to the maps [N, C, h, w]; at least two of their places differ. Poolings at the end are not in it.</param>
/// <param name="Head">From the maps to the result.</param>
public sealed record OnnxFeatureMaps(OnnxModule Maps, OnnxModule Head) : IDisposable
{
    private static readonly HashSet<string> Poolings = ["MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean"];

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="model">The bytes of an .onnx file, at most 1 GB.</param>
    /// <param name="options">Size and output; null for the file's own.</param>
    /// <returns>Both parts, in evaluation mode.</returns>
    /// <exception cref="ModelFormatException">The bytes are no ONNX file, are damaged, or break a limit.</exception>
    /// <exception cref="BackboneException">The graph has an operator that is not supported, or makes no maps through which everything goes.</exception>
    public static OnnxFeatureMaps Load(byte[] model, OnnxModuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(OnnxFileReader.Read(model), options);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">An .onnx file, at most 1 GB.</param>
    /// <param name="options">Size and output; null for the file's own.</param>
    /// <returns>Both parts, in evaluation mode.</returns>
    /// <exception cref="ModelFormatException">The file is no ONNX file, is damaged, or breaks a limit.</exception>
    /// <exception cref="BackboneException">As above.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxFeatureMaps Load(string path, OnnxModuleOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OnnxModule.Named(path, () => Of(OnnxFileReader.ReadFile(path), options));
    }

    /// <summary>Frees both parts.</summary>
    public void Dispose()
    {
        Maps.Dispose();
        Head.Dispose();
    }

    private static OnnxFeatureMaps Of(ModelProto model, OnnxModuleOptions? options)
    {
        OnnxGraph graph = OnnxModule.ReadGraph(model, options);
        string last = LastMaps(graph) ?? throw new BackboneException("The network makes no feature maps of more than one place through which everything goes, so there is nothing to show on a picture.");
        OnnxGraph toMaps = graph.Between(graph.Input, last), fromMaps = graph.Between(last, graph.Output);
        var maps = new OnnxModule(toMaps);
        try
        {
            var head = new OnnxModule(fromMaps);
            maps.eval();
            head.eval();
            return new(maps, head);
        }
        catch
        {
            maps.Dispose();
            throw;
        }
    }

    /// <summary>The last value with places that alone goes on: behind the last convolution, before the pooling.</summary>
    internal static string? LastMaps(OnnxGraph graph)
    {
        var lastUse = new Dictionary<string, int>(StringComparer.Ordinal) { [graph.Output] = graph.Steps.Count };
        foreach ((int i, GraphStep step) in graph.Steps.Index())
        {
            foreach (string input in step.Inputs.Where(input => !graph.Weights.ContainsKey(input) && input != graph.Output))
            {
                lastUse[input] = i;
            }
        }

        string? last = null;
        bool learnt = false;
        HashSet<string> live = [graph.Input];
        foreach ((int i, GraphStep step) in graph.Steps.Index())
        {
            live.Add(step.Output);
            live.RemoveWhere(name => lastUse.GetValueOrDefault(name) <= i);
            learnt |= step.Operation == "Conv";
            bool alone = live.Count == 1 && live.Contains(step.Output) && step.Output != graph.Output;
            if (learnt && alone && graph.Shapes[step.Output] is [_, _, var rows, var columns] && rows.Count * columns.Count > 1 && !Poolings.Contains(step.Operation))
            {
                last = step.Output;
            }
        }

        return last;
    }
}
