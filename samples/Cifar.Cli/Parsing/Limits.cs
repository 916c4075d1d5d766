using System.CommandLine.Parsing;

namespace Cifar.Cli.Parsing;

/// <summary>Ranges of options that no library checks.</summary>
internal static class Limits
{
    public static void AtLeastOne(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number < 1)
        {
            result.AddError($"{result.Option.Name} is {number}; it must be at least 1.");
        }
    }
}
