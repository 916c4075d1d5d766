using Cifar.Models.Augmentation;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>
/// Searches for a learning rate: trains with a rate that grows from step to step, and looks where the loss falls fastest (Smith 2015, arXiv:1506.01186).
/// </summary>
/// <remarks>
/// Optimiser, batches, augmentation, label smoothing and precision are those of the training. The images held out for validation stay out.
/// As with <see cref="Trainer"/>, random numbers and thread count belong to the whole process: one search or training at a time.
/// </remarks>
public sealed class LearningRateFinder
{
    private const double Memory = 0.9;
    private const double Divergence = 4;
    private const int ImagesToPrepareWith = 5000;

    private readonly TrainingOptions options;
    private readonly LearningRateRange range;

    /// <summary>Creates a finder.</summary>
    /// <param name="options">How the network is to be trained; null for the defaults.</param>
    /// <param name="range">The rates to try; null for the defaults.</param>
    /// <exception cref="ArgumentException">Options are out of range; all of them are named.</exception>
    public LearningRateFinder(TrainingOptions? options = null, LearningRateRange? range = null)
    {
        this.options = options ?? new();
        this.range = range ?? new();
        this.options.Validate();
        this.range.Validate();
    }

    /// <summary>Searches for the network that the options name, from random weights.</summary>
    /// <param name="data">The images.</param>
    /// <param name="cancellationToken">Ends the search after the current step; what was found so far is returned.</param>
    /// <returns>The losses by rate, and what they suggest.</returns>
    /// <exception cref="ArgumentException">There are no images, fewer than two classes, a label is out of range, or the network cannot take images of that size.</exception>
    public LearningRateFinding Find(TrainingData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.Check();
        NetworkEntry entry = NetworkCatalog.Find(options.Network);
        random.manual_seed(options.Seed);
        using ImageNetwork network = entry.Build(new() { Heads = options.Heads, Width = options.Width }, data.Classes, data.CoarseOfFine, data.Height, data.Width);
        return Find(network, entry.Recipe, data, cancellationToken);
    }

    /// <summary>Searches for a given network, from the weights it has; it has them again afterwards.</summary>
    /// <param name="network">The network; it is moved to the device of the options.</param>
    /// <param name="recipe">What the options leave open.</param>
    /// <param name="data">The images.</param>
    /// <param name="cancellationToken">Ends the search after the current step; what was found so far is returned.</param>
    /// <returns>The losses by rate, and what they suggest.</returns>
    /// <exception cref="ArgumentException">There are no images, fewer than two classes, or a label is out of range.</exception>
    public LearningRateFinding Find(ImageNetwork network, TrainingRecipe recipe, TrainingData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        data.Check();
        random.manual_seed(options.Seed);
        set_num_threads(options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
        Device device = torch.device(options.Device);
        network.to(device);
        using DisposeScope scope = NewDisposeScope();
        int[] part = options.ValidationFraction > 0
            ? StratifiedSplit.Split(data.Labels, options.ValidationFraction, options.Seed).Train
            : [.. Enumerable.Range(0, data.Count)];
        if (part.Length == 0)
        {
            throw new ArgumentException($"Holding out {options.ValidationFraction:P0} of {data.Count} images leaves none to search with.");
        }

        TrainingRecipe resolved = options.Resolve(recipe);
        int shift = Math.Min(resolved.Augmentation.Translate, Math.Min(data.Height, data.Width) - 1);
        resolved = resolved with { BatchSize = Math.Min(resolved.BatchSize, part.Length), Augmentation = resolved.Augmentation with { Translate = shift } };
        Tensor indices = tensor(Array.ConvertAll(part, index => (long)index), new long[] { part.Length }).to(device);
        var before = new WeightSnapshot(network.state_dict());
        bool training = network.training;
        try
        {
            return Ramp(network, resolved, new(data, resolved.Augmentation, device), indices, Math.Min(data.Height, data.Width), cancellationToken);
        }
        finally
        {
            // By name: a training in reduced precision leaves the network with other tensors.
            WeightSnapshot.Copy(before.Copies, network.state_dict());
            network.train(training);
        }
    }

    private LearningRateFinding Ramp(
        ImageNetwork network, TrainingRecipe recipe, ImageBatches batches, Tensor indices, int side, CancellationToken cancellationToken)
    {
        using (no_grad())
        {
            network.Prepare(batches.Plain(indices.narrow(0, 0, Math.Min(ImagesToPrepareWith, indices.shape[0]))));
        }

        network.train();
        network.BeginEpoch(1);
        using var weights = new MasterWeights(network, recipe.Precision);
        using var optimizer = NetworkOptimizer.Create(weights.Trainable, recipe.Optimizer);
        long perEpoch = indices.shape[0] / recipe.BatchSize;
        var curve = new List<LearningRatePoint>();
        double sum = 0, share = 0, lowest = double.PositiveInfinity;
        Tensor order = indices;
        for (int step = 0; step < range.Steps && !cancellationToken.IsCancellationRequested; step++)
        {
            if (step % perEpoch == 0)
            {
                order = indices.index_select(0, randperm(indices.shape[0], int64).to(indices.device));
            }

            double rate = range.At(step);
            double loss = Step(network, recipe, batches, weights, optimizer, order.narrow(0, step % perEpoch * recipe.BatchSize, recipe.BatchSize), side, rate);
            sum = (Memory * sum) + ((1 - Memory) * loss);
            share = (Memory * share) + (1 - Memory);
            if (!double.IsFinite(loss) || sum / share > Divergence * lowest)
            {
                return LearningRateFinding.Of(curve, diverged: true);
            }

            lowest = Math.Min(lowest, sum / share);
            curve.Add(new(rate, loss, sum / share));
        }

        return LearningRateFinding.Of(curve, diverged: false);
    }

    private static double Step(
        ImageNetwork network,
        TrainingRecipe recipe,
        ImageBatches batches,
        MasterWeights weights,
        NetworkOptimizer optimizer,
        Tensor indices,
        int side,
        double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? mirrored = recipe.Augmentation.Flip == FlipMode.None ? null : rand(new long[] { indices.shape[0], 1 }, device: indices.device).lt(0.5);
        TrainingBatch batch = batches.Augmented(indices, mirrored, recipe.ImageSizes.At(0, side), BatchPart.Whole(indices.shape[0]));
        Tensor loss = batch.Loss(network.call(batch.Inputs), recipe.LabelSmoothing);
        optimizer.ZeroGrad();
        loss.backward();
        weights.CollectGradients();
        optimizer.Step(rate);
        weights.Publish();
        return loss.item<float>();
    }
}
