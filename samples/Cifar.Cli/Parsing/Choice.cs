using System.CommandLine;
using Cifar.Models;

namespace Cifar.Cli.Parsing;

/// <summary>Options that take one of a few words.</summary>
internal static class Choice
{
    public static Option<string> Option(string name, string description, string @default, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description}.",
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => @default,
        };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !words.Contains(word.Value))
            {
                result.AddError($"{name} is '{word.Value}'; it must be one of {string.Join(", ", words)}.{NearestName.Suggest(word.Value, words)}");
            }
        });
        return option;
    }
}
