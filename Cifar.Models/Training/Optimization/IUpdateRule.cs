namespace Cifar.Models.Training.Optimization;

/// <summary>One part of an optimiser: changes some weights in each step, and remembers something from step to step.</summary>
internal interface IUpdateRule : IDisposable
{
    /// <summary>Changes the weights; gradients are not recorded, and tensors made here are released afterwards.</summary>
    /// <param name="learningRate">The rate of this step for the network's matrices.</param>
    void Apply(double learningRate);

    /// <summary>Names all that is remembered, to be written or read, whichever the state is for.</summary>
    void Describe(StateTensors state);
}
