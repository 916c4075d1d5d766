using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cifar.ApiReference;

/// <summary>Documentation elements as one line of Markdown, with links to the types that have a page.</summary>
internal sealed partial class DocText(IEnumerable<Type> documented)
{
    private readonly Dictionary<string, Type> pages = documented.ToDictionary(type => MemberId.Of(type)[2..], StringComparer.Ordinal);

    /// <summary>The text of an element; empty where there is none.</summary>
    public string Line(XElement? element)
    {
        var text = new StringBuilder();
        foreach (var node in element?.Nodes() ?? [])
        {
            text.Append(node switch
            {
                XText words => Escape(words.Value),
                XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value.Trim()}`",
                XElement { Name.LocalName: "paramref" or "typeparamref" } parameter => $"`{parameter.Attribute("name")!.Value}`",
                XElement { Name.LocalName: "see" or "seealso" } link => Link(link),
                XElement inner => $" {Line(inner)} ",
                _ => "",
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    /// <summary>A link to the page of a type, or its name where it has none.</summary>
    public string Reference(string id)
    {
        string name = id[2..];
        bool isType = id[0] == 'T';
        string typeName = isType ? name : Before(name, '(') is var path ? path[..path.LastIndexOf('.')] : name;
        string shown = isType ? Last(typeName) : $"{Last(typeName)}.{Last(Before(name, '('))}".Replace(".#ctor", "", StringComparison.Ordinal);
        return pages.TryGetValue(typeName, out var type)
            ? $"[`{(isType ? TypeNames.Short(type) : shown)}`]({type.Namespace}.md#{Anchor(type)})"
            : $"`{shown}`";
    }

    /// <summary>The part of an address that GitHub gives the heading of a type.</summary>
    public static string Anchor(Type type) => NoLetters().Replace(TypeNames.Short(type), "").ToLowerInvariant();

    private string Link(XElement link) => link switch
    {
        _ when link.Attribute("cref") is { } reference => Reference(reference.Value),
        _ when link.Attribute("langword") is { } word => $"`{word.Value}`",
        _ when link.Attribute("href") is { } address => $"<{address.Value}>",
        _ => Line(link),
    };

    private static string Escape(string words) => words.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);

    private static string Before(string text, char end) => text.IndexOf(end, StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;

    private static string Last(string path) => Arity().Replace(path[(path.LastIndexOf('.') + 1)..], "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"[^\w-]")]
    private static partial Regex NoLetters();
}
