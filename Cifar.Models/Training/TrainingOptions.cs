using System.ComponentModel.DataAnnotations;
using Cifar.Models.Networks;

namespace Cifar.Models.Training;

/// <summary>How a network is trained. What is null is taken from the network's <see cref="TrainingRecipe"/>.</summary>
public record TrainingOptions
{
    /// <summary>Name of the network, see <see cref="NetworkCatalog"/>.</summary>
    /// <value>simple-cnn.</value>
    [Required] public string Network { get; init; } = SimpleCnn.CatalogName;

    /// <summary>Passes over the training images.</summary>
    /// <value>30. 1 to 100,000.</value>
    [Range(1, 100_000)] public int Epochs { get; init; } = 30;

    /// <summary>Images a step; reduced to the number of training images where there are fewer.</summary>
    /// <value>250. 1 to 65,536.</value>
    [Range(1, 65_536)] public int BatchSize { get; init; } = 250;

    /// <summary>Largest learning rate of the schedule.</summary>
    /// <value>null: the network's own. 1e-8 to 10.</value>
    [Range(1e-8, 10d)] public double? LearningRate { get; init; }

    /// <summary>Weight decay; decoupled from the gradient with AdamW.</summary>
    /// <value>null: the network's own. 0 to 10.</value>
    [Range(0d, 10d)] public double? WeightDecay { get; init; }

    /// <summary>Share of the target spread evenly over all classes.</summary>
    /// <value>null: the network's own. 0 to 0.9.</value>
    [Range(0d, 0.9)] public double? LabelSmoothing { get; init; }

    /// <summary>Decay a step of the moving average of the weights that is evaluated and delivered instead of the last weights; 0 for none.</summary>
    /// <value>null: the network's own. 0 to 0.99999.</value>
    [Range(0d, 0.99999)] public double? AveragingDecay { get; init; }

    /// <summary>The optimiser.</summary>
    /// <value>null: the network's own.</value>
    [EnumDataType(typeof(TrainingOptimizer))] public TrainingOptimizer? Optimizer { get; init; }

    /// <summary>The course of the learning rate.</summary>
    /// <value>null: the network's own.</value>
    [EnumDataType(typeof(LearningRateSchedule))] public LearningRateSchedule? Schedule { get; init; }

    /// <summary>Augmentation: whether every second training image, on average, is mirrored left to right.</summary>
    /// <value>null: the network's own.</value>
    public bool? Flip { get; init; }

    /// <summary>Augmentation: largest random shift of a training image in pixels, in both directions.</summary>
    /// <value>null: the network's own. 0 to 64.</value>
    [Range(0, 64)] public int? Translate { get; init; }

    /// <summary>Share of the images held out to choose the best weights and to stop early; stratified by class.</summary>
    /// <value>0.1. 0 (train on everything, keep the last weights) to 0.9.</value>
    [Range(0d, 0.9)] public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Epochs without a better validation accuracy after which training stops.</summary>
    /// <value>null: never. 1 to 100,000; needs held-out images.</value>
    [Range(1, 100_000)] public int? Patience { get; init; }

    /// <summary>Seed of the weights, the held-out part, the order of the images, the augmentation and dropout. Equal seeds and threads give equal weights, bit for bit, on a CPU.</summary>
    /// <value>0. 0 or more.</value>
    [Range(0, int.MaxValue)] public int Seed { get; init; }

    /// <summary>Threads that share the work of an operator.</summary>
    /// <value>0: as many as there are cores. 0 to 1,024.</value>
    [Range(0, 1024)] public int Threads { get; init; }

    /// <summary>Where to train, as TorchSharp spells it.</summary>
    /// <value>cpu. Also cuda, cuda:1, mps.</value>
    [Required, RegularExpression("cpu|mps|cuda(:[0-9]{1,2})?")] public string Device { get; init; } = "cpu";

    /// <summary>Checks all options.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message has a line for each, with what it is and what it may be.</exception>
    public void Validate() => TrainingOptionsCheck.Run(this);

    /// <summary>Fills in what is left open.</summary>
    /// <param name="recipe">The network's recipe.</param>
    /// <returns>The recipe with the values of these options where they are given.</returns>
    public TrainingRecipe Resolve(TrainingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe with
        {
            LearningRate = LearningRate ?? recipe.LearningRate,
            WeightDecay = WeightDecay ?? recipe.WeightDecay,
            LabelSmoothing = LabelSmoothing ?? recipe.LabelSmoothing,
            AveragingDecay = AveragingDecay ?? recipe.AveragingDecay,
            Optimizer = Optimizer ?? recipe.Optimizer,
            Schedule = Schedule ?? recipe.Schedule,
            Flip = Flip ?? recipe.Flip,
            Translate = Translate ?? recipe.Translate,
        };
    }
}
