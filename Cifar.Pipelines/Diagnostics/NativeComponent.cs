namespace Cifar.Pipelines.Diagnostics;

/// <summary>A part of the stack that works only with native libraries.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="NeededFor">What does not work without it.</param>
/// <param name="IsEssential">Whether predicting needs it.</param>
/// <param name="Version">The version of the native library; null where it did not load.</param>
/// <param name="Problem">Why it does not work, as the system says; null where it works.</param>
/// <param name="Advice">What to install or to add; null where it works.</param>
public sealed record NativeComponent(string Name, string NeededFor, bool IsEssential, string? Version, string? Problem, string? Advice)
{
    /// <summary>Whether it was loaded and did what it was asked.</summary>
    public bool Works => Problem is null;

    /// <summary>The finding in words.</summary>
    /// <returns>One line where the system's own message is one.</returns>
    public override string ToString() => Works ? $"works{(Version is { Length: > 0 } version ? $", version {version}" : "")}" : $"missing: {Problem}";
}
