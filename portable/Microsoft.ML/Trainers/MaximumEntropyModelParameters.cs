using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Trainers.MaximumEntropyModelParameters>]

namespace Microsoft.ML.Trainers;

/// <summary>A linear model whose scores are probabilities, by softmax.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase, IModelLoader
{
    internal MaximumEntropyModelParameters(float[] biases, float[] weights) : base(biases, weights) { }

    MaximumEntropyModelParameters(ModelReader reader) : base(reader) { }

    static string IModelLoader.Signature => "MaximumEntropy";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new MaximumEntropyModelParameters(ctx.Reader);
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetSignature("MaximumEntropy");
        SaveParameters(ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
        double sum = 0;
        float greatest = float.NegativeInfinity;
        foreach (float score in scores)
            greatest = Math.Max(greatest, score);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)Math.Exp(scores[i] - greatest);
            sum += scores[i];
        }

        for (int i = 0; i < scores.Length; i++)
            scores[i] = (float)(scores[i] / sum);
    }
}
