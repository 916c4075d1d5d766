namespace Cifar.Models.Weights;

/// <summary>A network whose weights others publish, partly under names of their own.</summary>
internal interface IPublishedWeights
{
    /// <summary>The network's name for a tensor of a published file; the name itself where there is no other.</summary>
    string NameOf(string published);
}
