using System.Text;
using System.Text.RegularExpressions;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>One command of a shell example, split into words as a shell does, as far as the pages need it.</summary>
internal static partial class ShellLine
{
    /// <summary>The commands of a block of code: comments dropped, lines that end in a backslash joined, loops over words unrolled.</summary>
    public static IEnumerable<string[]> Commands(string block) =>
        Loop().Replace(block.Replace("\\\n", " ", StringComparison.Ordinal), Unroll).Split('\n').Select(Words).Where(words => words.Length > 0);

    /// <summary>The words of the first command in a line; what follows a pipe or a redirection is left out, as are variables set before it.</summary>
    public static string[] Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        foreach (char letter in line + ' ')
        {
            if (quote != '\0')
            {
                if (letter == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(letter);
                }
            }
            else if (letter is '\'' or '"')
            {
                (quote, inWord) = (letter, true);
            }
            else if (char.IsWhiteSpace(letter))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else if (!inWord && letter is '#' or '|' or '>' or '<' or '&' or ';')
            {
                break;
            }
            else
            {
                word.Append(letter);
                inWord = true;
            }
        }

        // Settings of variables come before the command.
        return [.. words.SkipWhile(each => each.Length > 0 && char.IsAsciiLetterUpper(each[0]) && each.Contains('=', StringComparison.Ordinal))];
    }

    private static string Unroll(Match loop) =>
        string.Concat(loop.Groups[2].Value.Split(' ').Select(word => loop.Groups[3].Value.Replace($"${loop.Groups[1].Value}", word, StringComparison.Ordinal)));

    [GeneratedRegex("^for ([a-z]+) in ([^;\n]+); do\n(.*?)^done$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Loop();
}
