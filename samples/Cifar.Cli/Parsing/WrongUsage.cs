using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Cifar.Models;

namespace Cifar.Cli.Parsing;

/// <summary>Says what is wrong with a command line, in one sentence and a suggestion.</summary>
internal static class WrongUsage
{
    // How the parser begins to say that a text is no number; it goes on with the name of a C# type.
    private const string ParserCannotRead = "Cannot parse";

    /// <summary>The first complaint; null when the command line is right, or asks for help.</summary>
    public static string? Find(ParseResult parsed)
    {
        if (parsed.Action is HelpAction || parsed.CommandResult.Children.OfType<OptionResult>().Any(option => option is { Implicit: false, Option: VersionOption }))
        {
            return null;
        }

        string? complaint = StrayOption(parsed) ?? UnknownWord(parsed) ?? Missing(parsed) ?? parsed.Errors.Select(Describe).FirstOrDefault();
        return complaint is null ? null : $"{complaint}\nSee '{Path(parsed.CommandResult)} --help'.";
    }

    private static string? UnknownWord(ParseResult parsed) => parsed.UnmatchedTokens is [var word, ..] ? Unknown(word, parsed.CommandResult) : null;

    // A mistyped option would otherwise pass for a file name where a verb takes file names.
    private static string? StrayOption(ParseResult parsed)
    {
        var stray = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .FirstOrDefault(token => token.Value.Length > 1 && token.Value[0] == '-' && !File.Exists(token.Value));
        return stray is null ? null : Unknown(stray.Value, parsed.CommandResult);
    }

    private static string Unknown(string word, CommandResult at)
    {
        word = word.Split('=')[0];
        bool isOption = word.StartsWith('-');
        string[] names = isOption ? OptionsOf(at) : [.. at.Command.Subcommands.Select(command => command.Name)];
        string kind = isOption ? "option" : names.Length > 0 ? "verb" : "argument";
        string among = kind == "verb" ? $" Verbs: {string.Join(", ", names)}." : "";
        return $"there is no {kind} '{word}' for '{Path(at)}'.{NearestName.Suggest(word, names)}{among}";
    }

    // All of it at once, in the order of the help.
    private static string? Missing(ParseResult parsed)
    {
        string[] missing =
        [
            .. parsed.Errors.Select(error => error.SymbolResult).OfType<ArgumentResult>().Where(argument => argument is { Tokens: [], Parent: CommandResult }).Select(argument => argument.Argument.Name),
            .. parsed.Errors.Select(error => error.SymbolResult).OfType<OptionResult>().Where(option => option is { Tokens: [], Implicit: true }).Select(option => option.Option.Name),
        ];
        return missing.Length == 0 ? null : $"'{Path(parsed.CommandResult)}' needs {string.Join(" and ", missing.Distinct())}.";
    }

    private static string Describe(ParseError error)
    {
        if (error.SymbolResult is CommandResult { Command.Subcommands.Count: > 0 } command)
        {
            return $"'{Path(command)}' needs a verb: {string.Join(", ", command.Command.Subcommands.Select(verb => verb.Name))}.";
        }

        switch (error.SymbolResult)
        {
            case OptionResult { Tokens: [] } option:
                return $"{option.Option.Name} needs a value.";
            case OptionResult { Tokens: [var text] } option when NumberKind(option.Option.ValueType) is { } kind && error.Message.StartsWith(ParserCannotRead, StringComparison.Ordinal):
                return $"{option.Option.Name} takes {kind}, not '{text.Value}'.";
        }

        return string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string? NumberKind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) => "a whole number",
        var number when number == typeof(double) => "a number",
        _ => null,
    };

    private static string[] OptionsOf(CommandResult? at)
    {
        var names = new List<string>(at?.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)) ?? []);
        for (var above = at?.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            names.AddRange(above.Command.Options.Where(option => option.Recursive).Select(option => option.Name));
        }

        return [.. names];
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult above ? $"{Path(above)} {command.Command.Name}" : command.Command.Name;
}
