using System.Runtime.InteropServices;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training.DataParallel;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>Trains networks of the catalogue, or own ones, on labelled images.</summary>
/// <remarks>
/// Every epoch takes the images in a new random order, in whole batches; what is left over (less than a batch) sits out that epoch.
/// A trainer can be used again, but TorchSharp's random numbers and thread count belong to the whole process: train one network at a time.
/// </remarks>
public sealed class Trainer
{
    private readonly TrainingOptions options;
    private readonly ITrainingGroup? group;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="group">The processes that train together, all with equal options and data: the batch is divided among them, rank 0 writes the checkpoints, and every one gets the result. null: this one alone.</param>
    /// <exception cref="ArgumentException">Options are out of range; all of them are named.</exception>
    public Trainer(TrainingOptions? options = null, ITrainingGroup? group = null)
    {
        this.group = group;
        this.options = options ?? new();
        this.options.Validate();
    }

    /// <summary>Trains the network that the options name.</summary>
    /// <param name="data">The images; the validation part is taken from them.</param>
    /// <param name="observers">Told how it goes; null for nobody. They stay the caller's to dispose.</param>
    /// <param name="cancellationToken">Ends the training after the current step; the best weights so far are returned.</param>
    /// <returns>The network with its best weights; the receiver disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// There are no images, fewer than two classes, a label is out of range, the network cannot take images of that size, or the checkpoint to resume from is
    /// one of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the one before is still there.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    public TrainedNetwork Fit(TrainingData data, IReadOnlyList<ITrainingObserver>? observers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.Check();
        NetworkEntry entry = NetworkCatalog.Find(options.Network);
        random.manual_seed(options.Seed);
        ImageNetwork network = entry.Build(new() { Heads = options.Heads, Width = options.Width }, data.Classes, data.CoarseOfFine, data.Height, data.Width);
        return Run(network, entry.Recipe, data, observers, cancellationToken);
    }

    /// <summary>Trains a given network, from the weights it has. <see cref="TrainingOptions.Network"/> plays no part.</summary>
    /// <param name="network">The network; the result takes it over. When an exception is thrown it is disposed.</param>
    /// <param name="recipe">What the options leave open.</param>
    /// <param name="data">The images; the validation part is taken from them.</param>
    /// <param name="observers">Told how it goes; null for nobody. They stay the caller's to dispose.</param>
    /// <param name="cancellationToken">Ends the training after the current step; the best weights so far are returned.</param>
    /// <returns>The network with its best weights; the receiver disposes it.</returns>
    /// <exception cref="ArgumentException">There are no images, fewer than two classes, a label is out of range, or classes or sizes differ from the network's.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    public TrainedNetwork Fit(
        ImageNetwork network,
        TrainingRecipe recipe,
        TrainingData data,
        IReadOnlyList<ITrainingObserver>? observers = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        data.Check();
        if (network.Classes != data.Classes || network.Height != data.Height || network.Width != data.Width)
        {
            throw new ArgumentException(
                $"The network takes {network.Height} x {network.Width} images of {network.Classes} classes; the data are {data.Height} x {data.Width} images of {data.Classes}.");
        }

        random.manual_seed(options.Seed);
        return Run(network, recipe, data, observers, cancellationToken);
    }

    private TrainedNetwork Run(ImageNetwork network, TrainingRecipe recipe, TrainingData data, IReadOnlyList<ITrainingObserver>? observers, CancellationToken cancellationToken)
    {
        try
        {
            set_num_threads(options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
            (int[] training, int[] validation) = options.ValidationFraction > 0
                ? StratifiedSplit.Split(data.Labels, options.ValidationFraction, options.Seed)
                : ([.. Enumerable.Range(0, data.Count)], []);
            if (training.Length == 0)
            {
                throw new ArgumentException($"Holding out {options.ValidationFraction:P0} of {data.Count} images leaves none to train on.");
            }

            TrainingRecipe resolved = options.Resolve(recipe);
            Check(network, resolved, data);
            network.to(device(options.Device));
            using DisposeScope scope = NewDisposeScope();
            using var session = new TrainingSession(options, resolved, network, data, training, validation, observers ?? [], group);
            return session.Run(cancellationToken);
        }
        catch (Exception error) when (error is not TrainingDivergedException { Best: not null })
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What would only show hours later is refused now.</summary>
    private static void Check(ImageNetwork network, TrainingRecipe recipe, TrainingData data)
    {
        OnnxExport.CheckWritable(network);
        recipe.Augmentation.Validate();
        if (!recipe.ImageSizes.IsFull && !network.TakesOtherSizes)
        {
            throw new ArgumentException($"{network.Name} takes images of {data.Height} x {data.Width} only; it cannot be trained at sizes {recipe.ImageSizes}.");
        }

        if (!recipe.ImageSizes.IsFull)
        {
            TrySmallestImage(network, recipe.ImageSizes);
        }

        if (data.Values is not byte[] && recipe.Augmentation.NeedsPixels)
        {
            throw new ArgumentException($"The augmentation '{recipe.Augmentation}' changes colours and needs pixels of 0 to 255; these images are network inputs already. Leave the colour operations out, or give the images as bytes.");
        }
    }

    private static void TrySmallestImage(ImageNetwork network, ImageSizes sizes)
    {
        int shorter = Math.Min(network.Height, network.Width);
        long side = sizes.At(0, shorter);
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        network.eval();
        try
        {
            network.call(zeros([1, PixelNormalization.Channels, network.Height * side / shorter, network.Width * side / shorter], device: network.parameters().First().device));
        }
        catch (ExternalException cause)
        {
            throw new ArgumentException($"{network.Name} cannot be trained at sizes {sizes}: images of {side} pixels are too small for it. Start with larger ones.", cause);
        }
        finally
        {
            network.train();
        }
    }
}
