namespace Cifar.Models.Onnx.Import;

/// <summary>Some steps in a row, after which a single value goes on.</summary>
internal sealed record StepRange(int First, int Last, string Value);

/// <summary>Finds the blocks of a network: its residual and dense blocks, or what lies between its poolings, or else its layers.</summary>
internal static class GraphBlocks
{
    private const int Few = 4;

    public static IReadOnlyList<StepRange> Of(OnnxGraph graph)
    {
        List<(int Step, string Value)> cuts = Cuts(graph);
        Dictionary<string, int> readers = graph.Readers();
        bool Joins(int step) => graph.Steps[step] is { Operation: "Add" or "Sum" or "Concat" } join && join.Inputs.Count(input => !graph.Weights.ContainsKey(input)) > 1;

        // A block ends where branches have joined, before they part again, and where an image is pooled.
        var ends = new List<(int Step, string Value)>();
        for (int i = 0; i < cuts.Count; i++)
        {
            bool parts = readers.GetValueOrDefault(cuts[i].Value) > 1 && i + 1 < cuts.Count && Joins(cuts[i + 1].Step);
            if (parts || Joins(cuts[i].Step) || graph.Steps[cuts[i].Step].Operation is "MaxPool" or "AveragePool")
            {
                ends.Add(cuts[i]);
            }
        }

        IReadOnlyList<StepRange> blocks = Ranges(graph, ends);
        return blocks.Count >= Few ? blocks : Ranges(graph, cuts);
    }

    /// <summary>Steps after which one value alone is still needed.</summary>
    private static List<(int Step, string Value)> Cuts(OnnxGraph graph)
    {
        var lastUse = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Steps.Count; i++)
        {
            foreach (string input in graph.Steps[i].Inputs.Where(input => !graph.Weights.ContainsKey(input)))
            {
                lastUse[input] = i;
            }
        }

        lastUse[graph.Output] = graph.Steps.Count;
        var cuts = new List<(int Step, string Value)>();
        HashSet<string> live = [graph.Input];
        for (int i = 0; i < graph.Steps.Count; i++)
        {
            live.Add(graph.Steps[i].Output);
            live.RemoveWhere(name => lastUse.GetValueOrDefault(name) <= i);
            if (live.Count == 1 && live.Contains(graph.Steps[i].Output))
            {
                cuts.Add((i, graph.Steps[i].Output));
            }
        }

        return cuts;
    }

    private static List<StepRange> Ranges(OnnxGraph graph, List<(int Step, string Value)> ends)
    {
        var ranges = new List<StepRange>();
        int first = 0;
        foreach ((int step, string value) in ends.Append((graph.Steps.Count - 1, graph.Output)))
        {
            if (step < first)
            {
                continue;
            }

            // What learns nothing belongs to the block before it.
            bool learns = Enumerable.Range(first, step - first + 1).Any(i => graph.Steps[i].Learnt.Any(input => input < graph.Steps[i].Inputs.Length && graph.Weights.ContainsKey(graph.Steps[i].Inputs[input])));
            if (learns || ranges.Count == 0)
            {
                ranges.Add(new(first, step, value));
            }
            else
            {
                ranges[^1] = ranges[^1] with { Last = step, Value = value };
            }

            first = step + 1;
        }

        return ranges;
    }
}
