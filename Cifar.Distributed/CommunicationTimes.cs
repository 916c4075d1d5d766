namespace Cifar.Distributed;

/// <summary>What exchanging gradients took.</summary>
/// <param name="Communicating">Time during which some sum was under way.</param>
/// <param name="Waiting">The part of it that the training had nothing else to do.</param>
public readonly record struct CommunicationTimes(TimeSpan Communicating, TimeSpan Waiting);
