using System.CommandLine;
using Cifar.Models.Data;

namespace Cifar.Cli.Data;

/// <summary><c>--data</c> and <c>--split</c>, the same for every verb.</summary>
internal static class DataOption
{
    private const string Train = "train";
    private const string Test = "test";

    public static Option<DataSource> Create(DataSource? @default = null)
    {
        var option = new Option<DataSource>("--data")
        {
            Description = "cifar100, synthetic (generated shapes; synthetic:TRAIN,TEST sets how many), folder:PATH (one folder per class) or binary:PATH (CIFAR-100 layout).",
            HelpName = "DATA",
            Required = @default is null,
            CustomParser = result =>
            {
                try
                {
                    return DataSource.Parse(result.Tokens[0].Value);
                }
                catch (ArgumentException wrong)
                {
                    result.AddError($"--data: {wrong.Message}");
                    return null;
                }
            },
        };
        option.CompletionSources.Add("cifar100", "synthetic");
        if (@default is not null)
        {
            option.DefaultValueFactory = _ => @default;
        }

        return option;
    }

    public static Option<string> Split() => Parsing.Choice.Option("--split", "Which part of the data", Test, Test, Train);

    public static Cifar100Split SplitOf(string? word) => word == Train ? Cifar100Split.Train : Cifar100Split.Test;
}
