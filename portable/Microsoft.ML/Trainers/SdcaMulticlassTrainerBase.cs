using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Multiclass trainers by stochastic dual coordinate ascent.</summary>
public abstract class SdcaMulticlassTrainerBase<TModel> :
    SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel> where TModel : class
{
    /// <summary>Below this the dual problem hardly converges.</summary>
    const float LeastL2 = 1e-9f;

    private protected SdcaMulticlassTrainerBase(IHost host, MulticlassOptions options) : base(host, options, MulticlassColumns.Label(options.LabelColumnName)) { }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => MulticlassColumns.Outputs(inputSchema, LabelColumn.Name);

    private protected override MulticlassPredictionTransformer<TModel> TrainTransformer(IDataView input)
    {
        var rows = TrainingRowsReader.Read(Host, input, FeatureColumn, LabelColumn, WeightColumn);
        if (rows.Classes < 2)
            throw new ArgumentOutOfRangeException(nameof(input), "Must be at least 2 classes.");
        int threads = SdcaOptions.NumberOfThreads ?? Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
        int passes = SdcaOptions.MaximumNumberOfIterations ?? DefaultPasses(rows.Count, threads);
        float l2 = Math.Max(LeastL2, SdcaOptions.L2Regularization ?? DefaultL2(passes, rows.Count, threads));
        float l1 = SdcaOptions.L1Regularization ?? DefaultL1(rows.Features);
        var ascent = new PairwiseDualAscent(rows, l2, l1, threads);
        var weights = Ascend(ascent, rows.Count, passes, threads);
        var biases = new float[rows.Classes];
        var own = new float[rows.Classes * rows.Features];
        for (int c = 0; c < rows.Classes; c++)
        {
            weights.AsSpan(c * ascent.Stride, rows.Features).CopyTo(own.AsSpan(c * rows.Features));
            biases[c] = weights[(c * ascent.Stride) + rows.Features];
        }

        return new MulticlassPredictionTransformer<TModel>(Host, CreateModel(biases, own), input.Schema, FeatureColumn.Name, LabelColumn.Name);
    }

    private protected abstract TModel CreateModel(float[] biases, float[] weights);

    /// <summary>Passes until convergence; the weights that had the lowest loss, or the last when it was never measured.</summary>
    float[] Ascend(PairwiseDualAscent ascent, int rows, int passes, int threads)
    {
        int frequency = SdcaOptions.ConvergenceCheckFrequency ?? threads;
        float[]? best = null;
        double bestValue = double.PositiveInfinity;
        using var channel = Host.Start("SDCA training");
        for (int done = 0, measured = 0; done < passes;)
        {
            int now = Math.Min(threads, passes - done);
            var orders = new int[now][];
            for (int i = 0; i < now; i++)
                orders[i] = Order(rows);
            if (now == 1)
                ascent.Pass(orders[0]);
            else
            {
                Parallel.ForEach(orders, new ParallelOptions { MaxDegreeOfParallelism = threads }, ascent.Pass);
                ascent.Restore();
            }

            done += now;
            if (frequency <= 0 || (done - measured < frequency && done < passes))
                continue;
            measured = done;
            var (value, gap) = ascent.Measure();
            channel.Trace(MessageSensitivity.None, $"Pass {done}: loss {value:R}, duality gap {gap:R}");
            if (value < bestValue)
            {
                bestValue = value;
                best = ascent.Weights.ToArray();
            }

            if (gap < SdcaOptions.ConvergenceTolerance * value)
                break;
        }

        return best ?? ascent.Weights.ToArray();
    }

    int[] Order(int rows)
    {
        var order = new int[rows];
        for (int i = 0; i < rows; i++)
            order[i] = i;
        if (SdcaOptions.Shuffle)
            Host.Rand.Shuffle(order);
        return order;
    }

    // The defaults below are those of the original, found there by experience.
    static int DefaultPasses(int rows, int threads) => Math.Max(2, Math.Max(1, Math.Max(1, 500_000 / rows) * 3 / threads) * threads);

    static float DefaultL2(int passes, int rows, int threads) => Math.Max(1e-6f, 20f / ((float)Math.Max(2, passes / 2 / threads) * threads * rows));

    static float DefaultL1(int features) => features switch { < 100 => 0, < 1000 => 0.25f, < 10_000 => 0.5f, _ => 1 };

    /// <summary>How to train.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
    [SuppressMessage("Performance", "CA1852", Justification = "Not sealed in the API this one follows.")]
    public class MulticlassOptions : OptionsBase;
}

/// <summary>Learns a linear classifier quickly, if not to the last digit; its scores are probabilities by softmax.</summary>
public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register(nameof(SdcaMaximumEntropyMulticlassTrainer)), options) { }

    private protected override MaximumEntropyModelParameters CreateModel(float[] biases, float[] weights) => new(biases, weights);

    /// <summary>How to train.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
    public sealed class Options : MulticlassOptions;
}
