using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cifar.Cli.Output;

/// <summary>The two streams of a command: results on one, everything else on the other.</summary>
internal sealed class Screen(TextWriter output, TextWriter error, bool json)
{
    private const int PlainWidth = 160;
    private const char Replacement = '\uFFFD';

    /// <summary>Whether results are wanted as JSON; then nothing else may go to the output.</summary>
    public bool Json { get; } = json;

    /// <summary>Whether a person watches the progress on a terminal.</summary>
    public bool IsWatched { get; } = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>The console for progress bars.</summary>
    public IAnsiConsole ErrorConsole => Open(error, IsWatched);

    /// <summary>Text for a terminal: names of files and classes come from anybody, and control characters in them would clear the screen or write over it. Line breaks stay.</summary>
    public static string Plain(string text) => text.Any(IsUnwanted) ? string.Concat(text.Select(letter => IsUnwanted(letter) ? Replacement : letter)) : text;

    /// <summary>One line on the error stream.</summary>
    public void Note(string line) => error.WriteLine(Plain(line));

    /// <summary>The result as the one JSON value.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>One line of the result for people; nothing with <c>--json</c>.</summary>
    public void WriteLine(string line = "")
    {
        if (!Json)
        {
            output.WriteLine(Plain(line));
        }
    }

    /// <summary>A table of the result for people; nothing with <c>--json</c>.</summary>
    public void Write(IRenderable table)
    {
        if (!Json)
        {
            Open(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected).Write(table);
        }
    }

    private static bool IsUnwanted(char letter) => char.IsControl(letter) && letter != '\n';

    private static IAnsiConsole Open(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
