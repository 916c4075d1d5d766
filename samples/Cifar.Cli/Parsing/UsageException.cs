namespace Cifar.Cli.Parsing;

/// <summary>The command line itself is wrong; nothing was started.</summary>
internal sealed class UsageException(string message) : Exception(message);
