namespace Cifar.Models.Onnx.Import;

/// <summary>Tells the constants that a network has learnt from those of its formulas.</summary>
internal static class GraphWeights
{
    private static readonly HashSet<string> Layers = ["Conv", "Gemm", "MatMul"];

    /// <summary>Names of the weights, and of those among them that belong to batch normalisation.</summary>
    public static (HashSet<string> All, HashSet<string> Normalization) Learnt(OnnxGraph graph)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var normalization = new HashSet<string>(StringComparer.Ordinal);
        bool inNetwork = graph.InputShape is not [_, { Count: PixelNormalization.Channels }, _, _];
        foreach (GraphStep step in graph.Steps)
        {
            // Sums and products before the first layer are the normalisation of the pixels.
            inNetwork |= Layers.Contains(step.Operation) || step.IsBatchNormalization;
            foreach (string name in step.Learnt.Where(input => inNetwork && input < step.Inputs.Length).Select(input => step.Inputs[input]).Where(graph.Weights.ContainsKey))
            {
                all.Add(name);
                if (step.IsBatchNormalization)
                {
                    normalization.Add(name);
                }
            }
        }

        return (all, normalization);
    }
}
