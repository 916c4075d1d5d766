namespace Cifar.Distributed.Native;

/// <summary>What c10d or Gloo said when it could not do something. It does not leave this project: the receiver finds out which rank it comes from.</summary>
internal sealed class TransportException(string message) : Exception(message);
