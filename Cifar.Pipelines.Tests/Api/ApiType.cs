using System.Text.RegularExpressions;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>One type of a listing: its header line, taken apart, and its member lines.</summary>
sealed partial record ApiType(string Header, IReadOnlyList<string> Members)
{
    static readonly string[] Kinds = ["class", "struct", "interface", "enum"];

    /// <summary>Namespace and name, with generic parameters: what makes a type the same type in two listings.</summary>
    public string Key { get; } = KeyOf(Header);

    /// <summary>Everything of the header that must be equal: modifiers, kind, base class, constraints. For a delegate, the whole line.</summary>
    public string Shape => IsDelegate ? Header : $"{Declaration.Before}{(BaseClass is null ? "" : " : " + BaseClass)}{Declaration.Constraints}";

    public string? BaseClass => IsClass ? Declaration.Bases.FirstOrDefault(b => !IsInterfaceName(b)) : null;

    public IEnumerable<string> Interfaces => Declaration.Bases.Where(b => b != BaseClass);

    public bool IsEnum => Header.Contains("] enum ", StringComparison.Ordinal);

    public bool IsInterface => Header.Contains("] interface ", StringComparison.Ordinal);

    public bool IsAbstractClass => Header.Contains("] abstract class ", StringComparison.Ordinal);

    bool IsDelegate => Header.Contains("] delegate ", StringComparison.Ordinal);

    bool IsClass => Declaration.Before.Contains("class ", StringComparison.Ordinal);

    (string Before, IReadOnlyList<string> Bases, string Constraints) Declaration
    {
        get
        {
            var where = Header.IndexOf(" where ", StringComparison.Ordinal);
            var head = where < 0 ? Header : Header[..where];
            var colon = head.IndexOf(" : ", StringComparison.Ordinal);
            var bases = colon < 0 ? [] : SplitTopLevel(head[(colon + 3)..]);
            return (colon < 0 ? head : head[..colon], bases, where < 0 ? "" : Header[where..]);
        }
    }

    static string KeyOf(string header)
    {
        var words = header.Split(' ');
        // A delegate's header puts its return type before the name and its parameters behind.
        if (words[1] == "delegate") return words[0] + " " + DelegateName().Match(header).Groups[1].Value;
        var kind = Array.FindIndex(words, w => Kinds.Contains(w));
        var name = string.Join(' ', words[(kind + 1)..]);
        return words[0] + " " + name.Split(" where ", 2)[0].Split(" : ", 2)[0];
    }

    // .NET's naming rule tells a base class from an interface: I and another capital.
    static bool IsInterfaceName(string name)
    {
        var generic = name.IndexOf('<', StringComparison.Ordinal);
        var bare = generic < 0 || name.LastIndexOf(">.", StringComparison.Ordinal) >= 0 ? name : name[..generic];
        var last = bare[(bare.LastIndexOf('.') + 1)..];
        return last.Length > 1 && last[0] == 'I' && char.IsUpper(last[1]);
    }

    static List<string> SplitTopLevel(string list)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (depth == 0 && list[i] == ','))
            {
                parts.Add(list[start..i].Trim());
                start = i + 1;
            }
            else if (list[i] is '<' or '(') depth++;
            else if (list[i] is '>' or ')') depth--;
        }

        return parts;
    }

    [GeneratedRegex(@"([\w.]+(?:<[^()]*>)?)\(")]
    private static partial Regex DelegateName();
}
