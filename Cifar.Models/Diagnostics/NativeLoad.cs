namespace Cifar.Models.Diagnostics;

/// <summary>Errors of native libraries that cannot be loaded, and where to read what is missing.</summary>
internal static class NativeLoad
{
    public const string Advice = "`cifar doctor` (dotnet tool MlNetCifar.Tool) or StackReport.Create() shows which native libraries were found and what to install.";

    public static bool IsFailure(Exception error) =>
        error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (error is TypeInitializationException && error.InnerException is { } inner && IsFailure(inner));

    public static DllNotFoundException Explained(string library, Exception error) =>
        new($"The native library of {library} cannot be loaded: {(error.InnerException ?? error).Message} {Advice}", error);
}
