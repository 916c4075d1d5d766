namespace Cifar.Models.Onnx.Import;

/// <summary>An imported graph: its steps in order, and the constants that they read.</summary>
internal sealed record OnnxGraph(
    IReadOnlyList<GraphStep> Steps,
    IReadOnlyDictionary<string, GraphTensor> Weights,
    IReadOnlyDictionary<string, Extent[]> Shapes,
    string Input,
    string Output)
{
    public Extent[] InputShape => Shapes[Input];

    public Extent[] OutputShape => Shapes[Output];

    public static OnnxGraph Create(
        IReadOnlyList<GraphStep> steps,
        IReadOnlyDictionary<string, GraphTensor> weights,
        Dictionary<string, Extent[]> shapes,
        string input,
        Activation output,
        int height,
        int width)
    {
        shapes[input] = [Extent.Batch, new(PixelNormalization.Channels), new(height), new(width)];
        return new OnnxGraph(Fused(steps, output.Name), weights, shapes, input, output.Name).Between(input, output.Name);
    }

    /// <summary>The part from one value to another.</summary>
    /// <exception cref="BackboneException">The later value does not depend on the earlier one alone.</exception>
    public OnnxGraph Between(string from, string to)
    {
        var makers = Steps.ToDictionary(step => step.Output, StringComparer.Ordinal);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([to]);
        while (open.TryPop(out string? name))
        {
            if (name == from || Weights.ContainsKey(name) || !needed.Add(name))
            {
                continue;
            }

            foreach (string input in makers.TryGetValue(name, out GraphStep? step) ? step.Inputs : throw new BackboneException($"'{to}' needs more of the graph than '{from}'."))
            {
                open.Push(input);
            }
        }

        GraphStep[] steps = [.. Steps.Where(step => needed.Contains(step.Output))];
        HashSet<string> read = [.. steps.SelectMany(step => step.Inputs)];
        var weights = Weights.Where(pair => read.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return steps.Length > 0 && read.Contains(from)
            ? this with { Steps = steps, Weights = weights, Input = from, Output = to }
            : throw new BackboneException($"'{to}' does not depend on '{from}'.");
    }

    /// <summary>How many steps read each value.</summary>
    public Dictionary<string, int> Readers() =>
        Steps.SelectMany(step => step.Inputs).GroupBy(name => name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>x * sigmoid(x) in one step: exporters write it as two, and training would keep both results.</summary>
    private static List<GraphStep> Fused(IReadOnlyList<GraphStep> steps, string output)
    {
        var readers = steps.SelectMany(step => step.Inputs).CountBy(name => name).ToDictionary(StringComparer.Ordinal);
        var sigmoids = steps.Where(step => step.Operation == "Sigmoid" && step.Output != output && readers.GetValueOrDefault(step.Output) == 1)
            .ToDictionary(step => step.Output, step => step.Inputs[0], StringComparer.Ordinal);
        var fused = new List<GraphStep>();
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (GraphStep step in steps)
        {
            string? gate = step.Operation == "Mul" ? step.Inputs.FirstOrDefault(sigmoids.ContainsKey) : null;
            if (gate is null || !step.Inputs.Contains(sigmoids[gate]))
            {
                fused.Add(step);
                continue;
            }

            gone.Add(gate);
            fused.Add(new("Silu", [sigmoids[gate]], step.Output, (v, _) => v[0].silu(), (graph, names) => graph.Node("Mul", [names[0], graph.Node("Sigmoid", names)])));
        }

        fused.RemoveAll(step => gone.Contains(step.Output));
        return fused;
    }
}
