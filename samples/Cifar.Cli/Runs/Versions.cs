using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;

namespace Cifar.Cli.Runs;

/// <summary>The software a number was measured with.</summary>
internal sealed record Versions(string Cifar, string Dotnet, string MicrosoftML, string TorchSharp)
{
    public static Versions Current => new(
        Of(typeof(Versions)), RuntimeInformation.FrameworkDescription, NameAndVersion(typeof(MLContext)), NameAndVersion(typeof(TorchSharp.torch)));

    // Which of the two stacks was used shows in the assembly's name.
    private static string NameAndVersion(Type type) => $"{type.Assembly.GetName().Name} {Of(type)}";

    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
