using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>A hidden layer with dropout, trained by AdamW on cached features; the epoch with the best held-out accuracy is kept.</summary>
internal static class DenseHeadTrainer
{
    private const int Hidden = 512;
    private const double Dropout = 0.5;
    private const int Epochs = 40;
    private const int Batch = 256;
    private const double LearningRate = 1e-3;
    private const double WeightDecay = 1e-2;

    public static FittedHead Fit(HeadData training, HeadData? validation, int seed, CancellationToken cancellationToken)
    {
        random.manual_seed(seed);
        using DisposeScope scope = NewDisposeScope();
        using Standardization standard = new(training.Features);
        Tensor features = standard.Apply(training.Features);
        Linear hidden = nn.Linear(training.Width, Hidden), last = nn.Linear(Hidden, training.Classes);
        using Sequential head = nn.Sequential(hidden, nn.ReLU(), nn.Dropout(Dropout), last);
        using var optimizer = optim.AdamW(head.parameters(), LearningRate, weight_decay: WeightDecay);
        long steps = Math.Max(1, training.Count / Batch), total = steps * Epochs, step = 0;
        (double Accuracy, int Epoch, FittedHead? Head) best = (-1, 0, null);
        for (int epoch = 1; epoch <= Epochs && !cancellationToken.IsCancellationRequested; epoch++)
        {
            head.train();
            using DisposeScope inner = NewDisposeScope();
            Tensor order = randperm(training.Count);
            for (long i = 0; i < steps; i++)
            {
                using DisposeScope one = NewDisposeScope();
                foreach (ParamGroup group in optimizer.ParamGroups)
                {
                    group.LearningRate = LearningRate * (1 + Math.Cos(Math.PI * step / total)) / 2;
                }

                Tensor rows = order.narrow(0, i * Math.Min(Batch, training.Count), Math.Min(Batch, training.Count));
                Tensor loss = nn.functional.cross_entropy(head.call(features.index_select(0, rows)), training.Labels.index_select(0, rows));
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
                step++;
            }

            if (validation is null && epoch < Epochs)
            {
                continue;
            }

            FittedHead now = Deliver(standard, hidden, last, epoch);
            now = now with { Validation = validation?.Evaluate(now.Module) };
            double accuracy = now.Validation?.Accuracy ?? 1;
            if (accuracy > best.Accuracy)
            {
                best.Head?.Module.Dispose();
                best = (accuracy, epoch, now);
            }
            else
            {
                now.Module.Dispose();
            }
        }

        return best.Head ?? Deliver(standard, hidden, last, 0);
    }

    private static FittedHead Deliver(Standardization standard, Linear hidden, Linear last, int epoch)
    {
        using IDisposable mode = no_grad();
        Linear copy = nn.Linear(Hidden, last.weight.shape[0]);
        copy.weight.copy_(last.weight);
        copy.bias!.copy_(last.bias!);
        Sequential head = nn.Sequential(standard.Fold(hidden.weight, hidden.bias!), nn.ReLU(), nn.Dropout(Dropout), copy);
        head.eval();
        return new(head, epoch, "AdamW", string.Create(CultureInfo.InvariantCulture, $"{Hidden} hidden, dropout {Dropout}, epoch {epoch} of {Epochs}"), WeightDecay);
    }
}
