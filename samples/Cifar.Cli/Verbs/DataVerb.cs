using System.CommandLine;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar data</c>: fetching, checking, exporting and previewing image sets.</summary>
internal static class DataVerb
{
    public static Command Create() => new("data", "Fetches and checks CIFAR-100, writes image sets as folders of pictures, and shows what training sees.")
    {
        DataGetVerb.Create(),
        DataVerifyVerb.Create(),
        DataExportVerb.Create(),
        DataPreviewVerb.Create(),
    };
}
