namespace Cifar.Pipelines.Diagnostics;

/// <summary>A native part that an application uses beside those of this library, for a <see cref="StackReport"/> to try out and list with them.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="NeededFor">What does not work without it.</param>
/// <param name="Advice">What to install or to add where it does not work.</param>
/// <param name="TryOut">Does something small with it and returns its version. What it throws becomes the finding.</param>
public sealed record NativeProbe(string Name, string NeededFor, string Advice, Func<string> TryOut);
