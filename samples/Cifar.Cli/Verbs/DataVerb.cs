using System.CommandLine;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar data</c>: fetching, checking and exporting image sets.</summary>
internal static class DataVerb
{
    public static Command Create() => new("data", "Fetches and checks CIFAR-100, and writes image sets as folders of pictures.")
    {
        DataGetVerb.Create(),
        DataVerifyVerb.Create(),
        DataExportVerb.Create(),
    };
}
